package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Who answers a question: a pure function of the question and the configuration. The rules in their
 * order:
 *
 * <ol>
 *   <li>Not connected: the computer's own resolvers.
 *   <li>An address (PTR) in one of the cluster's subnets: the cluster.
 *   <li>{@code ….svc.<cluster domain>} of a namespace that the full list of namespaces does not
 *       hold: no such name, at once. (Resolvers make such names of public ones by their search
 *       list.)
 *   <li>Everything else under the cluster domain: the cluster, negative answers included.
 *   <li>{@code svc.ns.svc}, with a pod or {@code _port._proto} before it: the cluster, with the
 *       domain appended. {@code svc} is not a top-level domain.
 *   <li>{@code svc.ns}, also with {@code _port._proto} before it, of a known namespace: the
 *       cluster. When the namespace's name is also a top-level domain outside ({@code dev}, {@code
 *       shop}), the cluster is asked first, and the own resolvers if it does not know the name.
 *   <li>A single label: the cluster, completed as attached workloads complete it, then in the
 *       connected namespace; then the own resolvers.
 *   <li>Everything else: the own resolvers.
 * </ol>
 */
public final class NameRules {
  private static final String SVC = "svc";

  /** What validating resolvers ask on their way to a public name. */
  private static final Set<Integer> ZONE_TYPES =
      Set.of(Type.NS, Type.SOA, Type.DS, Type.DNSKEY, Type.NSEC, Type.NSEC3, Type.RRSIG);

  private NameRules() {}

  /**
   * Decides.
   *
   * @param name with or without the dot at the end, any case
   * @param type RFC 1035 section 3.2.2
   * @param dnsClass RFC 1035 section 3.2.4
   */
  public static Decision decide(String name, int type, int dnsClass, DnsConfig config) {
    return new Deciding(name, type, dnsClass, config).decide();
  }

  /** One decision in the making. */
  private static final class Deciding {
    private final String name;
    private final int type;
    private final int dnsClass;
    private final DnsConfig config;
    private final List<String> steps = new ArrayList<>(8);

    Deciding(String name, int type, int dnsClass, DnsConfig config) {
      String lower = name.toLowerCase(Locale.ROOT);
      this.name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
      this.type = type;
      this.dnsClass = dnsClass;
      this.config = config;
    }

    Decision decide() {
      if (!config.hasCluster()) {
        return upstream("not connected to a cluster");
      }
      Decision decision = byShape();
      boolean asksCluster = !(decision.where() instanceof Decision.ToUpstream);
      if (asksCluster && dnsClass != DClass.IN) {
        return notServed("a cluster name in class " + DClass.string(dnsClass), Rcode.REFUSED);
      }
      if (asksCluster && (type == Type.AXFR || type == Type.IXFR)) {
        return notServed("zone transfers of cluster names are not served", Rcode.REFUSED);
      }
      return decision;
    }

    private Decision byShape() {
      Optional<IpAddress> address = ReverseName.parse(name);
      if (address.isPresent()) {
        return address(address.orElseThrow());
      }
      skip("not the name of an address");

      String domain = config.clusterDomain();
      if (name.equals(domain) || name.endsWith("." + domain)) {
        return underDomain(domain);
      }
      skip("not under the cluster domain " + domain);

      if (name.indexOf('\\') >= 0) {
        skip("has characters that no service's or namespace's name has");
        return upstream("not a cluster name");
      }
      if (ZONE_TYPES.contains(type)) {
        skip("type " + Type.string(type) + " is asked of zones, and short names are none");
        return upstream("not a cluster name");
      }
      String[] labels = name.split("\\.", -1);
      int service = labels.length > 2 && isServicePort(labels) ? 2 : 0;
      String last = labels[labels.length - 1];
      if (labels.length >= 3 && last.equals(SVC)) {
        return bareSvc(labels[labels.length - 2]);
      }
      skip("does not end in .svc after a service and a namespace");

      if (labels.length - service == 2) {
        if (config.isNamespace(last)) {
          return serviceAndNamespace(last);
        }
        skip("\"" + last + "\" is not a known namespace, so not svc.ns");
      } else {
        skip("not of the form svc.ns");
      }

      if (labels.length == 1 && !name.isEmpty() && !config.completions(name).isEmpty()) {
        return singleLabel(config.completions(name));
      }
      skip("not a single label");
      return upstream("not a cluster name");
    }

    private Decision address(IpAddress address) {
      if (config.inCluster(address)) {
        return decided(
            "address in a subnet of the cluster",
            new Decision.Cluster(name),
            address + " is in one of the cluster's subnets");
      }
      skip(address + " is in none of the cluster's subnets");
      return upstream("address outside the cluster");
    }

    private Decision underDomain(String domain) {
      String suffix = ".svc." + domain;
      if (name.endsWith(suffix)) {
        String before = name.substring(0, name.length() - suffix.length());
        String namespace = before.substring(before.lastIndexOf('.') + 1);
        if (config.isNoNamespace(namespace)) {
          return decided(
              "under the cluster domain, of a namespace that does not exist",
              new Decision.Answer(Rcode.NXDOMAIN),
              "the cluster has no namespace \"" + namespace + "\"");
        }
      }
      return decided("under the cluster domain", new Decision.Cluster(name), "ends in " + domain);
    }

    private Decision bareSvc(String namespace) {
      if (config.isNoNamespace(namespace)) {
        return decided(
            "svc.ns.svc of a namespace that does not exist",
            new Decision.Answer(Rcode.NXDOMAIN),
            "the cluster has no namespace \"" + namespace + "\", and svc is no top-level domain");
      }
      String full = name + "." + config.clusterDomain();
      return decided(
          "svc.ns.svc, without the cluster domain",
          new Decision.Cluster(full),
          "looked up as " + full);
    }

    private Decision serviceAndNamespace(String namespace) {
      String full = name + ".svc." + config.clusterDomain();
      if (TopLevelDomains.mayExistOutside(namespace, config)) {
        return decided(
            "svc.ns of a known namespace, which is also a domain outside: the cluster first, then"
                + " the computer's own resolvers",
            new Decision.ClusterThenUpstream(List.of(full)),
            "looked up as "
                + full
                + "; \""
                + namespace
                + "\" is also a domain outside the cluster, so what the cluster does not know goes"
                + " upstream");
      }
      return decided(
          "svc.ns of a known namespace", new Decision.Cluster(full), "looked up as " + full);
    }

    private Decision singleLabel(List<String> names) {
      return decided(
          config.attachedSearch().isEmpty()
              ? "single label: the connected namespace first, then the computer's own resolvers"
              : "single label: as what is attached completes it, then the connected namespace, then"
                  + " the computer's own resolvers",
          new Decision.ClusterThenUpstream(names),
          "looked up as "
              + String.join(", then ", names)
              + "; if the cluster does not know it, it goes upstream");
    }

    /** {@code _port._proto.…} (RFC 2782). */
    private static boolean isServicePort(String[] labels) {
      return labels[0].startsWith("_") && (labels[1].equals("_tcp") || labels[1].equals("_udp"));
    }

    private void skip(String why) {
      steps.add(why);
    }

    private Decision upstream(String rule) {
      return decided(rule, new Decision.ToUpstream(), "goes to the computer's own resolvers");
    }

    private Decision notServed(String rule, int rcode) {
      return decided(rule, new Decision.Answer(rcode), "answered " + Rcode.string(rcode));
    }

    private Decision decided(String rule, Decision.Where where, String step) {
      steps.add(step);
      return new Decision(rule, where, steps);
    }
  }
}
