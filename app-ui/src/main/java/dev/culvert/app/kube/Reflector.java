package dev.culvert.app.kube;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.kube.ClusterAccess.Lease;
import dev.culvert.app.kubeconfig.CredentialException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists one kind once and then watches it, for good: the loop of client-go's Reflector, on a
 * virtual thread. fabric8's informers do the same and keep silent about it (a watch that closed,
 * the next try and a missing right show nowhere but in a log), and they keep whole objects; that is
 * why this stands on fabric8's list and watch instead.
 */
final class Reflector implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
  private static final long PAGE = 500;

  /** The API server ends a watch after this; client-go asks for five to ten minutes. */
  private static final long WATCH_SECONDS = 300;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Rights and kinds rarely come by themselves; {@code retry} asks at once. */
  private static final Duration PAUSE_WHEN_REFUSED = Duration.ofSeconds(60);

  private final WatchedKind kind;
  private final String namespace;
  private final ClusterAccess access;
  private final Sink sink;
  private final Pause pause;
  private final Clock clock;

  private volatile boolean closed;
  private volatile @Nullable CompletableFuture<WatchEnd> watching;
  private boolean listed;
  private String resourceVersion = "";
  private Duration nextPause = FIRST_PAUSE;
  private @Nullable Instant lostSince;
  private boolean refusedBefore;

  /** Hears what is there. Called from several threads, never two at once for one reflector. */
  interface Sink {
    /** All there is. */
    void replace(Reflector from, List<Fact> all);

    /** New or changed; null fact: it is there and not shown. */
    void put(Reflector from, String name, @Nullable Fact fact);

    /** Gone. */
    void remove(Reflector from, String name);

    /** How this watch is. */
    void status(Reflector from, Status status);
  }

  /** Why a watch ended; null: as agreed, or because it was asked to. */
  private record WatchEnd(@Nullable Throwable cause) {}

  /**
   * @param namespace empty: of the whole cluster
   */
  Reflector(
      WatchedKind kind,
      String namespace,
      ClusterAccess access,
      Sink sink,
      Pause pause,
      Clock clock) {
    this.kind = kind;
    this.namespace = namespace;
    this.access = access;
    this.sink = sink;
    this.pause = pause;
    this.clock = clock;
  }

  WatchedKind kind() {
    return kind;
  }

  String namespace() {
    return namespace;
  }

  void close() {
    closed = true;
    breakOff(null);
  }

  /** Ends the watch that runs now; without a cause, it is simply begun anew. */
  void breakOff(@Nullable Throwable cause) {
    CompletableFuture<WatchEnd> running = watching;
    if (running != null) {
      running.complete(new WatchEnd(cause));
    }
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        Lease lease = null;
        try {
          lease = access.lease();
          if (!listed) {
            list(lease);
          }
          watch(lease);
        } catch (CredentialException e) {
          failed(String.valueOf(e.getMessage()), "Correct the kubeconfig, or log in anew.");
        } catch (RuntimeException e) {
          troubled(lease, e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void list(Lease lease) {
    List<Fact> all = new ArrayList<>();
    String next = "";
    do {
      ListOptionsBuilder options = new ListOptionsBuilder().withLimit(PAGE);
      if (!next.isEmpty()) {
        options.withContinue(next);
      }
      var page = kind.in(lease.client(), namespace).list(options.build());
      for (HasMetadata item : page.getItems()) {
        Fact fact = Facts.of(item);
        if (fact != null) {
          all.add(fact);
        }
      }
      next = page.getMetadata().getContinue() == null ? "" : page.getMetadata().getContinue();
      String version = page.getMetadata().getResourceVersion();
      resourceVersion = version == null ? "" : version;
    } while (!next.isEmpty() && !closed);
    if (!closed) {
      listed = true;
      sink.replace(this, all);
    }
  }

  private void watch(Lease lease) throws InterruptedException {
    CompletableFuture<WatchEnd> end = new CompletableFuture<>();
    watching = end;
    ListOptions options =
        new ListOptionsBuilder()
            .withResourceVersion(resourceVersion)
            .withAllowWatchBookmarks(true)
            .withTimeoutSeconds(WATCH_SECONDS)
            .build();
    Instant begun = clock.instant();
    try (Watch _ = kind.watch(lease.client(), namespace, options, new Events(end))) {
      live();
      if (closed) {
        return;
      }
      ended(lease, end.get(), begun);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      watching = null;
    }
  }

  private void live() {
    nextPause = FIRST_PAUSE;
    lostSince = null;
    refusedBefore = false;
    sink.status(this, new Status.Live());
  }

  private void ended(Lease lease, WatchEnd end, Instant begun) throws InterruptedException {
    if (closed) {
      return;
    }
    switch (end.cause()) {
      case null -> calm(begun);
      case WatcherException e when e.isHttpGone() -> {
        // 410: what happened since is no longer kept. The rows stay until the new list is here.
        LOG.debug("{}: the resource version is too old, listing anew", this);
        listed = false;
        calm(begun);
      }
      case WatcherException e when e.getCause() instanceof KubernetesClientException cause ->
          troubled(lease, cause);
      case WatcherException e when e.getCause() == null -> calm(begun);
      default -> troubled(lease, end.cause());
    }
  }

  /** An end as agreed. One that comes at once, again and again, must not become a busy loop. */
  private void calm(Instant begun) throws InterruptedException {
    if (Duration.between(begun, clock.instant()).compareTo(Duration.ofSeconds(1)) < 0) {
      pause.await(jitter(FIRST_PAUSE));
    }
  }

  private void troubled(@Nullable Lease lease, Throwable failure) throws InterruptedException {
    if (closed) {
      return;
    }
    LOG.debug("{}: {}", this, failure.toString());
    int code = failure instanceof KubernetesClientException e ? e.getCode() : 0;
    switch (code) {
      case 401 -> unauthorized(lease, failure);
      case 403 -> forbidden(lease, failure);
      case 404 -> {
        // This cluster does not serve the kind: nothing of it is all there is.
        listed = false;
        sink.replace(this, List.of());
        sink.status(this, new Status.Live());
        pause.await(PAUSE_WHEN_REFUSED);
      }
      case 410 -> {
        listed = false;
        pause.await(jitter(FIRST_PAUSE));
      }
      default -> lost(Troubles.describe(failure));
    }
  }

  private void unauthorized(@Nullable Lease lease, Throwable failure) throws InterruptedException {
    listed = false;
    if (lease != null) {
      access.refused(lease);
    }
    if (!refusedBefore) {
      refusedBefore = true;
      return;
    }
    String account = lease == null ? "" : lease.account();
    failed(
        "The API server does not accept the credentials of user %s (401): %s."
            .formatted(account, Troubles.describe(failure)),
        "Log in anew, or correct the user in the kubeconfig.");
  }

  private void forbidden(@Nullable Lease lease, Throwable failure) throws InterruptedException {
    listed = false;
    sink.replace(this, List.of());
    String account = Troubles.account(failure, lease == null ? "" : lease.account());
    sink.status(
        this, new Status.Forbidden(Troubles.verb(failure), kind.plural(), namespace, account));
    pause.await(PAUSE_WHEN_REFUSED);
  }

  private void failed(String message, String remedy) throws InterruptedException {
    sink.status(this, new Status.Failed(message, remedy));
    pause.await(LONGEST_PAUSE);
  }

  private void lost(String cause) throws InterruptedException {
    Instant now = clock.instant();
    Instant since = lostSince == null ? now : lostSince;
    lostSince = since;
    Duration wait = jitter(nextPause);
    Duration doubled = nextPause.multipliedBy(2);
    nextPause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    sink.status(this, new Status.Lost(cause, since, now.plus(wait)));
    pause.await(wait);
  }

  /** Eight watches a namespace shall not come back in one instant. */
  private static Duration jitter(Duration duration) {
    return Duration.ofMillis(
        (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? kind.plural() : kind.plural() + " in " + namespace;
  }

  /** One watch's events. */
  private final class Events implements Watcher<HasMetadata> {
    private final CompletableFuture<WatchEnd> end;

    Events(CompletableFuture<WatchEnd> end) {
      this.end = end;
    }

    @Override
    public boolean reconnecting() {
      // fabric8 would connect again silently, for ever; the loop above tells about it.
      return false;
    }

    @Override
    public void eventReceived(Action action, HasMetadata object) {
      if (closed || end.isDone()) {
        return;
      }
      String version = object.getMetadata().getResourceVersion();
      if (version != null) {
        resourceVersion = version;
      }
      String name = object.getMetadata().getName();
      switch (action) {
        case ADDED, MODIFIED -> sink.put(Reflector.this, name, Facts.of(object));
        case DELETED -> sink.remove(Reflector.this, name);
        case BOOKMARK, ERROR -> {
          // A bookmark is its version; an error ends the watch with its cause.
        }
      }
    }

    @Override
    public void onClose() {
      end.complete(new WatchEnd(null));
    }

    @Override
    public void onClose(WatcherException cause) {
      end.complete(new WatchEnd(cause));
    }
  }
}
