package dev.culvert.app.kube;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import dev.culvert.app.cluster.WorkloadDetail.Event;
import dev.culvert.app.cluster.WorkloadDetail.Part;
import dev.culvert.app.cluster.WorkloadDetail.Service;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one workload that the list does not need: its pods, services, environment,
 * volumes and events. One request each; what is forbidden is said in its place. Blocks.
 */
final class CloseLook {
  private static final int EVENTS = 50;

  private final KubernetesClient client;
  private final Workload.Key key;

  CloseLook(KubernetesClient client, Workload.Key key) {
    this.client = client;
    this.key = key;
  }

  WorkloadDetail all() {
    HasMetadata object = object();
    if (object == null) {
      throw new IllegalStateException(
          "There is no %s %s in %s any more"
              .formatted(key.kind().word(), key.name(), key.namespace()));
    }
    PodTemplateSpec template = template(object);
    PodSpec spec =
        object instanceof Pod pod ? pod.getSpec() : template == null ? null : template.getSpec();
    Map<String, String> podLabels = labels(object, template);
    Set<String> family = new HashSet<>(Set.of(object.getMetadata().getUid() + ""));
    List<Pod> pods = new ArrayList<>();
    Part<WorkloadDetail.Pod> podPart =
        part(() -> {
          pods.addAll(pods(object, podLabels, family));
          return pods.stream().map(PodWords::of).toList();
        });
    Part<WorkloadDetail.Variable> environment =
        part(() -> new Environment(client, key.namespace()).of(spec));
    return new WorkloadDetail(
        key,
        revision(object.getMetadata()),
        podPart,
        part(() -> services(podLabels)),
        environment,
        part(() -> Volumes.of(client, key.namespace(), spec)),
        part(() -> events(pods)));
  }

  static String reveal(KubernetesClient client, WorkloadDetail.SecretKey at) {
    Secret secret = client.secrets().inNamespace(at.namespace()).withName(at.name()).get();
    String value =
        secret == null || secret.getData() == null ? null : secret.getData().get(at.key());
    if (value == null) {
      throw new IllegalStateException("Secret %s has no key %s".formatted(at.name(), at.key()));
    }
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }

  private static <T> Part<T> part(Supplier<List<T>> read) {
    try {
      return Part.of(read.get());
    } catch (KubernetesClientException e) {
      return Part.unread(Troubles.describe(e));
    }
  }

  private @Nullable HasMetadata object() {
    String in = key.namespace();
    String name = key.name();
    return switch (key.kind()) {
      case DEPLOYMENT -> client.apps().deployments().inNamespace(in).withName(name).get();
      case STATEFUL_SET -> client.apps().statefulSets().inNamespace(in).withName(name).get();
      case DAEMON_SET -> client.apps().daemonSets().inNamespace(in).withName(name).get();
      case REPLICA_SET -> client.apps().replicaSets().inNamespace(in).withName(name).get();
      case JOB -> client.batch().v1().jobs().inNamespace(in).withName(name).get();
      case CRON_JOB -> client.batch().v1().cronjobs().inNamespace(in).withName(name).get();
      case POD -> client.pods().inNamespace(in).withName(name).get();
    };
  }

  private static @Nullable PodTemplateSpec template(HasMetadata object) {
    return switch (object) {
      case io.fabric8.kubernetes.api.model.apps.Deployment d -> d.getSpec().getTemplate();
      case io.fabric8.kubernetes.api.model.apps.StatefulSet s -> s.getSpec().getTemplate();
      case io.fabric8.kubernetes.api.model.apps.DaemonSet d -> d.getSpec().getTemplate();
      case io.fabric8.kubernetes.api.model.apps.ReplicaSet r -> r.getSpec().getTemplate();
      case io.fabric8.kubernetes.api.model.batch.v1.Job j -> j.getSpec().getTemplate();
      case io.fabric8.kubernetes.api.model.batch.v1.CronJob c ->
          c.getSpec().getJobTemplate().getSpec().getTemplate();
      default -> null;
    };
  }

  private static Map<String, String> labels(
      HasMetadata object, @Nullable PodTemplateSpec template) {
    ObjectMeta meta =
        object instanceof Pod
            ? object.getMetadata()
            : template == null ? null : template.getMetadata();
    return meta == null || meta.getLabels() == null ? Map.of() : meta.getLabels();
  }

  private static String revision(ObjectMeta meta) {
    return meta.getAnnotations() == null
        ? ""
        : meta.getAnnotations().getOrDefault("deployment.kubernetes.io/revision", "");
  }

  /** By ownership and not by labels alone: two workloads may share theirs. */
  private List<Pod> pods(HasMetadata object, Map<String, String> podLabels, Set<String> family) {
    if (object instanceof Pod pod) {
      return List.of(pod);
    }
    switch (key.kind()) {
      case DEPLOYMENT ->
          client
              .apps()
              .replicaSets()
              .inNamespace(key.namespace())
              .withLabels(podLabels)
              .list()
              .getItems()
              .stream()
              .filter(r -> ownedBy(r, family))
              .forEach(r -> family.add(r.getMetadata().getUid() + ""));
      case CRON_JOB ->
          client.batch().v1().jobs().inNamespace(key.namespace()).list().getItems().stream()
              .filter(j -> ownedBy(j, family))
              .forEach(j -> family.add(j.getMetadata().getUid() + ""));
      default -> {}
    }
    var found = client.pods().inNamespace(key.namespace());
    var list = podLabels.isEmpty() ? found.list() : found.withLabels(podLabels).list();
    return list.getItems().stream()
        .filter(pod -> ownedBy(pod, family))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  private static boolean ownedBy(HasMetadata object, Set<String> family) {
    var owners = object.getMetadata().getOwnerReferences();
    return owners != null && owners.stream().anyMatch(o -> family.contains(o.getUid() + ""));
  }

  private List<Service> services(Map<String, String> podLabels) {
    return client.services().inNamespace(key.namespace()).list().getItems().stream()
        .filter(s -> s.getSpec() != null)
        .filter(s -> s.getSpec().getSelector() != null && !s.getSpec().getSelector().isEmpty())
        .filter(s -> podLabels.entrySet().containsAll(s.getSpec().getSelector().entrySet()))
        .map(s -> {
          String ip = s.getSpec().getClusterIP();
          List<ServicePort> ports = s.getSpec().getPorts();
          return new Service(
              s.getMetadata().getName(),
              "None".equals(ip) ? "headless" : ip == null ? "" : ip,
              (ports == null ? List.<ServicePort>of() : ports)
                  .stream().map(CloseLook::port).toList());
        })
        .toList();
  }

  private static String port(ServicePort port) {
    var target = port.getTargetPort();
    Object to =
        target == null
            ? null
            : target.getStrVal() != null ? target.getStrVal() : target.getIntVal();
    String udp =
        "TCP".equals(port.getProtocol()) || port.getProtocol() == null
            ? ""
            : " " + port.getProtocol();
    return to == null || to.toString().equals(port.getPort().toString())
        ? port.getPort() + udp
        : port.getPort() + " → " + to + udp;
  }

  private List<Event> events(List<Pod> pods) {
    Set<String> names = new HashSet<>(Set.of(key.name()));
    pods.forEach(pod -> names.add(pod.getMetadata().getName()));
    return client.v1().events().inNamespace(key.namespace()).list().getItems().stream()
        .filter(e -> e.getInvolvedObject() != null)
        .filter(e -> names.contains(e.getInvolvedObject().getName()))
        .map(e ->
            new Event(
                time(
                    e.getLastTimestamp() != null
                        ? e.getLastTimestamp()
                        : e.getMetadata().getCreationTimestamp()),
                "Warning".equals(e.getType()),
                e.getReason() == null ? "" : e.getReason(),
                e.getMessage() == null ? "" : e.getMessage(),
                e.getInvolvedObject().getName(),
                e.getCount() == null ? 1 : e.getCount()))
        .sorted(Comparator.comparing(Event::at).reversed())
        .limit(EVENTS)
        .toList();
  }

  static Instant time(@Nullable String timestamp) {
    if (timestamp == null) {
      return Instant.EPOCH;
    }
    try {
      return OffsetDateTime.parse(timestamp).toInstant();
    } catch (DateTimeException _) {
      return Instant.EPOCH;
    }
  }
}
