package dev.culvert.helper.session;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.link.Link;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.host.HostEnvironment;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;

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

  /** The cluster's names and subnets are these. */
  void cluster(ManagerSession.Cluster cluster, String namespace);

  /**
   * Asks one name the way any program's query would go.
   *
   * @param type empty for {@code A}
   */
  CompletionStage<DnsRecord> tryName(String name, String type);

  /** Ends every flow and lets go of everything but the link. */
  void close();

  /** Makes one for a device that is up. */
  @FunctionalInterface
  interface Factory {
    /**
     * Begins to read packets.
     *
     * @param loop owns the link, and will own everything else
     * @param dns the address to answer name queries on
     * @param environment where other names go
     */
    Datapath open(Link link, EventLoop loop, IpAddress dns, HostEnvironment environment);
  }
}
