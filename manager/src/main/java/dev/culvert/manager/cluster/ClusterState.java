package dev.culvert.manager.cluster;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.proto.manager.v1.ClusterNetwork;
import dev.culvert.proto.manager.v1.Dns;
import dev.culvert.proto.manager.v1.Subnet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the Kubernetes API says, before it becomes subnets.
 *
 * @param podCidrs by node
 * @param serviceCidrs by where they were learnt; empty when nothing tells them
 * @param serviceIps cluster addresses of Services, without headless ones
 * @param podIps addresses of pods, without those on the host's network
 * @param nodeIps addresses of nodes: not the cluster's network, and never to be captured with it
 * @param domain of the cluster
 * @param dns address of the cluster's DNS
 */
public record ClusterState(
    Map<String, List<Prefix>> podCidrs,
    Map<String, List<Prefix>> serviceCidrs,
    Set<IpAddress> serviceIps,
    Set<IpAddress> podIps,
    Set<IpAddress> nodeIps,
    Set<String> namespaces,
    String domain,
    List<IpAddress> dns) {

  /** As clients are told: sorted, so that equal states are equal messages. */
  public ClusterNetwork network() {
    Map<Prefix, Subnet> subnets = new LinkedHashMap<>();
    podCidrs.forEach((node, prefixes) ->
        add(subnets, prefixes, Subnet.Kind.KIND_POD, "podCIDR of node " + node));
    serviceCidrs.forEach(
        (source, prefixes) -> add(subnets, prefixes, Subnet.Kind.KIND_SERVICE, source));
    addInferredServices(subnets, false);
    addInferredServices(subnets, true);
    for (Prefix range : SubnetInference.podRanges(podIps, subnets.keySet())) {
      if (nodeIps.stream().noneMatch(range::contains)) {
        add(
            subnets,
            List.of(range),
            Subnet.Kind.KIND_POD,
            "inferred from pod addresses outside every node's podCIDR");
      } else {
        // A range around these pods would hold nodes as well: only the pods themselves.
        podIps.stream()
            .filter(range::contains)
            .forEach(pod ->
                add(
                    subnets,
                    List.of(Prefix.host(pod)),
                    Subnet.Kind.KIND_POD,
                    "address of a pod in a subnet that nodes share"));
      }
    }
    Dns.Builder names =
        Dns.newBuilder().setClusterDomain(domain).addAllNamespaces(new TreeSet<>(namespaces));
    if (!dns.isEmpty()) {
      names.setServer(bytes(dns.getFirst()));
    }
    return ClusterNetwork.newBuilder()
        .addAllSubnets(
            subnets.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList())
        .setDns(names)
        .build();
  }

  private void addInferredServices(Map<Prefix, Subnet> subnets, boolean v6) {
    List<IpAddress> outside =
        serviceIps.stream()
            .filter(ip -> ip.v6() == v6)
            .filter(ip -> subnets.keySet().stream().noneMatch(prefix -> prefix.contains(ip)))
            .sorted()
            .toList();
    if (outside.isEmpty()) {
      return;
    }
    SubnetInference.serviceRange(outside)
        .ifPresentOrElse(
            range ->
                add(
                    subnets,
                    List.of(range),
                    Subnet.Kind.KIND_SERVICE,
                    "inferred from "
                        + outside.size()
                        + " cluster addresses of Services (ServiceCIDR objects cannot be read)"),
            () ->
                add(
                    subnets,
                    outside.stream().map(Prefix::host).toList(),
                    Subnet.Kind.KIND_SERVICE,
                    "address of a Service; they are too far apart to infer one range"));
  }

  private static void add(
      Map<Prefix, Subnet> subnets, Collection<Prefix> prefixes, Subnet.Kind kind, String source) {
    for (Prefix prefix : prefixes) {
      subnets.putIfAbsent(
          prefix,
          Subnet.newBuilder()
              .setAddress(bytes(prefix.address()))
              .setPrefixLength(prefix.length())
              .setKind(kind)
              .setSource(source)
              .build());
    }
  }

  private static ByteString bytes(IpAddress address) {
    return ByteString.copyFrom(address.toBytes());
  }
}
