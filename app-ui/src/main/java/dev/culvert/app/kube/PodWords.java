package dev.culvert.app.kube;

import dev.culvert.app.cluster.WorkloadDetail;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;

/** A pod in the words that kubectl has for it. */
final class PodWords {
  private PodWords() {}

  static WorkloadDetail.Pod of(Pod pod) {
    PodStatus status = pod.getStatus();
    List<ContainerStatus> containers =
        status == null || status.getContainerStatuses() == null
            ? List.of()
            : status.getContainerStatuses();
    boolean ready =
        status != null
            && status.getConditions() != null
            && status.getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    int restarts =
        containers.stream()
            .mapToInt(c -> c.getRestartCount() == null ? 0 : c.getRestartCount())
            .sum();
    return new WorkloadDetail.Pod(
        pod.getMetadata().getName(),
        state(pod, containers),
        ready,
        restarts,
        status == null || status.getPodIP() == null ? "" : status.getPodIP(),
        CloseLook.time(pod.getMetadata().getCreationTimestamp()));
  }

  private static String state(Pod pod, List<ContainerStatus> containers) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return "Terminating";
    }
    for (ContainerStatus container : containers) {
      var state = container.getState();
      if (state != null && state.getWaiting() != null && state.getWaiting().getReason() != null) {
        return state.getWaiting().getReason();
      }
      if (state != null
          && state.getTerminated() != null
          && state.getTerminated().getReason() != null) {
        return state.getTerminated().getReason();
      }
    }
    PodStatus status = pod.getStatus();
    return status == null || status.getPhase() == null ? "Unknown" : status.getPhase();
  }
}
