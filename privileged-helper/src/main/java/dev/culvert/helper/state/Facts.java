package dev.culvert.helper.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is known of a connection beside its state, for those who look. */
public final class Facts {
  private Facts() {}

  /**
   * With whom the session is.
   *
   * @param sessionId safe to show
   * @param identity who the manager takes the user for
   * @param road "port-forward" or "direct"
   */
  public record Session(
      String sessionId, String identity, String managerPod, String managerVersion, String road) {}

  /**
   * What is changed on this computer now.
   *
   * @param mtu in bytes
   */
  public record Network(
      String device, int mtu, List<String> addresses, List<Route> routes, Optional<Names> dns) {
    public Network {
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
    }
  }

  /**
   * A route.
   *
   * @param source where the wish for it comes from: "podCIDR of node worker-1"
   */
  public record Route(String cidr, String source) {}

  /**
   * How names are asked.
   *
   * @param mode "systemd-resolved" or "resolv.conf", with the reason why that one
   * @param upstreams where all but cluster names go
   */
  public record Names(
      String mode,
      String reason,
      String server,
      String clusterDomain,
      List<String> search,
      List<String> upstreams) {
    public Names {
      search = List.copyOf(search);
      upstreams = List.copyOf(upstreams);
    }
  }

  /**
   * Payload since connecting.
   *
   * @param bytesIn from the cluster to this computer
   * @param roundTrip of the last heartbeat
   */
  public record Traffic(long bytesIn, long bytesOut, int liveFlows, Optional<Duration> roundTrip) {
    /** Of no connection. */
    public static final Traffic NONE = new Traffic(0, 0, 0, Optional.empty());
  }
}
