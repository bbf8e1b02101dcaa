package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
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
    private final List<Reason> steps = new ArrayList<>(8);

    Deciding(String name, int type, int dnsClass, DnsConfig config) {
      String lower = name.toLowerCase(Locale.ROOT);
      this.name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
      this.type = type;
      this.dnsClass = dnsClass;
      this.config = config;
    }

    Decision decide() {
      if (!config.hasCluster()) {
        return upstream(Phrase.RULE_NOT_CONNECTED);
      }
      Decision decision = byShape();
      boolean asksCluster = !(decision.where() instanceof Decision.ToUpstream);
      if (asksCluster && dnsClass != DClass.IN) {
        return notServed(Phrase.RULE_CLASS.of(DClass.string(dnsClass)), Rcode.REFUSED);
      }
      if (asksCluster && (type == Type.AXFR || type == Type.IXFR)) {
        return notServed(Phrase.RULE_TRANSFER.of(), Rcode.REFUSED);
      }
      return decision;
    }

    private Decision byShape() {
      Optional<IpAddress> address = ReverseName.parse(name);
      if (address.isPresent()) {
        return address(address.orElseThrow());
      }
      skip(Phrase.STEP_NO_ADDRESS.of());

      String domain = config.clusterDomain();
      if (name.equals(domain) || name.endsWith("." + domain)) {
        return underDomain(domain);
      }
      skip(Phrase.STEP_NOT_DOMAIN.of(domain));

      if (name.indexOf('\\') >= 0) {
        skip(Phrase.STEP_CHARACTERS.of());
        return upstream(Phrase.RULE_NOT_CLUSTER);
      }
      if (ZONE_TYPES.contains(type)) {
        skip(Phrase.STEP_ZONE_TYPE.of(Type.string(type)));
        return upstream(Phrase.RULE_NOT_CLUSTER);
      }
      String[] labels = name.split("\\.", -1);
      int service = labels.length > 2 && isServicePort(labels) ? 2 : 0;
      String last = labels[labels.length - 1];
      if (labels.length >= 3 && last.equals(SVC)) {
        return bareSvc(labels[labels.length - 2]);
      }
      skip(Phrase.STEP_NOT_SVC.of());

      if (labels.length - service == 2) {
        if (config.isNamespace(last)) {
          return serviceAndNamespace(last);
        }
        skip(Phrase.STEP_NOT_NAMESPACE.of(last));
      } else {
        skip(Phrase.STEP_NOT_FORM.of());
      }

      if (labels.length == 1 && !name.isEmpty() && !config.completions(name).isEmpty()) {
        return singleLabel(config.completions(name));
      }
      skip(Phrase.STEP_NOT_SINGLE.of());
      return upstream(Phrase.RULE_NOT_CLUSTER);
    }

    private Decision address(IpAddress address) {
      if (config.inCluster(address)) {
        return decided(
            Phrase.RULE_ADDRESS, new Decision.Cluster(name), Phrase.STEP_ADDRESS.of(address));
      }
      skip(Phrase.STEP_ADDRESS_OUTSIDE.of(address));
      return upstream(Phrase.RULE_ADDRESS_OUTSIDE);
    }

    private Decision underDomain(String domain) {
      String suffix = ".svc." + domain;
      if (name.endsWith(suffix)) {
        String before = name.substring(0, name.length() - suffix.length());
        String namespace = before.substring(before.lastIndexOf('.') + 1);
        if (config.isNoNamespace(namespace)) {
          return decided(
              Phrase.RULE_DOMAIN_NO_NAMESPACE,
              new Decision.Answer(Rcode.NXDOMAIN),
              Phrase.STEP_NO_NAMESPACE.of(namespace));
        }
      }
      return decided(Phrase.RULE_DOMAIN, new Decision.Cluster(name), Phrase.STEP_DOMAIN.of(domain));
    }

    private Decision bareSvc(String namespace) {
      if (config.isNoNamespace(namespace)) {
        return decided(
            Phrase.RULE_SVC_NO_NAMESPACE,
            new Decision.Answer(Rcode.NXDOMAIN),
            Phrase.STEP_NO_NAMESPACE_SVC.of(namespace));
      }
      String full = name + "." + config.clusterDomain();
      return decided(Phrase.RULE_SVC, new Decision.Cluster(full), Phrase.STEP_LOOKED_UP.of(full));
    }

    private Decision serviceAndNamespace(String namespace) {
      String full = name + ".svc." + config.clusterDomain();
      if (TopLevelDomains.mayExistOutside(namespace, config)) {
        return decided(
            Phrase.RULE_NAMESPACE_OUTSIDE,
            new Decision.ClusterThenUpstream(List.of(full)),
            Phrase.STEP_LOOKED_UP_OUTSIDE.of(full, namespace));
      }
      return decided(
          Phrase.RULE_NAMESPACE, new Decision.Cluster(full), Phrase.STEP_LOOKED_UP.of(full));
    }

    private Decision singleLabel(List<String> names) {
      return decided(
          config.attachedSearch().isEmpty()
              ? Phrase.RULE_SINGLE_LABEL
              : Phrase.RULE_SINGLE_ATTACHED,
          new Decision.ClusterThenUpstream(names),
          Phrase.STEP_LOOKED_UP_SINGLE.of(String.join(", ", names)));
    }

    /** {@code _port._proto.…} (RFC 2782). */
    private static boolean isServicePort(String[] labels) {
      return labels[0].startsWith("_") && (labels[1].equals("_tcp") || labels[1].equals("_udp"));
    }

    private void skip(Reason why) {
      steps.add(why);
    }

    private Decision upstream(Phrase rule) {
      return decided(rule, new Decision.ToUpstream(), Phrase.STEP_UPSTREAM.of());
    }

    private Decision notServed(Reason rule, int rcode) {
      return decided(
          rule, new Decision.Answer(rcode), Phrase.STEP_ANSWERED.of(Rcode.string(rcode)));
    }

    private Decision decided(Phrase rule, Decision.Where where, Reason step) {
      return decided(rule.of(), where, step);
    }

    private Decision decided(Reason rule, Decision.Where where, Reason step) {
      steps.add(step);
      return new Decision(rule, where, steps);
    }
  }
}
