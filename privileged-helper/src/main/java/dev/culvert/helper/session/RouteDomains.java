package dev.culvert.helper.session;

import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.tunnel.ManagerSession.Subnet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The domains whose names only the cluster knows, for systems that choose a resolver by domain: the
 * cluster's own, each namespace (for {@code svc.ns}; a resolver completes only names without a dot
 * from its search list), and the reverse zones of its subnets.
 */
final class RouteDomains {
  private RouteDomains() {}

  /** In a stable order. */
  static List<String> of(Cluster cluster, String namespace) {
    Set<String> domains = new LinkedHashSet<>();
    domains.add(cluster.domain());
    domains.add("svc");
    domains.add(namespace);
    domains.addAll(cluster.namespaces().stream().sorted().toList());
    for (Subnet subnet : cluster.subnets()) {
      domains.add(reverseZone(subnet.prefix()));
    }
    return List.copyOf(domains);
  }

  /** The zone of PTR names around the subnet, at the next byte or nibble boundary above it. */
  static String reverseZone(Prefix prefix) {
    byte[] bytes = prefix.address().toBytes();
    StringBuilder zone = new StringBuilder();
    if (prefix.address().v6()) {
      for (int nibble = prefix.length() / 4 - 1; nibble >= 0; nibble--) {
        int value = bytes[nibble / 2] >> (nibble % 2 == 0 ? 4 : 0) & 15;
        zone.append(Character.forDigit(value, 16)).append('.');
      }
      return zone.append("ip6.arpa").toString();
    }
    for (int part = prefix.length() / 8 - 1; part >= 0; part--) {
      zone.append(bytes[part] & 255).append('.');
    }
    return zone.append("in-addr.arpa").toString();
  }
}
