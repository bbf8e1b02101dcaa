package dev.culvert.app.kube;

import dev.culvert.app.cluster.Workload.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.Watchable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind that is listed and watched.
 *
 * @param plural in the API's words, as in a Role
 * @param workload as what it is shown; null: it is not a workload
 */
record WatchedKind(String plural, Class<? extends HasMetadata> type, @Nullable Kind workload) {
  static final WatchedKind NAMESPACES = new WatchedKind("namespaces", Namespace.class, null);
  static final WatchedKind SERVICES = new WatchedKind("services", Service.class, null);

  /** In every namespace that is followed. */
  static final List<WatchedKind> IN_NAMESPACES =
      List.of(
          new WatchedKind("deployments", Deployment.class, Kind.DEPLOYMENT),
          new WatchedKind("statefulsets", StatefulSet.class, Kind.STATEFUL_SET),
          new WatchedKind("daemonsets", DaemonSet.class, Kind.DAEMON_SET),
          new WatchedKind("jobs", Job.class, Kind.JOB),
          new WatchedKind("cronjobs", CronJob.class, Kind.CRON_JOB),
          new WatchedKind("replicasets", ReplicaSet.class, Kind.REPLICA_SET),
          new WatchedKind("pods", Pod.class, Kind.POD),
          SERVICES);

  /** The kind's list; of all namespaces when the namespace is empty. */
  Listable<? extends KubernetesResourceList<? extends HasMetadata>> in(
      KubernetesClient client, String namespace) {
    return namespace.isEmpty()
        ? client.resources(type).inAnyNamespace()
        : client.resources(type).inNamespace(namespace);
  }

  /** Watches the same. */
  Watch watch(
      KubernetesClient client,
      String namespace,
      ListOptions options,
      Watcher<HasMetadata> watcher) {
    return watch(client, type, namespace, options, watcher);
  }

  private static <T extends HasMetadata> Watch watch(
      KubernetesClient client,
      Class<T> type,
      String namespace,
      ListOptions options,
      Watcher<HasMetadata> watcher) {
    Watchable<T> watchable =
        namespace.isEmpty()
            ? client.resources(type).inAnyNamespace()
            : client.resources(type).inNamespace(namespace);
    return watchable.watch(options, new Narrowed<>(watcher));
  }

  /** Passes everything on; fabric8 wants the exact type. */
  private record Narrowed<T extends HasMetadata>(Watcher<HasMetadata> to) implements Watcher<T> {
    @Override
    public boolean reconnecting() {
      return to.reconnecting();
    }

    @Override
    public void eventReceived(Action action, T object) {
      to.eventReceived(action, object);
    }

    @Override
    public void onClose() {
      to.onClose();
    }

    @Override
    public void onClose(WatcherException cause) {
      to.onClose(cause);
    }
  }
}
