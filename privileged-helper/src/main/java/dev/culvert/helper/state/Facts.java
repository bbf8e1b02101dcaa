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
   * @param roadReason why that one; empty when there was no other
   */
  public record Session(
      String sessionId,
      String identity,
      String managerPod,
      String managerVersion,
      String road,
      String roadReason) {}

  /**
   * What is changed on this computer now.
   *
   * @param mtu in bytes
   * @param overlaps where other networks have the cluster's addresses
   */
  public record Network(
      String device,
      int mtu,
      List<String> addresses,
      List<Route> routes,
      List<Overlap> overlaps,
      Optional<Names> dns) {
    public Network {
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
      overlaps = List.copyOf(overlaps);
    }
  }

  /**
   * A subnet of the cluster that another network of this computer has, too.
   *
   * @param source where the manager learnt of it
   * @param otherCidr what the other network has
   * @param otherDevice through which this computer reaches it
   * @param choice what is done about it
   * @param virtual where it is reached instead
   */
  public record Overlap(
      String cidr,
      String source,
      String otherCidr,
      String otherDevice,
      dev.culvert.helper.state.Overlap choice,
      Optional<String> virtual) {}

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
