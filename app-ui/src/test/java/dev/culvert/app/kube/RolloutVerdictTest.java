package dev.culvert.app.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.install.InstallException.Problem;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statuses as API servers write them, and what each is called. */
class RolloutVerdictTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String METADATA =
      "metadata: {name: culvert-manager-5d, namespace: culvert,"
          + " creationTimestamp: '2026-11-25T10:00:00Z'}\n";

  private static Deployment deployment(String status) {
    return YAML.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: culvert-manager, namespace: culvert, generation: 2}
        spec: {replicas: 1}
        status: %s
        """
            .formatted(status),
        Deployment.class);
  }

  private static Pod pod(String status) {
    return YAML.unmarshal(
        "apiVersion: v1\nkind: Pod\n" + METADATA + "status: " + status, Pod.class);
  }

  private static Pod waiting(String reason, String message) {
    return pod(
        "{containerStatuses: [{name: manager, image: 'culvert.dev/manager:9', state: {waiting:"
            + " {reason: %s, message: '%s'}}}]}".formatted(reason, message));
  }

  private static Event event(String reason, String message) {
    return new EventBuilder().withReason(reason).withMessage(message).build();
  }

  private static RolloutVerdict judge(Pod pod, Event... events) {
    return RolloutVerdict.of(
        deployment("{observedGeneration: 2, replicas: 1, updatedReplicas: 1}"),
        List.of(pod),
        List.of(events));
  }

  private static RolloutVerdict.Stuck stuck(RolloutVerdict verdict) {
    assertThat(verdict).isInstanceOf(RolloutVerdict.Stuck.class);
    return (RolloutVerdict.Stuck) verdict;
  }

  @Test
  void anImageThatIsNowhere() {
    RolloutVerdict.Stuck stuck =
        stuck(
            judge(
                waiting("ImagePullBackOff", "Back-off pulling image"),
                event("Failed", "Failed to pull image \"culvert.dev/manager:9\": not found")));
    assertThat(stuck.problem()).isEqualTo(Problem.IMAGE);
    assertThat(stuck.message()).contains("culvert.dev/manager:9", "not found");
    assertThat(stuck.settled()).isTrue();
  }

  @Test
  void aPodThatNoNodeTakes() {
    RolloutVerdict.Stuck stuck =
        stuck(
            judge(
                pod(
                    "{conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                        + " message: '0/3 nodes are available: 3 Insufficient memory.'}]}")));
    assertThat(stuck.problem()).isEqualTo(Problem.UNSCHEDULABLE);
    assertThat(stuck.message()).contains("3 Insufficient memory");
    assertThat(stuck.settled()).as("a cluster that grows says so too").isFalse();
  }

  @Test
  void aPodThatAdmissionRefuses() {
    RolloutVerdict.Stuck stuck =
        stuck(
            RolloutVerdict.of(
                deployment(
                    "{conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,"
                        + " message: 'pods \"x\" is forbidden: exceeded quota: small'}]}"),
                List.of(),
                List.of()));
    assertThat(stuck.problem()).isEqualTo(Problem.POD_REFUSED);
    assertThat(stuck.message()).contains("exceeded quota: small");
    assertThat(stuck.remedy()).contains("quota");
  }

  @Test
  void aContainerThatCannotBeMade() {
    RolloutVerdict.Stuck stuck =
        stuck(judge(waiting("CreateContainerConfigError", "secret \"x\" not found")));
    assertThat(stuck.problem()).isEqualTo(Problem.POD_FAILS);
    assertThat(stuck.message()).contains("secret \"x\" not found");
  }

  @Test
  void aContainerThatEndsAgainAndAgain() {
    RolloutVerdict.Stuck stuck =
        stuck(
            judge(
                pod(
                    "{containerStatuses: [{name: manager, image: i, state: {waiting: {reason:"
                        + " CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason:"
                        + " OOMKilled}}}]}")));
    assertThat(stuck.problem()).isEqualTo(Problem.POD_FAILS);
    assertThat(stuck.message()).contains("137", "OOMKilled");
  }

  @Test
  void aNodeThatStillPulls() {
    assertThat(judge(waiting("ContainerCreating", ""), event("Pulling", "Pulling image")))
        .isEqualTo(new RolloutVerdict.Waiting("the node pulls the image culvert.dev/manager:9"));
  }

  @Test
  void anOldPodThatIsStillReadyIsNotTheNewOne() {
    Pod running = pod("{containerStatuses: [{name: manager, image: i, state: {running: {}}}]}");
    assertThat(
            RolloutVerdict.of(
                deployment(
                    "{observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1}"),
                List.of(running),
                List.of()))
        .isInstanceOf(RolloutVerdict.Waiting.class);
    assertThat(
            RolloutVerdict.of(
                deployment(
                    "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, readyReplicas: 1}"),
                List.of(running),
                List.of()))
        .isEqualTo(new RolloutVerdict.Ready());
  }
}
