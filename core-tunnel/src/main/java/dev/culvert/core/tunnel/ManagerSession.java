package dev.culvert.core.tunnel;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * An authenticated session with the manager over one connection, which others may join. Ends with
 * the first connection; a new one may resume it with {@link Info#secret}. Methods are safe from any
 * thread; the listener and the dialer belong to the connection's event loop.
 */
public interface ManagerSession {

  /** What the manager said when it opened the session. */
  Info info();

  /** Opens connections in the cluster; on the event loop only. */
  Dialer dialer();

  /**
   * Opens connections in the cluster for one of the loops that the session was opened with; on that
   * loop only. The first loop's is {@link #dialer()}. Another loop's has a connection to the
   * manager of its own, which is opened when the dialer is asked for, joins the session, and is
   * opened again when it breaks; the session lives on meanwhile. Whenever it is not there, new
   * flows go by the first connection, at the price of changing threads for each piece of payload.
   *
   * @param loop from 0
   */
  default Dialer dialer(int loop) {
    if (loop != 0) {
      throw new IndexOutOfBoundsException("the session has one loop; there is no loop " + loop);
    }
    return dialer();
  }

  /**
   * Opens a stream to the manager itself, which sends or takes bytes to measure the way; on the
   * event loop only. See {@code Open.meter} in {@code culvert/tunnel/v1/tunnel.proto}.
   */
  ByteStream openMeter(ByteStream.Listener listener);

  /** The way's first hop, as this computer's kernel measures it; on the event loop only. */
  Optional<FirstHop> firstHop();

  /** Attachments to workloads. */
  AttachmentCalls attachments();

  /**
   * Asks the cluster's DNS.
   *
   * @param query a DNS message (RFC 1035 section 4) with one question
   * @return completes on the event loop with the answer, or exceptionally with an {@link
   *     java.io.IOException} that says who was silent and for how long
   */
  CompletionStage<Answer> lookup(byte[] query, Duration timeout);

  /**
   * Closes the session at the manager, then the connection. Completes when both are done, at the
   * latest after 2 s.
   */
  CompletionStage<Void> close();

  /** The connection is dropped, the session is left to its grace period: for reconnecting. */
  void abandon();

  /**
   * The manager's answer to opening a session.
   *
   * @param secret never logged
   * @param resumed whether the earlier session lives on
   * @param grace how long the session outlives its connection
   * @param identity who the manager takes the user for
   */
  record Info(
      String id,
      String secret,
      boolean resumed,
      Duration grace,
      String managerVersion,
      String managerNamespace,
      String managerPod,
      String identity) {
    @Override
    public String toString() {
      return "session " + id + " of " + identity + " at " + managerNamespace + "/" + managerPod;
    }
  }

  /**
   * A DNS answer and who gave it.
   *
   * @param mapped addresses in it that are this computer's own for the cluster's, with those
   */
  record Answer(byte[] message, String answeredBy, Map<IpAddress, IpAddress> mapped) {
    /** With the cluster's own addresses. */
    public Answer(byte[] message, String answeredBy) {
      this(message, answeredBy, Map.of());
    }
  }

  /**
   * The way's first hop.
   *
   * @param roundTrip between this computer's kernel and that one's, without any program
   */
  record FirstHop(Who who, Duration roundTrip) {
    /** Whose socket it is. */
    public enum Who {
      /** The usual one. */
      API_SERVER,
      /** The one that leads to the API server. */
      PROXY,
      /** There is nothing between. */
      MANAGER
    }
  }

  /** The cluster's network as the manager sees it. */
  record Cluster(
      List<Subnet> subnets, String domain, List<IpAddress> dnsServers, Set<String> namespaces) {
    public Cluster {
      subnets = List.copyOf(subnets);
      dnsServers = List.copyOf(dnsServers);
      namespaces = Set.copyOf(namespaces);
    }
  }

  /**
   * One of the cluster's subnets.
   *
   * @param source where the manager learnt it
   */
  record Subnet(Prefix prefix, String source) {}

  /** What a session tells of itself, on its event loop. */
  interface Listener {
    /** At the start and on every change. */
    void onCluster(Cluster cluster);

    /** A heartbeat was answered. */
    void onRoundTrip(Duration roundTrip);

    /**
     * The connection is dead; everything opened through it has been failed. Called once, not after
     * close.
     */
    void onLost(ConnectFailure failure);
  }
}
