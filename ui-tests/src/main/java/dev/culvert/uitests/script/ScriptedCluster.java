package dev.culvert.uitests.script;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.cluster.Right;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A kubeconfig of a few contexts, all of which lead to one cluster of a script. */
public final class ScriptedCluster implements Contexts {
  private final List<Consumer<List<Context>>> listeners = new CopyOnWriteArrayList<>();
  private final Map<Workload.Key, Workload> workloads = new TreeMap<>(ScriptedCluster::compare);
  private final Map<String, Integer> namespaces = new TreeMap<>();
  private final AtomicInteger retries = new AtomicInteger();
  private final Map<Workload.Key, WorkloadDetail> details = new ConcurrentHashMap<>();
  private final Map<Right, String> forbidden = new ConcurrentHashMap<>();
  private volatile Consumer<String> installation = step -> {};
  private volatile CompletableFuture<ManagerFinding> installed = new CompletableFuture<>();
  private volatile CompletableFuture<ManagerFinding> finding =
      CompletableFuture.completedFuture(new ManagerFinding.Found("1.0.3", "culvert"));
  private volatile List<Context> contexts;
  private volatile ClusterWatch.@Nullable Status status = new ClusterWatch.Status.Live();
  private volatile @Nullable Watch watch;
  private volatile boolean silent;

  /** A cluster without anything. */
  public ScriptedCluster(List<Context> contexts) {
    this.contexts = List.copyOf(contexts);
  }

  /** A context of a kubeconfig. */
  public static Context context(String name, String namespace, boolean current) {
    return new Context(
        name, "https://k8s." + name + ".acme.example:6443", "mara", namespace, current, "");
  }

  /** Has these, from now on. */
  public synchronized ScriptedCluster with(Collection<Workload> more) {
    for (Workload workload : more) {
      if (workloads.put(workload.key(), workload) == null) {
        namespaces.merge(workload.key().namespace(), 1, Integer::sum);
      }
    }
    return this;
  }

  /** Has a namespace with so many workloads that are not told. */
  public synchronized ScriptedCluster namespace(String name, int count) {
    namespaces.put(name, count);
    return this;
  }

  /** Says nothing when it is started: it is still reading. */
  public ScriptedCluster silent() {
    silent = true;
    return this;
  }

  /** How live it says to be. */
  public void status(ClusterWatch.Status next) {
    status = next;
    Watch now = watch;
    if (now != null && now.listener != null) {
      now.listener.onStatus(next);
    }
  }

  /** Tells of changes. */
  public void change(Collection<Workload> upserts, Collection<Workload.Key> removed) {
    Watch now = watch;
    if (now != null && now.listener != null) {
      now.listener.onWorkloads(upserts, removed);
    }
  }

  /** How often it was asked to try again. */
  public int retries() {
    return retries.get();
  }

  /** Whether anyone looks. */
  public boolean watched() {
    return watch != null;
  }

  /** The kubeconfig now names these. */
  public void contexts(List<Context> next) {
    contexts = List.copyOf(next);
    listeners.forEach(listener -> listener.accept(contexts));
  }

  @Override
  public List<Context> list() {
    return contexts;
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public Subscription onChange(Consumer<List<Context>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public ClusterWatch watch(String context) {
    Watch fresh = new Watch();
    watch = fresh;
    return fresh;
  }

  @Override
  public CompletableFuture<ManagerFinding> findManager(String context) {
    return finding;
  }

  @Override
  public CompletableFuture<ManagerFinding> installManager(
      String context, Consumer<String> progress) {
    installation = progress;
    installed = new CompletableFuture<>();
    return installed;
  }

  /** The installation that was asked for is at this step. */
  public void installs(String step) {
    installation.accept(step);
  }

  /** It has ended with this. */
  public void installed(ManagerFinding finding) {
    installed.complete(finding);
  }

  /** What a look for the manager finds. */
  public void manager(ManagerFinding next) {
    finding = CompletableFuture.completedFuture(next);
  }

  /** What a close look at a workload shows. */
  public void detail(WorkloadDetail next) {
    details.put(next.key(), next);
  }

  /** The person may not. */
  public void forbid(Right right, String why) {
    forbidden.put(right, why);
  }

  @Override
  public void close() {
    listeners.clear();
  }

  private static int compare(Workload.Key a, Workload.Key b) {
    int namespace = a.namespace().compareTo(b.namespace());
    return namespace != 0
        ? namespace
        : a.name().equals(b.name()) ? a.kind().compareTo(b.kind()) : a.name().compareTo(b.name());
  }

  private final class Watch implements ClusterWatch {
    private volatile @Nullable Listener listener;
    private volatile Set<String> followed = Set.of();

    @Override
    public void start(Listener next) {
      listener = next;
      tell();
    }

    @Override
    public void follow(Set<String> next) {
      followed = next;
      tell();
    }

    private void tell() {
      Listener ear = listener;
      Status now = status;
      if (ear == null || silent) {
        return;
      }
      synchronized (ScriptedCluster.this) {
        ear.onNamespaces(
            namespaces.entrySet().stream()
                .map(e -> new NamespaceCount(e.getKey(), e.getValue()))
                .toList());
        ear.onWorkloads(
            workloads.values().stream()
                .filter(w -> followed.contains(w.key().namespace()))
                .toList(),
            List.of());
      }
      if (now != null) {
        ear.onStatus(now);
      }
    }

    @Override
    public CompletableFuture<WorkloadDetail> look(Workload.Key workload) {
      WorkloadDetail detail = details.get(workload);
      return detail == null
          ? CompletableFuture.failedFuture(new IllegalStateException("Nothing is known of it"))
          : CompletableFuture.completedFuture(detail);
    }

    @Override
    public CompletableFuture<String> reveal(WorkloadDetail.SecretKey secret) {
      return CompletableFuture.completedFuture("hunter2 of " + secret.key());
    }

    @Override
    public CompletableFuture<Optional<String>> may(Right right, String namespace) {
      return CompletableFuture.completedFuture(Optional.ofNullable(forbidden.get(right)));
    }

    @Override
    public void retry() {
      retries.incrementAndGet();
    }

    @Override
    public void close() {
      listener = null;
      if (watch == this) {
        watch = null;
      }
    }
  }
}
