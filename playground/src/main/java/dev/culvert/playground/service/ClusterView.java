package dev.culvert.playground.service;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as its network sees it: services with the addresses behind them, and pods. A value,
 * made from the API's objects; rules and DNS are made from it.
 *
 * @param namespaces names that occur
 */
public record ClusterView(List<ServiceView> services, List<PodView> pods, Set<String> namespaces) {
  /** Pods that are objects only are no part of the network. */
  public static final String OBJECTS_ONLY = "playground.culvert.dev/objects-only";

  public ClusterView {
    services = List.copyOf(services);
    pods = List.copyOf(pods);
    namespaces = Set.copyOf(namespaces);
  }

  /** No services, no pods. */
  public static final ClusterView EMPTY = new ClusterView(List.of(), List.of(), Set.of());

  /**
   * A pod with its addresses, IPv4 and IPv6.
   *
   * @param hostname in a headless service; empty when it has none
   */
  public record PodView(
      String namespace, String name, String hostname, List<String> addresses, boolean ready) {
    public PodView {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A service.
   *
   * @param clusterIps its virtual addresses; empty for a headless one
   */
  public record ServiceView(
      String namespace, String name, List<String> clusterIps, List<PortView> ports) {
    public ServiceView {
      clusterIps = List.copyOf(clusterIps);
      ports = List.copyOf(ports);
    }

    /** Whether it has no virtual address. */
    public boolean headless() {
      return clusterIps.isEmpty();
    }
  }

  /**
   * A port of a service and what is behind it.
   *
   * @param name empty when there is only one
   * @param protocol "tcp" or "udp"
   */
  public record PortView(String name, String protocol, int port, List<Target> targets) {
    public PortView {
      targets = List.copyOf(targets);
    }
  }

  /**
   * An address and a port behind a service.
   *
   * @param hostname of the pod in a headless service, or its address with dashes
   */
  public record Target(String address, int port, String hostname) {}

  /** Makes the view. Endpoints are used for services without a selector only. */
  public static ClusterView of(
      Collection<Service> services, Collection<Pod> pods, Collection<Endpoints> endpoints) {
    Set<String> namespaces = new TreeSet<>();
    Map<String, List<Pod>> podsOf = new HashMap<>();
    List<PodView> podViews = new ArrayList<>();
    for (Pod pod : pods) {
      namespaces.add(pod.getMetadata().getNamespace());
      if (real(pod)) {
        podsOf.computeIfAbsent(pod.getMetadata().getNamespace(), key -> new ArrayList<>()).add(pod);
        podViews.add(
            new PodView(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                orEmpty(pod.getSpec().getHostname()),
                addresses(pod),
                ready(pod)));
      }
    }
    Map<String, Endpoints> byName = new HashMap<>();
    endpoints.forEach(one ->
        byName.put(one.getMetadata().getNamespace() + "/" + one.getMetadata().getName(), one));
    List<ServiceView> views = new ArrayList<>();
    for (Service service : services) {
      String namespace = service.getMetadata().getNamespace();
      String name = service.getMetadata().getName();
      namespaces.add(namespace);
      Map<String, String> selector = service.getSpec().getSelector();
      List<PortView> ports = new ArrayList<>();
      for (ServicePort port : nonNull(service.getSpec().getPorts())) {
        List<Target> targets =
            selector == null || selector.isEmpty()
                ? manual(byName.get(namespace + "/" + name), port)
                : selected(podsOf.getOrDefault(namespace, List.of()), selector, port);
        ports.add(
            new PortView(
                orEmpty(port.getName()),
                "UDP".equals(port.getProtocol()) ? "udp" : "tcp",
                port.getPort(),
                targets));
      }
      List<String> ips = nonNull(service.getSpec().getClusterIPs());
      views.add(
          new ServiceView(
              namespace, name, ips.stream().filter(ip -> !ip.equals("None")).toList(), ports));
    }
    return new ClusterView(views, podViews, namespaces);
  }

  private static boolean real(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return pod.getStatus() != null
        && (annotations == null || !annotations.containsKey(OBJECTS_ONLY))
        && !addresses(pod).isEmpty();
  }

  private static List<String> addresses(Pod pod) {
    return pod.getStatus() == null
        ? List.of()
        : nonNull(pod.getStatus().getPodIPs()).stream().map(PodIP::getIp).toList();
  }

  private static boolean ready(Pod pod) {
    return nonNull(pod.getStatus().getConditions()).stream()
        .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }

  private static List<Target> selected(
      List<Pod> pods, Map<String, String> selector, ServicePort port) {
    List<Target> targets = new ArrayList<>();
    for (Pod pod : pods) {
      Map<String, String> labels = pod.getMetadata().getLabels();
      if (labels == null || !labels.entrySet().containsAll(selector.entrySet()) || !ready(pod)) {
        continue;
      }
      Optional<Integer> number = targetPort(pod, port);
      if (number.isPresent()) {
        for (String address : addresses(pod)) {
          targets.add(new Target(address, number.orElseThrow(), hostname(pod, address)));
        }
      }
    }
    return targets;
  }

  private static Optional<Integer> targetPort(Pod pod, ServicePort port) {
    IntOrString target = port.getTargetPort();
    if (target == null) {
      return Optional.of(port.getPort());
    }
    if (target.getStrVal() == null) {
      return Optional.of(Objects.requireNonNull(target.getIntVal()));
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> nonNull(container.getPorts()).stream())
        .filter(it -> target.getStrVal().equals(it.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst();
  }

  private static List<Target> manual(@Nullable Endpoints endpoints, ServicePort port) {
    List<Target> targets = new ArrayList<>();
    if (endpoints != null) {
      for (EndpointSubset subset : nonNull(endpoints.getSubsets())) {
        for (EndpointPort one : nonNull(subset.getPorts())) {
          if (orEmpty(one.getName()).equals(orEmpty(port.getName()))) {
            for (EndpointAddress address : nonNull(subset.getAddresses())) {
              targets.add(
                  new Target(
                      address.getIp(),
                      one.getPort(),
                      address.getHostname() == null
                          ? dashed(address.getIp())
                          : address.getHostname()));
            }
          }
        }
      }
    }
    return targets;
  }

  private static String hostname(Pod pod, String address) {
    String hostname = orEmpty(pod.getSpec().getHostname());
    return hostname.isEmpty() ? dashed(address) : hostname;
  }

  private static String dashed(String address) {
    return address.replace('.', '-').replace(':', '-');
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> nonNull(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
