package dev.culvert.playground.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A workload as its author writes it: kind, name, replicas, one container. From it come the objects
 * that Kubernetes' controllers would make.
 *
 * @param serviceName the headless service of a StatefulSet, empty for others
 */
public record Workload(
    Kind kind,
    String namespace,
    String name,
    int replicas,
    String serviceAccount,
    String serviceName,
    Container container) {
  /** The label that services select by. */
  public static final String NAME_LABEL = "app.kubernetes.io/name";

  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /** Kinds of workload. */
  public enum Kind {
    DEPLOYMENT,
    STATEFUL_SET,
    DAEMON_SET
  }

  /** Labels of the workload and its pods. */
  public Map<String, String> labels() {
    return Map.of(NAME_LABEL, name, "app", name);
  }

  /** The name of a Deployment's ReplicaSet: the same for the same workload, as it is for a hash. */
  String replicaSet() {
    int hash = (namespace + "/" + name + "/" + container).hashCode();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      text.append(SUFFIX_LETTERS.charAt(Math.floorMod(hash >> i * 3, SUFFIX_LETTERS.length())));
    }
    return name + "-" + text;
  }

  /** A pod's name: ordinals for a StatefulSet, otherwise something new each time. */
  String podName(int ordinal, RandomGenerator random) {
    if (kind == Kind.STATEFUL_SET) {
      return name + "-" + ordinal;
    }
    StringBuilder text =
        new StringBuilder(kind == Kind.DEPLOYMENT ? replicaSet() : name).append('-');
    for (int i = 0; i < 5; i++) {
      text.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return text.toString();
  }

  /** The workload's own objects: the workload, and a Deployment's ReplicaSet. */
  List<HasMetadata> objects() {
    return switch (kind) {
      case DEPLOYMENT -> {
        HasMetadata deployment =
            new DeploymentBuilder()
                .withMetadata(meta(name).withLabels(labels()).build())
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels())
                .endSelector()
                .withTemplate(template())
                .endSpec()
                .withNewStatus()
                .withReplicas(replicas)
                .endStatus()
                .build();
        yield List.of(
            deployment,
            new ReplicaSetBuilder()
                .withMetadata(
                    meta(replicaSet())
                        .withLabels(labels())
                        .withOwnerReferences(owner("apps/v1", "Deployment", deployment))
                        .build())
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels())
                .endSelector()
                .withTemplate(template())
                .endSpec()
                .withNewStatus()
                .withReplicas(replicas)
                .endStatus()
                .build());
      }
      case STATEFUL_SET ->
          List.of(
              new StatefulSetBuilder()
                  .withMetadata(meta(name).withLabels(labels()).build())
                  .withNewSpec()
                  .withReplicas(replicas)
                  .withServiceName(serviceName)
                  .withNewSelector()
                  .withMatchLabels(labels())
                  .endSelector()
                  .withTemplate(template())
                  .endSpec()
                  .withNewStatus()
                  .withReplicas(replicas)
                  .endStatus()
                  .build());
      case DAEMON_SET ->
          List.of(
              new DaemonSetBuilder()
                  .withMetadata(meta(name).withLabels(labels()).build())
                  .withNewSpec()
                  .withNewSelector()
                  .withMatchLabels(labels())
                  .endSelector()
                  .withTemplate(template())
                  .endSpec()
                  .withNewStatus()
                  .withDesiredNumberScheduled(replicas)
                  .withCurrentNumberScheduled(replicas)
                  .endStatus()
                  .build());
    };
  }

  /** A new pod of this workload, owned by what owns pods of its kind. */
  Pod pod(String podName, HasMetadata owner) {
    Pod pod =
        new PodBuilder()
            .withMetadata(
                meta(podName)
                    .withLabels(labels())
                    .withOwnerReferences(owner(owner.getApiVersion(), owner.getKind(), owner))
                    .build())
            .withSpec(template().getSpec())
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    pod.getSpec().setNodeName("playground");
    mountToken(pod);
    if (kind == Kind.STATEFUL_SET) {
      pod.getSpec().setHostname(podName);
      pod.getSpec().setSubdomain(serviceName);
    }
    return pod;
  }

  /** As the service account admission does it: every container sees the account's token. */
  private static void mountToken(Pod pod) {
    String name = "kube-api-access-" + pod.getMetadata().getUid().substring(0, 5);
    pod.getSpec()
        .getVolumes()
        .add(
            new VolumeBuilder()
                .withName(name)
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .withExpirationSeconds(3607L)
                .endServiceAccountToken()
                .endSource()
                .endProjected()
                .build());
    for (Container each : pod.getSpec().getContainers()) {
      each.getVolumeMounts()
          .add(
              new VolumeMountBuilder()
                  .withName(name)
                  .withMountPath("/var/run/secrets/kubernetes.io/serviceaccount")
                  .withReadOnly(true)
                  .build());
    }
  }

  private PodTemplateSpec template() {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(serviceAccount)
        .withContainers(new ArrayList<>(List.of(new ContainerBuilder(container).build())))
        .withRestartPolicy("Always")
        .endSpec()
        .build();
  }

  private ObjectMetaBuilder meta(String objectName) {
    return new ObjectMetaBuilder(new ObjectMeta())
        .withName(objectName)
        .withNamespace(namespace)
        .withUid(UUID.randomUUID().toString())
        .withGeneration(1L)
        .withCreationTimestamp(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static OwnerReference owner(String apiVersion, String kind, HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
