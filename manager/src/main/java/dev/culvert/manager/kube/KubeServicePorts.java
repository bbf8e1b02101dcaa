package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.attach.PodView;
import dev.culvert.manager.attach.ServicePorts;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the Kubernetes API. Where a moved port led is written in an annotation of its Service, in the
 * same patch: whatever becomes of the manager, the next one finds it.
 */
public final class KubeServicePorts implements ServicePorts {
  private static final Logger LOG = LoggerFactory.getLogger(KubeServicePorts.class);
  private static final int TRIES = 5;

  /** The API server's answers that mean that something is not allowed, not that it failed. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403);

  private static final Set<Integer> AGAIN = Set.of(409, 422);

  private final KubernetesClient client;
  private final Optional<String> only;

  /**
   * @param only the namespace that the manager has rights in; empty: all
   */
  KubeServicePorts(KubernetesClient client, Optional<String> only) {
    this.client = client;
    this.only = only;
  }

  @Override
  public List<PortView> leadingTo(PodView pod, int target, boolean udp) throws IOException {
    try {
      Pod now = client.pods().inNamespace(pod.namespace()).withName(pod.name()).get();
      List<PortView> servicePorts = new ArrayList<>();
      if (now != null) {
        for (Service service : client.services().inNamespace(pod.namespace()).list().getItems()) {
          if (selects(service, now)) {
            servicePorts.addAll(servicePorts(service, now, target, udp));
          }
        }
      }
      return servicePorts;
    } catch (KubernetesClientException e) {
      throw new IOException(KubeErrors.text(e), e);
    }
  }

  private static boolean selects(Service service, Pod pod) {
    Map<String, String> selector = service.getSpec().getSelector();
    Map<String, String> labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    return selector != null
        && !selector.isEmpty()
        && labels.entrySet().containsAll(selector.entrySet());
  }

  private List<PortView> servicePorts(Service service, Pod pod, int target, boolean udp) {
    MovedPorts moved = MovedPorts.of(service);
    List<PortView> servicePorts = new ArrayList<>();
    for (ServicePort port : service.getSpec().getPorts()) {
      boolean isUdp = "UDP".equals(port.getProtocol());
      IntOrString leads = moved.original(port).orElseGet(() -> MovedPorts.target(port));
      if (isUdp == udp && number(leads, pod, udp).filter(found -> found == target).isPresent()) {
        servicePorts.add(
            new PortView(
                service.getMetadata().getNamespace(),
                service.getMetadata().getName(),
                port.getPort(),
                udp,
                addresses(service),
                moved.original(port).isPresent(),
                pods(service)));
      }
    }
    return servicePorts;
  }

  /** None of a headless one. */
  private static List<IpAddress> addresses(Service service) {
    return Addresses.of(service.getSpec().getClusterIPs(), service.getSpec().getClusterIP());
  }

  private static Optional<Integer> number(IntOrString target, Pod pod, boolean udp) {
    if (target.getIntVal() != null) {
      return Optional.of(target.getIntVal());
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(each -> each.getPorts().stream())
        .filter(port -> target.getStrVal().equals(port.getName()))
        .filter(port -> "UDP".equals(port.getProtocol()) == udp)
        .map(port -> port.getContainerPort())
        .findFirst();
  }

  private Set<String> pods(Service service) {
    return client
        .pods()
        .inNamespace(service.getMetadata().getNamespace())
        .withLabels(service.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod ->
            pod.getStatus() == null
                || !Set.of("Succeeded", "Failed")
                    .contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), "")))
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<String> move(PortView servicePort, int to, boolean dryRun) throws IOException {
    return patch(
        servicePort,
        dryRun,
        (service, port) -> {
          if (!dryRun && MovedPorts.target(port).equals(new IntOrString(to))) {
            return false;
          }
          MovedPorts.of(service).move(port, to);
          return true;
        });
  }

  @Override
  public void restore(PortView servicePort) throws IOException {
    Optional<String> refused =
        patch(servicePort, false, (service, port) -> MovedPorts.of(service).restore(port));
    if (refused.isPresent()) {
      throw new IOException(refused.orElseThrow());
    }
  }

  private interface Change {
    /** Whether there is anything to do. */
    boolean on(Service service, ServicePort port);
  }

  /** Reads, changes and writes, unless somebody else wrote meanwhile: then again. */
  private Optional<String> patch(PortView servicePort, boolean dryRun, Change change)
      throws IOException {
    var resource =
        client.services().inNamespace(servicePort.namespace()).withName(servicePort.service());
    for (int attempt = 1; true; attempt++) {
      try {
        Service service = resource.get();
        Optional<ServicePort> port =
            Optional.ofNullable(service).stream()
                .flatMap(each -> each.getSpec().getPorts().stream())
                .filter(each -> each.getPort() == servicePort.port())
                .filter(each -> "UDP".equals(each.getProtocol()) == servicePort.udp())
                .findFirst();
        if (service != null && port.isPresent() && change.on(service, port.orElseThrow())) {
          PatchContext.Builder how = new PatchContext.Builder().withPatchType(PatchType.JSON);
          if (dryRun) {
            how.withDryRun(List.of("All"));
          }
          resource.patch(how.build(), Serialization.asJson(difference(service)));
        }
        return Optional.empty();
      } catch (KubernetesClientException e) {
        if (REFUSALS.contains(e.getCode())) {
          return Optional.of(KubeErrors.text(e));
        }
        if (attempt == TRIES || !AGAIN.contains(e.getCode())) {
          throw new IOException(KubeErrors.text(e), e);
        }
      }
    }
  }

  /** A JSON patch to the ports and annotations of this object, of this version only. */
  private static List<Map<String, Object>> difference(Service service) {
    List<Map<String, Object>> patch = new ArrayList<>();
    patch.add(
        operation("test", "/metadata/resourceVersion", service.getMetadata().getResourceVersion()));
    List<ServicePort> ports = service.getSpec().getPorts();
    for (int i = 0; i < ports.size(); i++) {
      IntOrString target = MovedPorts.target(ports.get(i));
      patch.add(
          operation(
              "add",
              "/spec/ports/" + i + "/targetPort",
              target.getIntVal() == null ? target.getStrVal() : target.getIntVal()));
    }
    patch.add(operation("add", "/metadata/annotations", service.getMetadata().getAnnotations()));
    return patch;
  }

  private static Map<String, Object> operation(String what, String path, Object value) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", what);
    operation.put("path", path);
    operation.put("value", value);
    return operation;
  }

  @Override
  public void restoreAll() throws IOException {
    try {
      List<Service> all =
          only.isPresent()
              ? client.services().inNamespace(only.orElseThrow()).list().getItems()
              : client.services().inAnyNamespace().list().getItems();
      for (Service service : all) {
        MovedPorts moved = MovedPorts.of(service);
        for (ServicePort port : service.getSpec().getPorts()) {
          if (moved.original(port).isPresent()) {
            PortView servicePort =
                new PortView(
                    service.getMetadata().getNamespace(),
                    service.getMetadata().getName(),
                    port.getPort(),
                    "UDP".equals(port.getProtocol()),
                    List.of(),
                    true,
                    Set.of());
            LOG.info("{} was left with an agent; it leads to its pods again", servicePort);
            restore(servicePort);
          }
        }
      }
    } catch (KubernetesClientException e) {
      throw new IOException(KubeErrors.text(e), e);
    }
  }
}
