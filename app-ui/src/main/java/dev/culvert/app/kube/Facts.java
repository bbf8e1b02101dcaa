package dev.culvert.app.kube;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.Workload.Kind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts of Kubernetes objects, as the API server's JSON came out: any field may be missing. */
final class Facts {
  /** What one of these controls is seen as part of it, not by itself. */
  private static final Set<String> SHOWN_OWNERS =
      Set.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob");

  private Facts() {}

  /** Null when it is not shown by itself. */
  static @Nullable Fact of(HasMetadata object) {
    return switch (object) {
      case Namespace n -> new Fact.Space(n.getMetadata().getName());
      case Service s -> service(s);
      case HasMetadata owned when isPartOfAnother(owned.getMetadata()) -> null;
      case Deployment d -> deployment(d);
      case StatefulSet s -> statefulSet(s);
      case DaemonSet d -> daemonSet(d);
      case ReplicaSet r -> replicaSet(r);
      case Job j -> job(j);
      case CronJob c -> cronJob(c);
      case Pod p -> pod(p);
      default -> throw new IllegalArgumentException("not watched: " + object.getKind());
    };
  }

  private static boolean isPartOfAnother(ObjectMeta meta) {
    for (OwnerReference owner : list(meta.getOwnerReferences())) {
      if (Boolean.TRUE.equals(owner.getController()) && SHOWN_OWNERS.contains(owner.getKind())) {
        return true;
      }
    }
    return false;
  }

  private static Fact deployment(Deployment d) {
    var spec = d.getSpec();
    var status = d.getStatus();
    return runs(
        Kind.DEPLOYMENT,
        d.getMetadata(),
        spec == null ? 1 : number(spec.getReplicas(), 1),
        status == null ? 0 : number(status.getReadyReplicas(), 0),
        spec == null ? null : spec.getTemplate());
  }

  private static Fact statefulSet(StatefulSet s) {
    var spec = s.getSpec();
    var status = s.getStatus();
    return runs(
        Kind.STATEFUL_SET,
        s.getMetadata(),
        spec == null ? 1 : number(spec.getReplicas(), 1),
        status == null ? 0 : number(status.getReadyReplicas(), 0),
        spec == null ? null : spec.getTemplate());
  }

  private static Fact daemonSet(DaemonSet d) {
    var status = d.getStatus();
    return runs(
        Kind.DAEMON_SET,
        d.getMetadata(),
        status == null ? 0 : number(status.getDesiredNumberScheduled(), 0),
        status == null ? 0 : number(status.getNumberReady(), 0),
        d.getSpec() == null ? null : d.getSpec().getTemplate());
  }

  /** One that no Deployment owns; an operator may, as Argo Rollouts does. */
  private static Fact replicaSet(ReplicaSet r) {
    var spec = r.getSpec();
    var status = r.getStatus();
    return runs(
        Kind.REPLICA_SET,
        r.getMetadata(),
        spec == null ? 1 : number(spec.getReplicas(), 1),
        status == null ? 0 : number(status.getReadyReplicas(), 0),
        spec == null ? null : spec.getTemplate());
  }

  /** A job that has finished, or is suspended, wants nothing any more: idle. */
  private static Fact job(Job j) {
    var spec = j.getSpec();
    var status = j.getStatus();
    boolean idle =
        (status != null && status.getCompletionTime() != null)
            || (spec != null && Boolean.TRUE.equals(spec.getSuspend()));
    return runs(
        Kind.JOB,
        j.getMetadata(),
        idle ? 0 : spec == null ? 1 : number(spec.getParallelism(), 1),
        status == null ? 0 : number(status.getReady(), 0),
        spec == null ? null : spec.getTemplate());
  }

  /** Idle between its runs. */
  private static Fact cronJob(CronJob c) {
    int active = c.getStatus() == null ? 0 : list(c.getStatus().getActive()).size();
    var template = c.getSpec() == null ? null : c.getSpec().getJobTemplate();
    var spec = template == null ? null : template.getSpec();
    return runs(
        Kind.CRON_JOB, c.getMetadata(), active, active, spec == null ? null : spec.getTemplate());
  }

  private static Fact pod(Pod p) {
    var status = p.getStatus();
    String phase = status == null || status.getPhase() == null ? "" : status.getPhase();
    boolean done = phase.equals("Succeeded") || phase.equals("Failed");
    boolean ready =
        status != null
            && list(status.getConditions()).stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    ObjectMeta meta = p.getMetadata();
    return runs(Kind.POD, meta, done ? 0 : 1, ready ? 1 : 0, meta.getLabels(), p.getSpec());
  }

  private static Fact service(Service s) {
    List<Workload.Port> ports = new ArrayList<>();
    Map<String, String> selector = Map.of();
    if (s.getSpec() != null) {
      selector = map(s.getSpec().getSelector());
      for (var port : list(s.getSpec().getPorts())) {
        ports.add(port(port.getPort(), port.getName(), port.getProtocol()));
      }
    }
    ObjectMeta meta = s.getMetadata();
    return new Fact.Serves(meta.getNamespace(), meta.getName(), selector, ports);
  }

  private static Fact runs(
      Kind kind, ObjectMeta meta, int desired, int ready, @Nullable PodTemplateSpec template) {
    var podMeta = template == null ? null : template.getMetadata();
    return runs(
        kind,
        meta,
        desired,
        ready,
        podMeta == null ? null : podMeta.getLabels(),
        template == null ? null : template.getSpec());
  }

  private static Fact runs(
      Kind kind,
      ObjectMeta meta,
      int desired,
      int ready,
      @Nullable Map<String, String> podLabels,
      @Nullable PodSpec pod) {
    List<Workload.Port> ports = new ArrayList<>();
    String image = "";
    if (pod != null) {
      for (Container container : list(pod.getContainers())) {
        if (image.isEmpty() && container.getImage() != null) {
          image = container.getImage();
        }
        for (var port : list(container.getPorts())) {
          ports.add(port(port.getContainerPort(), port.getName(), port.getProtocol()));
        }
      }
    }
    return new Fact.Runs(
        new Workload.Key(kind, meta.getNamespace(), meta.getName()),
        desired,
        ready,
        ports,
        image,
        time(meta.getCreationTimestamp()),
        map(meta.getLabels()),
        map(podLabels));
  }

  private static Workload.Port port(
      @Nullable Integer number, @Nullable String name, @Nullable String protocol) {
    return new Workload.Port(
        number(number, 0), name == null ? "" : name, protocol == null ? "TCP" : protocol);
  }

  private static Instant time(@Nullable String timestamp) {
    if (timestamp == null) {
      return Instant.EPOCH;
    }
    try {
      return OffsetDateTime.parse(timestamp).toInstant();
    } catch (DateTimeException _) {
      return Instant.EPOCH;
    }
  }

  private static int number(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private static <T> List<T> list(@Nullable List<T> value) {
    return value == null ? List.of() : value;
  }

  private static Map<String, String> map(@Nullable Map<String, String> value) {
    return value == null ? Map.of() : value;
  }
}
