package dev.culvert.app.kube;

import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallException.Problem;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a Deployment's rollout goes, by what the API server says of it. A pure function. */
sealed interface RolloutVerdict {
  /** The new pod serves, and no old one is left. */
  record Ready() implements RolloutVerdict {}

  /**
   * It may still become ready.
   *
   * @param why a clause without a full stop
   */
  record Waiting(String why) implements RolloutVerdict {}

  /**
   * It will not become ready by itself.
   *
   * @param settled whether it is certain; otherwise a moment's patience may be right
   */
  record Stuck(Problem problem, String message, String remedy, boolean settled)
      implements RolloutVerdict {
    InstallException asException() {
      return new InstallException(problem, message, remedy);
    }
  }

  /** Reasons of a waiting container that are about its image. */
  Set<String> IMAGE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable");

  /** Reasons of a waiting container that are about how it is started. */
  Set<String> START =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /**
   * Judges.
   *
   * @param pods of the deployment
   * @param events of these pods
   */
  static RolloutVerdict of(Deployment deployment, List<Pod> pods, List<Event> events) {
    String name =
        deployment.getMetadata().getNamespace() + "/" + deployment.getMetadata().getName();
    Optional<Stuck> refused = refused(deployment, name);
    if (refused.isPresent()) {
      return refused.orElseThrow();
    }
    Optional<Pod> newest =
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .max(Comparator.comparing(pod -> text(pod.getMetadata().getCreationTimestamp())));
    if (newest.isEmpty()) {
      return new Waiting("its pod is not made yet");
    }
    Pod pod = newest.orElseThrow();
    Optional<Stuck> stuck = unscheduled(pod).or(() -> container(pod, events));
    if (stuck.isPresent()) {
      return stuck.orElseThrow();
    }
    if (rolledOut(deployment)) {
      return new Ready();
    }
    return new Waiting(progress(pod, events));
  }

  private static boolean rolledOut(Deployment deployment) {
    var status = deployment.getStatus();
    Integer wanted = deployment.getSpec().getReplicas();
    int replicas = wanted == null ? 1 : wanted;
    return status != null
        && Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && Objects.equals(status.getUpdatedReplicas(), replicas)
        && Objects.equals(status.getReplicas(), replicas)
        && Objects.equals(status.getReadyReplicas(), replicas);
  }

  private static Optional<Stuck> refused(Deployment deployment, String name) {
    if (deployment.getStatus() == null) {
      return Optional.empty();
    }
    return deployment.getStatus().getConditions().stream()
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst()
        .map(c ->
            new Stuck(
                Problem.POD_REFUSED,
                "the cluster does not let the pod of %s be made: %s"
                    .formatted(name, text(c.getMessage())),
                text(c.getMessage()).contains("quota")
                    ? "Raise the namespace's quota, or install with smaller resources."
                    : "Ask who administers the cluster; the manager's pod keeps the restricted Pod"
                        + " Security Standard.",
                true));
  }

  private static Optional<Stuck> unscheduled(Pod pod) {
    return conditions(pod).stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .findFirst()
        .map(c ->
            new Stuck(
                Problem.UNSCHEDULABLE,
                "no node takes the pod %s: %s".formatted(name(pod), text(c.getMessage())),
                "Make room, or change the node selector, tolerations or resources.",
                // A cluster that grows by itself says so for a while, too.
                false));
  }

  private static Optional<Stuck> container(Pod pod, List<Event> events) {
    for (ContainerStatus status : statuses(pod)) {
      var waiting = status.getState() == null ? null : status.getState().getWaiting();
      String reason = waiting == null ? "" : text(waiting.getReason());
      if (IMAGE.contains(reason)) {
        String said = pullEvent(events).orElse(text(waiting == null ? null : waiting.getMessage()));
        return Optional.of(
            new Stuck(
                Problem.IMAGE,
                "the image %s cannot be had (%s): %s".formatted(status.getImage(), reason, said),
                "Name an image that the nodes can pull (--image, --pull-secret), or load it onto"
                    + " them.",
                true));
      }
      if (START.contains(reason)) {
        return Optional.of(
            new Stuck(
                Problem.POD_FAILS,
                "the pod %s cannot be started (%s): %s"
                    .formatted(
                        name(pod), reason, text(waiting == null ? null : waiting.getMessage())),
                "Look at: kubectl -n %s describe pod %s"
                    .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
                true));
      }
      if (reason.equals("CrashLoopBackOff")) {
        var ended = status.getLastState() == null ? null : status.getLastState().getTerminated();
        return Optional.of(
            new Stuck(
                Problem.POD_FAILS,
                "the pod %s ends again and again%s"
                    .formatted(
                        name(pod),
                        ended == null
                            ? ""
                            : ": exit code %s (%s)"
                                .formatted(ended.getExitCode(), ended.getReason())),
                "Look at: kubectl -n %s logs %s --previous"
                    .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
                true));
      }
    }
    return Optional.empty();
  }

  /** The status says only that it backs off; the first failure's event has the registry's words. */
  private static Optional<String> pullEvent(List<Event> events) {
    return events.stream()
        .filter(event -> "Failed".equals(event.getReason()))
        .map(event -> text(event.getMessage()))
        .filter(message -> message.startsWith("Failed to pull image"))
        .findFirst();
  }

  private static String progress(Pod pod, List<Event> events) {
    if (statuses(pod).isEmpty()) {
      return "the pod " + name(pod) + " waits for a node";
    }
    for (ContainerStatus status : statuses(pod)) {
      if (status.getState() != null && status.getState().getRunning() != null) {
        return "the pod " + name(pod) + " runs and is not ready yet";
      }
    }
    boolean pulling =
        events.stream().anyMatch(e -> "Pulling".equals(e.getReason()))
            && events.stream().noneMatch(e -> "Pulled".equals(e.getReason()));
    return pulling
        ? "the node pulls the image " + statuses(pod).getFirst().getImage()
        : "the pod " + name(pod) + " is being started";
  }

  private static List<PodCondition> conditions(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getConditions() == null
        ? List.of()
        : pod.getStatus().getConditions();
  }

  private static List<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
        ? List.of()
        : pod.getStatus().getContainerStatuses();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.strip();
  }
}
