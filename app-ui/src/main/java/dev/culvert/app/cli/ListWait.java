package dev.culvert.app.cli;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.ClusterWatch.NamespaceCount;
import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The first whole picture of a cluster watch, for a command that ends with it. */
final class ListWait implements ClusterWatch.Listener {
  private static final Comparator<Workload> ORDER =
      Comparator.comparing((Workload w) -> w.key().namespace())
          .thenComparing(w -> w.key().kind())
          .thenComparing(w -> w.key().name());

  private final ClusterWatch watch;
  private final boolean all;
  private final Map<Workload.Key, Workload> workloads = new HashMap<>();
  private final Set<String> complaints = new LinkedHashSet<>();
  private final CompletableFuture<Result> done = new CompletableFuture<>();
  private Set<String> wanted;

  /**
   * @param workloads by namespace, kind and name
   * @param complaints what could not be seen, in words
   */
  record Result(List<Workload> workloads, List<String> complaints) {}

  /**
   * @param namespaces empty: all
   */
  ListWait(ClusterWatch watch, Set<String> namespaces) {
    this.watch = watch;
    this.all = namespaces.isEmpty();
    this.wanted = namespaces;
  }

  Result await(Duration patience) throws Exception {
    try (watch) {
      if (!all) {
        watch.follow(wanted);
      }
      watch.start(this);
      return done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      String why = String.join(" ", complaints);
      throw new CliException(
          ExitCodes.FAILED,
          "TIMED_OUT",
          "The cluster has not told everything within %d s. %s"
              .formatted(patience.toSeconds(), why)
              .strip());
    }
  }

  @Override
  public synchronized void onNamespaces(List<NamespaceCount> namespaces) {
    Set<String> names = new HashSet<>();
    Set<String> counted = new HashSet<>();
    for (NamespaceCount namespace : namespaces) {
      names.add(namespace.name());
      if (namespace.workloads() >= 0) {
        counted.add(namespace.name());
      }
    }
    if (all && !names.equals(wanted)) {
      wanted = names;
      watch.follow(names);
    }
    if (!wanted.isEmpty() && counted.containsAll(wanted)) {
      // Counts are told after the workloads they count.
      done.complete(result());
    }
  }

  @Override
  public synchronized void onWorkloads(
      Collection<Workload> upserts, Collection<Workload.Key> removed) {
    upserts.forEach(workload -> workloads.put(workload.key(), workload));
    removed.forEach(workloads::remove);
  }

  @Override
  public synchronized void onStatus(Status status) {
    switch (status) {
      case Status.Forbidden f ->
          complaints.add(
              "%s may not %s %s%s."
                  .formatted(
                      f.account(),
                      f.verb(),
                      f.resource(),
                      f.namespace().isEmpty() ? "" : " in " + f.namespace()));
      case Status.Failed f ->
          done.completeExceptionally(
              new CliException(ExitCodes.FAILED, "FAILED", f.message() + " " + f.remedy()));
      case Status.Lost l -> complaints.add("Lately: %s.".formatted(l.cause()));
      case Status.Loading _, Status.Live _ -> {
        // The counts say when all is there.
      }
    }
  }

  private Result result() {
    List<Workload> sorted = new ArrayList<>(workloads.values());
    sorted.sort(ORDER);
    return new Result(sorted, List.copyOf(complaints));
  }
}
