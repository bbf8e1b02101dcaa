package dev.culvert.manager.kube;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where clients may reach the manager without the API server: what its Service of type LoadBalancer
 * was given, or its Service's port on the node that the manager runs on. A Service of another type
 * has no address outside of the cluster. Fed by watches, by one thread at a time.
 */
final class OwnAddresses {
  private static final String NAME = ManagerConfigMap.NAME;
  private static final String LABEL = "app.kubernetes.io/name";

  private final String namespace;
  private Optional<Service> service = Optional.empty();

  /** Nodes of the manager's pods, by the pod's name. */
  private final Map<String, Place> places = new TreeMap<>();

  private final Map<String, List<String>> externalIps = new TreeMap<>();

  /** Where a pod runs: the node's name, and its addresses as the pod knows them. */
  private record Place(String node, List<String> hostIps) {}

  OwnAddresses(String namespace) {
    this.namespace = namespace;
  }

  void onService(Service changed, boolean present) {
    if (namespace.equals(changed.getMetadata().getNamespace())
        && NAME.equals(changed.getMetadata().getName())) {
      service = present ? Optional.of(changed) : Optional.empty();
    }
  }

  void onPod(Pod pod, boolean present) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (!namespace.equals(pod.getMetadata().getNamespace())
        || labels == null
        || !NAME.equals(labels.get(LABEL))) {
      return;
    }
    boolean runs =
        present && pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    if (runs && pod.getSpec().getNodeName() != null && pod.getStatus().getHostIP() != null) {
      places.put(
          pod.getMetadata().getName(),
          new Place(pod.getSpec().getNodeName(), List.of(pod.getStatus().getHostIP())));
    } else {
      places.remove(pod.getMetadata().getName());
    }
  }

  void onNode(Node node, boolean present) {
    List<String> addresses =
        !present || node.getStatus() == null || node.getStatus().getAddresses() == null
            ? List.of()
            : node.getStatus().getAddresses().stream()
                .filter(address -> address.getType().equals("ExternalIP"))
                .map(NodeAddress::getAddress)
                .toList();
    externalIps.put(node.getMetadata().getName(), addresses);
  }

  /** {@code HOST:PORT}, the likeliest first; empty when there is no way but the API server's. */
  List<String> known() {
    return service
        .filter(found -> found.getSpec() != null && found.getSpec().getPorts() != null)
        .flatMap(found ->
            found.getSpec().getPorts().stream().findFirst().map(port -> known(found, port)))
        .orElse(List.of());
  }

  private List<String> known(Service found, ServicePort port) {
    String type = found.getSpec().getType() == null ? "" : found.getSpec().getType();
    List<String> addresses = new ArrayList<>();
    switch (type) {
      case "LoadBalancer" -> {
        if (found.getStatus() != null
            && found.getStatus().getLoadBalancer() != null
            && found.getStatus().getLoadBalancer().getIngress() != null) {
          for (LoadBalancerIngress ingress : found.getStatus().getLoadBalancer().getIngress()) {
            String host = ingress.getIp() == null ? ingress.getHostname() : ingress.getIp();
            if (host != null) {
              addresses.add(withPort(host, port.getPort()));
            }
          }
        }
      }
      case "NodePort" -> {
        if (port.getNodePort() != null) {
          Set<String> hosts = new TreeSet<>();
          places
              .values()
              .forEach(place -> hosts.addAll(externalIps.getOrDefault(place.node, List.of())));
          hosts.forEach(host -> addresses.add(withPort(host, port.getNodePort())));
          places.values().stream()
              .flatMap(place -> place.hostIps.stream())
              .filter(host -> !hosts.contains(host))
              .distinct()
              .forEach(host -> addresses.add(withPort(host, port.getNodePort())));
        }
      }
      default -> {
        // Reached in the cluster only.
      }
    }
    return List.copyOf(addresses);
  }

  private static String withPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
