package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.portforward.Progress;
import dev.culvert.proto.manager.v1.Beat;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a connection is dead although nobody closed it: forwarded API-server connections
 * turn into black holes, and a computer that changes its network keeps connections from an address
 * that it no longer has. On the event loop only, by its clock.
 */
final class Heartbeat {
  /** Beats under way whose time is remembered; far more than fit into the time-out. */
  private static final int REMEMBERED = 64;

  private final EventLoop loop;
  private final Duration interval;
  private final Duration timeout;
  private final Supplier<Optional<String>> severed;
  private final Consumer<Duration> onRoundTrip;
  private final Consumer<ConnectFailure> onEnd;
  private final long[] sentAt = new long[REMEMBERED];
  private @Nullable StreamObserver<Beat> out;
  private @Nullable ScheduledFuture<?> timer;
  private long number;
  private long lastHeard;
  private long lastBeat;
  private boolean over;

  /**
   * Does not beat yet.
   *
   * @param timeout of silence
   * @param severed says why nothing can come any more, if that is certain; asked only when an
   *     answer is late
   * @param onEnd is told once
   */
  Heartbeat(
      EventLoop loop,
      Duration interval,
      Duration timeout,
      Supplier<Optional<String>> severed,
      Consumer<Duration> onRoundTrip,
      Consumer<ConnectFailure> onEnd) {
    this.loop = loop;
    this.interval = interval;
    this.timeout = timeout;
    this.severed = severed;
    this.onRoundTrip = onRoundTrip;
    this.onEnd = onEnd;
  }

  /**
   * Begins.
   *
   * @param call begins the call, given who hears the answers
   */
  void start(UnaryOperator<StreamObserver<Beat>> call) {
    lastHeard = now();
    lastBeat = lastHeard;
    out = call.apply(new Answers());
    timer = loop.scheduleAtFixedRate(this::beat, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends our side: the manager closes the session and then its side. */
  void finish() {
    stopTimer();
    if (out != null && !over) {
      out.onCompleted();
    }
  }

  void stop() {
    over = true;
    stopTimer();
  }

  /** Something came, which a dead connection does not do; an answer may be long in its queue. */
  void heard() {
    lastHeard = now();
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  private void beat() {
    long now = now();
    if (now - lastBeat > 2 * interval.toNanos()) {
      // This loop has been kept from looking: what came meanwhile has not been read yet.
      lastHeard = Math.max(lastHeard, now - interval.toNanos());
    }
    lastBeat = now;
    long silence = now - lastHeard;
    if (silence > timeout.toNanos()) {
      end(
          new ConnectFailure(
              ConnectFailure.Kind.CONNECTION_LOST,
              "nothing has come from the manager, no heartbeat either, for "
                  + Progress.seconds(silence)));
      return;
    }
    Optional<String> why = silence > interval.toNanos() ? severed.get() : Optional.empty();
    if (why.isPresent()) {
      end(new ConnectFailure(ConnectFailure.Kind.CONNECTION_LOST, why.orElseThrow()));
    } else if (out != null) {
      sentAt[(int) (++number % REMEMBERED)] = now;
      out.onNext(Beat.newBuilder().setNumber(number).build());
    }
  }

  private void end(ConnectFailure failure) {
    if (!over) {
      stop();
      loop.execute(() -> onEnd.accept(failure));
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private final class Answers implements StreamObserver<Beat> {
    @Override
    public void onNext(Beat beat) {
      heard();
      long age = number - beat.getNumber();
      if (!over && age >= 0 && age < REMEMBERED) {
        onRoundTrip.accept(
            Duration.ofNanos(lastHeard - sentAt[(int) (beat.getNumber() % REMEMBERED)]));
      }
    }

    @Override
    public void onError(Throwable thrown) {
      end(CallFailures.ofSession(Status.fromThrowable(thrown)));
    }

    @Override
    public void onCompleted() {
      end(new ConnectFailure(ConnectFailure.Kind.CONNECTION_LOST, "the manager ended the session"));
    }
  }
}
