package dev.culvert.playground.service;

import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.service.ClusterView.PortView;
import dev.culvert.playground.service.ClusterView.ServiceView;
import dev.culvert.playground.service.ClusterView.Target;
import java.util.List;
import java.util.TreeSet;

/**
 * The nftables rules that make services of virtual addresses, as kube-proxy's nftables mode does: a
 * random ready target for a service's port; what a service does not offer is rejected; an address
 * that is no service's is a black hole. A pod that reaches itself through a service is hidden
 * behind the node, or it would answer itself directly.
 */
public final class ServiceRules {
  private ServiceRules() {}

  /** The rules as one transaction that replaces the earlier ones. */
  public static String of(ClusterView view) {
    return family(view, "ip", Layout.SERVICE_CIDR, false)
        + family(view, "ip6", Layout.SERVICE_CIDR_6, true);
  }

  private static String family(ClusterView view, String family, String cidr, boolean v6) {
    StringBuilder chains = new StringBuilder();
    StringBuilder services = new StringBuilder();
    TreeSet<String> clusterIps = new TreeSet<>();
    TreeSet<String> targets = new TreeSet<>();
    int number = 0;
    for (ServiceView service : view.services()) {
      for (String ip : service.clusterIps()) {
        if (isV6(ip) != v6) {
          continue;
        }
        clusterIps.add(ip);
        for (PortView port : service.ports()) {
          List<Target> mine =
              port.targets().stream().filter(target -> isV6(target.address()) == v6).toList();
          mine.forEach(target -> targets.add(target.address()));
          if (mine.isEmpty()) {
            continue;
          }
          services.append(
              "    %s daddr %s %s dport %d ".formatted(family, ip, port.protocol(), port.port()));
          if (mine.size() == 1) {
            services.append("dnat to ").append(endpoint(mine.getFirst(), v6));
          } else {
            services.append("numgen random mod ").append(mine.size()).append(" vmap { ");
            for (int i = 0; i < mine.size(); i++) {
              String chain = "target" + number++;
              chains.append(
                  "  chain %s {\n    meta l4proto %s dnat to %s\n  }\n"
                      .formatted(chain, port.protocol(), endpoint(mine.get(i), v6)));
              services.append(i == 0 ? "" : ", ").append(i).append(" : goto ").append(chain);
            }
            services.append(" }");
          }
          services.append(
              " comment \"%s/%s:%s\"\n"
                  .formatted(service.namespace(), service.name(), port.name()));
        }
      }
    }
    // "leftover" comes after the translation of addresses (priority dstnat is -100): what is still
    // for a service's address then, nobody offers.
    StringBuilder text = new StringBuilder();
    text.append("table %1$s services\ndelete table %1$s services\n".formatted(family));
    text.append("table %s services {\n".formatted(family)).append(chains);
    text.append("  chain services {\n").append(services).append("  }\n");
    text.append(
        """
          chain prerouting {
            type nat hook prerouting priority dstnat; policy accept;
            %1$s daddr %2$s jump services
          }
          chain output {
            type nat hook output priority -100; policy accept;
            %1$s daddr %2$s jump services
          }
          chain leftover {
            type filter hook prerouting priority -90; policy accept;
        """
            .formatted(family, cidr));
    if (!clusterIps.isEmpty()) {
      text.append("    %s daddr { %s } reject\n".formatted(family, String.join(", ", clusterIps)));
    }
    text.append("    %s daddr %s drop\n  }\n".formatted(family, cidr));
    text.append(
        "  chain hairpin {\n    type nat hook postrouting priority srcnat; policy accept;\n");
    if (!targets.isEmpty()) {
      String pairs =
          String.join(", ", targets.stream().map(address -> address + " . " + address).toList());
      text.append("    %1$s saddr . %1$s daddr { %2$s } masquerade\n".formatted(family, pairs));
    }
    return text.append("  }\n}\n").toString();
  }

  private static String endpoint(Target target, boolean v6) {
    return v6
        ? "[" + target.address() + "]:" + target.port()
        : target.address() + ":" + target.port();
  }

  private static boolean isV6(String address) {
    return address.indexOf(':') >= 0;
  }
}
