package dev.culvert.helper.session;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.link.Link;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.host.HostEnvironment;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What carries packets between the device and the tunnel while connected: the engine and the
 * helper's DNS. Methods are safe from any thread, return when their effect is there, and are called
 * one at a time.
 */
public interface Datapath {

  /** New flows and cluster names go through this session. */
  void use(ManagerSession session);

  /** There is no tunnel for now: new flows hear nothing, public names are answered as before. */
  void pause();

  /**
   * The cluster's names and subnets are these. What was remembered of names is forgotten.
   *
   * @param attachedSearch with which attached workloads complete short names
   */
  void cluster(ManagerSession.Cluster cluster, String namespace, List<String> attachedSearch);

  /** This computer's own name resolution has changed: other names go there from now on. */
  void environment(HostEnvironment environment);

  /**
   * Asks one name the way any program's query would go.
   *
   * @param type empty for {@code A}
   */
  CompletionStage<DnsRecord> tryName(String name, String type);

  /** Ends every flow and lets go of everything but the link. */
  void close();

  /**
   * What it works with.
   *
   * @param queues one or more
   * @param addresses the device's own
   * @param dns the address to answer name queries on
   * @param environment where other names go
   * @param down hears on a queue's loop, once, when the device is gone without having been closed
   */
  record Setup(
      List<Queue> queues,
      Set<IpAddress> addresses,
      IpAddress dns,
      HostEnvironment environment,
      Consumer<IOException> down) {}

  /**
   * One of the device's queues.
   *
   * @param loop owns the link, and will own everything else of it
   */
  record Queue(Link link, EventLoop loop) {}

  /** Makes one for a device that is up. */
  @FunctionalInterface
  interface Factory {
    /** Begins to read packets. */
    Datapath open(Setup setup);
  }
}
