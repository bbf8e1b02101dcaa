package dev.culvert.app.kube;

import static org.assertj.core.api.Assertions.fail;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears and can be waited on. */
final class Heard implements ClusterWatch.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Map<Workload.Key, Workload> workloads = new HashMap<>();
  final List<ClusterWatch.Status> statuses = new ArrayList<>();
  List<ClusterWatch.NamespaceCount> namespaces = List.of();
  ClusterWatch.@Nullable Status status;
  int batches;

  @Override
  public synchronized void onNamespaces(List<ClusterWatch.NamespaceCount> now) {
    namespaces = now;
    notifyAll();
  }

  @Override
  public synchronized void onWorkloads(
      Collection<Workload> upserts, Collection<Workload.Key> removed) {
    batches++;
    upserts.forEach(w -> workloads.put(w.key(), w));
    removed.forEach(workloads::remove);
    notifyAll();
  }

  @Override
  public synchronized void onStatus(ClusterWatch.Status now) {
    status = now;
    statuses.add(now);
    notifyAll();
  }

  synchronized @Nullable Workload named(String name) {
    return workloads.values().stream()
        .filter(w -> w.key().name().equals(name))
        .findAny()
        .orElse(null);
  }

  synchronized <T extends ClusterWatch.Status> T statusAs(Class<T> type) {
    return type.cast(Objects.requireNonNull(status));
  }

  synchronized Workload require(String name) {
    return Objects.requireNonNull(named(name), name);
  }

  synchronized void await(String what, Predicate<Heard> condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.test(this)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        fail("not in time: %s; status %s, workloads %s", what, statuses, workloads.keySet());
      }
      wait(left);
    }
  }

  void awaitLive() throws InterruptedException {
    await("live", heard -> heard.status instanceof ClusterWatch.Status.Live);
  }
}
