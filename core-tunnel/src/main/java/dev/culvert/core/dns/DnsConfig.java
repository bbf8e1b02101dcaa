package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rules know of the cluster and of this computer. Names are in lower case and without the
 * dot at their end.
 *
 * @param clusterDomain {@code cluster.local}; empty when there is no connection: then every name
 *     goes where it went before
 * @param namespaces every namespace of the cluster; empty when the manager may not list them
 * @param namespace the connected one, in which short names are looked up
 * @param subnets the cluster's: addresses in them are looked up there
 * @param ownSearch the computer's own search domains
 * @param attachedSearch with which attached workloads complete short names, in order
 */
public record DnsConfig(
    String clusterDomain,
    Set<String> namespaces,
    String namespace,
    List<Prefix> subnets,
    List<String> ownSearch,
    List<String> attachedSearch) {

  private static final DnsConfig NONE = new DnsConfig("", Set.of(), "", List.of(), List.of());

  public DnsConfig {
    clusterDomain = normal(clusterDomain);
    namespace = normal(namespace);
    namespaces = namespaces.stream().map(DnsConfig::normal).collect(Collectors.toUnmodifiableSet());
    subnets = List.copyOf(subnets);
    ownSearch = ownSearch.stream().map(DnsConfig::normal).toList();
    attachedSearch =
        attachedSearch.stream()
            .map(DnsConfig::normal)
            .filter(domain -> !domain.isEmpty())
            .distinct()
            .toList();
  }

  /** With nothing attached. */
  public DnsConfig(
      String clusterDomain,
      Set<String> namespaces,
      String namespace,
      List<Prefix> subnets,
      List<String> ownSearch) {
    this(clusterDomain, namespaces, namespace, subnets, ownSearch, List.of());
  }

  /** What a short name may stand for in the cluster, in the order in which it is looked for. */
  List<String> completions(String label) {
    Stream<String> own =
        namespace.isEmpty() ? Stream.of() : Stream.of(namespace + ".svc." + clusterDomain);
    return Stream.concat(attachedSearch.stream(), own)
        .distinct()
        .map(domain -> label + "." + domain)
        .toList();
  }

  /** No cluster. */
  public static DnsConfig none() {
    return NONE;
  }

  /** Whether there is a cluster. */
  public boolean hasCluster() {
    return !clusterDomain.isEmpty();
  }

  /** Whether this is surely a namespace: the connected one, or one the manager told. */
  boolean isNamespace(String label) {
    return label.equals(namespace) || namespaces.contains(label);
  }

  /** Whether this is surely not a namespace; only a full list can tell. */
  boolean isNoNamespace(String label) {
    return !namespaces.isEmpty() && !isNamespace(label);
  }

  /** Whether the address is one of the cluster's. */
  boolean inCluster(IpAddress address) {
    return subnets.stream().anyMatch(subnet -> subnet.contains(address));
  }

  /** Whether no address of the cluster is IPv6. */
  boolean isIpv4Only() {
    return !subnets.isEmpty() && subnets.stream().noneMatch(subnet -> subnet.address().v6());
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
