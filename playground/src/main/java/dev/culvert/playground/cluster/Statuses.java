package dev.culvert.playground.cluster;

import dev.culvert.playground.machine.Layout;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Pods' statuses as a kubelet writes them. */
final class Statuses {
  private Statuses() {}

  static PodStatus of(
      Pod pod,
      List<String> addresses,
      boolean ready,
      boolean running,
      int restarts,
      Instant started) {
    String since = started.truncatedTo(ChronoUnit.SECONDS).toString();
    List<ContainerStatus> containers =
        pod.getSpec().getContainers().stream()
            .map(container -> {
              ContainerStatusBuilder status =
                  new ContainerStatusBuilder()
                      .withName(container.getName())
                      .withImage(container.getImage())
                      .withImageID(container.getImage())
                      .withReady(ready)
                      .withStarted(running)
                      .withRestartCount(restarts);
              return running
                  ? status
                      .withNewState()
                      .withNewRunning()
                      .withStartedAt(since)
                      .endRunning()
                      .endState()
                      .build()
                  : status
                      .withNewState()
                      .withNewWaiting()
                      .withReason("CrashLoopBackOff")
                      .endWaiting()
                      .endState()
                      .build();
            })
            .toList();
    return new PodStatusBuilder()
        .withPhase("Running")
        .withHostIP(Layout.NODE)
        .addNewHostIP(Layout.NODE)
        .withPodIP(addresses.isEmpty() ? null : addresses.getFirst())
        .withPodIPs(addresses.stream().map(PodIP::new).toList())
        .withStartTime(since)
        .withConditions(
            condition("PodScheduled", true, since),
            condition("Initialized", true, since),
            condition("ContainersReady", ready, since),
            condition("Ready", ready, since))
        .withContainerStatuses(containers)
        .withQosClass("BestEffort")
        .build();
  }

  private static PodCondition condition(String type, boolean value, String since) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(value ? "True" : "False")
        .withLastTransitionTime(since)
        .build();
  }
}
