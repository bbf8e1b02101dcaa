package dev.culvert.app.kube;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.Right;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import dev.culvert.app.kubeconfig.CredentialException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster's namespaces and workloads. Reflectors read on virtual threads; the index, the statuses
 * and the listener belong to one thread, which tells in batches.
 */
final class FabricClusterWatch implements ClusterWatch, Reflector.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(FabricClusterWatch.class);
  private static final long BATCH_MILLIS = 100;

  private final String ownNamespace;
  private final ClusterAccess access;
  private final Clock clock;
  private final Pause pause = new Pause();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor thread;
  private final Pulse pulse;

  // All of these belong to the thread.
  private final WorkloadIndex index = new WorkloadIndex();
  private final StatusBoard board = new StatusBoard();
  private final Set<String> spaces = new TreeSet<>();
  private final Map<String, List<Reflector>> followed = new HashMap<>();
  private final Map<Reflector, Set<String>> names = new HashMap<>();
  private @Nullable Listener listener;
  private @Nullable Reflector spacesReflector;
  private final Set<Reflector> answered = new HashSet<>();
  private boolean batchPlanned;
  private List<NamespaceCount> toldSpaces = List.of();
  private @Nullable Status toldStatus;

  /**
   * @param ownNamespace the context's; shown even when namespaces may not be listed
   */
  FabricClusterWatch(String context, String ownNamespace, ClusterAccess access, Clock clock) {
    this.ownNamespace = ownNamespace;
    this.access = access;
    this.clock = clock;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("culvert-cluster-" + context).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    this.pulse = new Pulse(access, this::onNoPulse);
  }

  @Override
  public void start(Listener heard) {
    thread.execute(() -> {
      if (listener != null) {
        throw new IllegalStateException("A cluster watch is started once.");
      }
      listener = heard;
      spacesReflector = reflect(WatchedKind.NAMESPACES, "");
      var _ =
          thread.scheduleWithFixedDelay(
              pulse::beat, Pulse.SECONDS, Pulse.SECONDS, TimeUnit.SECONDS);
    });
  }

  @Override
  public void follow(Set<String> namespaces) {
    Set<String> wanted = Set.copyOf(namespaces);
    thread.execute(() -> {
      for (String namespace : List.copyOf(followed.keySet())) {
        if (!wanted.contains(namespace)) {
          unfollow(namespace);
        }
      }
      for (String namespace : wanted) {
        if (!followed.containsKey(namespace)) {
          List<Reflector> reflectors = new ArrayList<>();
          for (WatchedKind kind : WatchedKind.IN_NAMESPACES) {
            reflectors.add(reflect(kind, namespace));
          }
          followed.put(namespace, reflectors);
        }
      }
      planBatch();
    });
  }

  private Reflector reflect(WatchedKind kind, String namespace) {
    Reflector reflector = new Reflector(kind, namespace, access, this, pause, clock);
    names.put(reflector, new HashSet<>());
    board.set(reflector, new Status.Loading(kind.plural()));
    Thread.ofVirtual().name("culvert-watch " + reflector).start(reflector);
    return reflector;
  }

  private void unfollow(String namespace) {
    for (Reflector reflector : followed.getOrDefault(namespace, List.of())) {
      reflector.close();
      names.remove(reflector);
      answered.remove(reflector);
      board.remove(reflector);
    }
    followed.remove(namespace);
    index.removeNamespace(namespace);
  }

  @Override
  public void retry() {
    pause.cutShort();
  }

  @Override
  public CompletableFuture<WorkloadDetail> look(Workload.Key workload) {
    return ask(lease -> new CloseLook(lease.client(), workload).all());
  }

  @Override
  public CompletableFuture<String> reveal(WorkloadDetail.SecretKey secret) {
    return ask(lease -> CloseLook.reveal(lease.client(), secret));
  }

  @Override
  public CompletableFuture<Optional<String>> may(Right right, String namespace) {
    return ask(lease -> Rights.check(lease, right, namespace));
  }

  /** On a thread of its own; a refusal is told in words. */
  private <A> CompletableFuture<A> ask(Question<A> question) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("culvert-cluster-question")
        .start(() -> {
          try {
            answer.complete(question.of(access.lease()));
          } catch (CredentialException e) {
            answer.completeExceptionally(e);
          } catch (RuntimeException e) {
            answer.completeExceptionally(new IllegalStateException(Troubles.describe(e), e));
          }
        });
    return answer;
  }

  private interface Question<A> {
    A of(ClusterAccess.Lease lease);
  }

  /** The API server has stopped answering while watches seem to live: a connection gone deaf. */
  private void onNoPulse(Throwable cause) {
    thread.execute(() -> {
      for (Reflector reflector : names.keySet()) {
        reflector.breakOff(cause);
      }
    });
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      thread.execute(() -> {
        names.keySet().forEach(Reflector::close);
        pause.end();
        thread.shutdownNow();
        // Closing the client waits for its event loop.
        Thread.ofVirtual().name("culvert-cluster-close").start(access::close);
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("Already closed", e);
    }
  }

  // What reflectors tell, brought to the thread.

  @Override
  public void replace(Reflector from, List<Fact> all) {
    thread.execute(() -> {
      Set<String> known = names.get(from);
      if (known == null) {
        return;
      }
      Set<String> now = new HashSet<>();
      for (Fact fact : all) {
        now.add(fact.name());
        store(fact);
      }
      for (String gone : List.copyOf(known)) {
        if (!now.contains(gone)) {
          drop(from, gone);
        }
      }
      names.put(from, now);
      answered.add(from);
      planBatch();
    });
  }

  @Override
  public void put(Reflector from, String name, @Nullable Fact fact) {
    thread.execute(() -> {
      Set<String> known = names.get(from);
      if (known == null) {
        return;
      }
      if (fact != null) {
        known.add(name);
        store(fact);
      } else if (known.remove(name)) {
        drop(from, name);
      }
      planBatch();
    });
  }

  @Override
  public void remove(Reflector from, String name) {
    put(from, name, null);
  }

  @Override
  public void status(Reflector from, Status status) {
    thread.execute(() -> {
      if (names.containsKey(from)) {
        board.set(from, status);
        planBatch();
      }
    });
  }

  private void store(Fact fact) {
    switch (fact) {
      case Fact.Runs runs -> index.put(runs);
      case Fact.Serves serves -> index.put(serves);
      case Fact.Space space -> spaces.add(space.name());
    }
  }

  private void drop(Reflector from, String name) {
    Workload.Kind kind = from.kind().workload();
    if (kind != null) {
      index.removeWorkload(new Workload.Key(kind, from.namespace(), name));
    } else if (from.kind().equals(WatchedKind.SERVICES)) {
      index.removeService(from.namespace(), name);
    } else {
      spaces.remove(name);
    }
  }

  private void planBatch() {
    if (!batchPlanned && listener != null) {
      batchPlanned = true;
      var _ = thread.schedule(this::tell, BATCH_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    batchPlanned = false;
    Listener to = listener;
    if (to == null || closed.get()) {
      return;
    }
    try {
      WorkloadIndex.Changes changes = index.takeChanges();
      if (!changes.isEmpty()) {
        to.onWorkloads(changes.upserts(), changes.removed());
      }
      Status status = board.overall();
      if (!status.equals(toldStatus)) {
        toldStatus = status;
        to.onStatus(status);
      }
      List<NamespaceCount> now = counts();
      if (!now.equals(toldSpaces)) {
        toldSpaces = now;
        to.onNamespaces(now);
      }
    } catch (RuntimeException e) {
      LOG.error("The listener to the cluster failed", e);
    }
  }

  /** Followed and own namespaces too: whoever may not list namespaces still has theirs. */
  private List<NamespaceCount> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String space : spaces) {
      counts.put(space, -1);
    }
    if (spaces.isEmpty() && spacesReflector != null && answered.contains(spacesReflector)) {
      counts.put(ownNamespace, -1);
    }
    followed.forEach((namespace, reflectors) ->
        counts.put(namespace, answered.containsAll(reflectors) ? index.count(namespace) : -1));
    List<NamespaceCount> list = new ArrayList<>();
    counts.forEach((name, count) -> list.add(new NamespaceCount(name, count)));
    return list;
  }
}
