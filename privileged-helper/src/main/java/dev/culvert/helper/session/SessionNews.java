package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.words.Phrase;
import dev.culvert.helper.state.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Hears one session on its event loop and passes on what matters: the cluster's changes, how quick
 * the answers are, and the end. What is heard before the session counts as open is held back until
 * it does.
 */
final class SessionNews implements ManagerSession.Listener {
  /** Slower answers than this feel slow to a person. */
  private static final Duration SLOW = Duration.ofMillis(300);

  /** Below this they are well again; between both nothing changes. */
  private static final Duration WELL = Duration.ofMillis(200);

  private final Clock clock;
  private final Consumer<Event> news;
  private final Runnable lostNow;
  private final Consumer<ManagerSession.Cluster> changed;

  private final Object lock = new Object();
  private final CompletableFuture<ManagerSession.Cluster> first = new CompletableFuture<>();
  private volatile Optional<Duration> roundTrip = Optional.empty();
  private Optional<Instant> openSince = Optional.empty();
  private Optional<ConnectFailure> lost = Optional.empty();
  private double smoothNanos;
  private boolean degraded;
  private boolean muted;

  /**
   * @param lostNow called on the event loop as soon as the session is lost
   * @param changed called on the event loop with each view of the cluster after the first
   */
  SessionNews(
      Clock clock,
      Consumer<Event> news,
      Runnable lostNow,
      Consumer<ManagerSession.Cluster> changed) {
    this.clock = clock;
    this.news = news;
    this.lostNow = lostNow;
    this.changed = changed;
  }

  /** The first view of the cluster; fails when the session is lost before. */
  CompletableFuture<ManagerSession.Cluster> firstCluster() {
    return first;
  }

  /** Of the last heartbeat; any thread. */
  Optional<Duration> roundTrip() {
    return roundTrip;
  }

  /** From now on everything is passed on, beginning with this event. */
  void open(Event opened) {
    Optional<ConnectFailure> already;
    synchronized (lock) {
      openSince = Optional.of(clock.instant());
      already = lost;
    }
    news.accept(opened);
    already.ifPresent(this::tellLost);
  }

  /** The session is being replaced: whatever it still says is old. */
  void mute() {
    synchronized (lock) {
      muted = true;
    }
  }

  private boolean isMuted() {
    synchronized (lock) {
      return muted;
    }
  }

  @Override
  public void onCluster(ManagerSession.Cluster cluster) {
    if (!first.complete(cluster) && !isMuted()) {
      changed.accept(cluster);
    }
  }

  @Override
  public void onRoundTrip(Duration trip) {
    roundTrip = Optional.of(trip);
    double nanos = trip.toNanos();
    smoothNanos = smoothNanos == 0 ? nanos : smoothNanos + (nanos - smoothNanos) / 4;
    boolean slow = smoothNanos > (degraded ? WELL : SLOW).toNanos();
    boolean open;
    synchronized (lock) {
      open = openSince.isPresent();
    }
    if (open && slow != degraded) {
      degraded = slow;
      long millis = Math.round(smoothNanos / 1_000_000);
      news.accept(
          new Event.HealthChanged(
              slow ? Optional.of(Phrase.ANSWERS_SLOW.of(millis)) : Optional.empty()));
    }
  }

  @Override
  public void onLost(ConnectFailure failure) {
    if (isMuted()) {
      return;
    }
    lostNow.run();
    first.completeExceptionally(failure);
    boolean open;
    synchronized (lock) {
      lost = Optional.of(failure);
      open = openSince.isPresent();
    }
    if (open) {
      tellLost(failure);
    }
  }

  private void tellLost(ConnectFailure failure) {
    Instant now = clock.instant();
    Instant since;
    synchronized (lock) {
      since = openSince.orElse(now);
    }
    news.accept(
        new Event.Lost(
            String.valueOf(failure.getMessage()),
            failure.kind().code(),
            Duration.between(since, now),
            now));
  }
}
