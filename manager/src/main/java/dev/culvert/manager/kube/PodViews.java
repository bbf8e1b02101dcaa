package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.attach.PodView;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes of a pod's object what attaching needs to know. Pure. */
final class PodViews {
  /** Names of our ephemeral containers begin so. */
  static final String AGENT = "culvert-agent-";

  private PodViews() {}

  static PodView of(Pod pod) {
    Map<String, ContainerStatus> ephemeral =
        byName(
            pod.getStatus() == null ? List.of() : pod.getStatus().getEphemeralContainerStatuses());
    return new PodView(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        running(pod),
        addresses(pod),
        pod.getSpec().getContainers().stream().map(PodViews::container).toList(),
        pod.getSpec().getEphemeralContainers().stream()
            .filter(each -> each.getName().startsWith(AGENT))
            .map(each -> agent(each, Optional.ofNullable(ephemeral.get(each.getName()))))
            .toList());
  }

  private static Map<String, ContainerStatus> byName(List<ContainerStatus> statuses) {
    return statuses.stream()
        .collect(Collectors.toMap(ContainerStatus::getName, Function.identity(), (a, b) -> b));
  }

  private static List<IpAddress> addresses(Pod pod) {
    if (pod.getStatus() == null) {
      return List.of();
    }
    return Addresses.of(
        pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList(),
        pod.getStatus().getPodIP());
  }

  private static boolean running(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && "Running".equals(pod.getStatus().getPhase());
  }

  private static PodView.Container container(Container container) {
    return new PodView.Container(
        container.getName(),
        container.getPorts().stream()
            .map(port ->
                new PodView.Port(
                    port.getName() == null ? "" : port.getName(),
                    port.getContainerPort(),
                    "UDP".equals(port.getProtocol())))
            .toList(),
        container.getVolumeMounts().stream()
            .map(mount ->
                new PodView.Volume(
                    mount.getName(),
                    mount.getMountPath(),
                    Boolean.TRUE.equals(mount.getReadOnly())))
            .toList(),
        Optional.ofNullable(container.getLivenessProbe())
            .map(probe -> new PodView.LivenessProbe(port(container, probe))));
  }

  private static int port(Container container, Probe probe) {
    IntOrString at =
        probe.getHttpGet() != null
            ? probe.getHttpGet().getPort()
            : probe.getTcpSocket() != null
                ? probe.getTcpSocket().getPort()
                : new IntOrString(
                    probe.getGrpc() != null ? probe.getGrpc().getPort() : Integer.valueOf(0));
    return at.getIntVal() != null
        ? at.getIntVal()
        : container.getPorts().stream()
            .filter(port -> at.getStrVal().equals(port.getName()))
            .findFirst()
            .map(ContainerPort::getContainerPort)
            .orElse(0);
  }

  private static PodView.AgentContainer agent(
      EphemeralContainer container, Optional<ContainerStatus> status) {
    Optional<ContainerState> state = status.map(ContainerStatus::getState);
    Optional<String> trouble =
        state.flatMap(each ->
            each.getTerminated() != null
                ? Optional.of(
                    "ended with "
                        + each.getTerminated().getExitCode()
                        + Optional.ofNullable(each.getTerminated().getMessage())
                            .map(text -> ": " + text)
                            .orElse(""))
                : each.getWaiting() != null && !usual(each.getWaiting().getReason())
                    ? Optional.of(
                        each.getWaiting().getReason()
                            + Optional.ofNullable(each.getWaiting().getMessage())
                                .map(text -> ": " + text)
                                .orElse(""))
                    : Optional.empty());
    return new PodView.AgentContainer(
        container.getName(),
        container.getTargetContainerName() == null ? "" : container.getTargetContainerName(),
        state.map(each -> each.getRunning() != null).orElse(false),
        trouble);
  }

  private static boolean usual(String reason) {
    return reason == null || reason.equals("ContainerCreating") || reason.equals("PodInitializing");
  }
}
