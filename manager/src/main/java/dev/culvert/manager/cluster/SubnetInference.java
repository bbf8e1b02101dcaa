package dev.culvert.manager.cluster;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Guesses subnets from the addresses seen in them; pure functions. */
public final class SubnetInference {
  /**
   * What installers hand out is a /12 to a /24; a guess stays within a /16, lest it takes too much.
   */
  private static final int WIDEST_SERVICES_V4 = 12;

  private static final int NARROWEST_SERVICES_V4 = 20;
  private static final int NARROWEST_SERVICES_V6 = 112;
  private static final int WIDEST_SERVICES_V6 = 96;
  private static final int PODS_V4 = 24;
  private static final int PODS_V6 = 64;

  private SubnetInference() {}

  /**
   * The range of cluster addresses of one family that holds all the given ones: the smallest that
   * does, widened to what a cluster's range usually has at least. Empty when they are too far apart
   * to be one range.
   */
  public static Optional<Prefix> serviceRange(Collection<IpAddress> clusterIps) {
    if (clusterIps.isEmpty()) {
      return Optional.empty();
    }
    TreeSet<IpAddress> sorted = new TreeSet<>(clusterIps);
    IpAddress first = sorted.first();
    boolean v6 = first.v6();
    int widest = v6 ? WIDEST_SERVICES_V6 : WIDEST_SERVICES_V4;
    for (int length = v6 ? NARROWEST_SERVICES_V6 : NARROWEST_SERVICES_V4;
        length >= widest;
        length--) {
      Prefix candidate = Prefix.around(first, length);
      if (candidate.contains(sorted.last())) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Subnets for pod addresses that no known one holds: the usual share of a node around each. */
  public static List<Prefix> podRanges(Collection<IpAddress> podIps, Collection<Prefix> known) {
    List<Prefix> found = new ArrayList<>();
    for (IpAddress ip : new TreeSet<>(podIps)) {
      boolean covered =
          known.stream().anyMatch(prefix -> prefix.contains(ip))
              || found.stream().anyMatch(prefix -> prefix.contains(ip));
      if (!covered) {
        found.add(Prefix.around(ip, ip.v6() ? PODS_V6 : PODS_V4));
      }
    }
    return found;
  }
}
