package dev.culvert.app.helper.grpc;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming call that is made anew whenever it ends, until it is closed. Everything happens on
 * the client's thread.
 *
 * @param <Q> what is sent
 * @param <E> what is heard
 */
final class StandingCall<Q, E> implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(StandingCall.class);

  private final HelperSocket socket;
  private final ScheduledExecutorService thread;
  private final Consumer<ClientResponseObserver<Q, E>> start;
  private final Consumer<E> events;
  private final Consumer<HelperException> breaks;
  private final Backoff backoff = new Backoff();
  private @Nullable Attempt running;
  private boolean closed;

  /**
   * @param start makes the call with the observer it is given
   * @param breaks hears why each attempt ended
   */
  StandingCall(
      HelperSocket socket,
      ScheduledExecutorService thread,
      Consumer<ClientResponseObserver<Q, E>> start,
      Consumer<E> events,
      Consumer<HelperException> breaks) {
    this.socket = socket;
    this.thread = thread;
    this.start = start;
    this.events = events;
    this.breaks = breaks;
  }

  StandingCall<Q, E> begin() {
    thread.execute(this::attempt);
    return this;
  }

  private void attempt() {
    if (closed) {
      return;
    }
    try {
      socket.probe();
      running = new Attempt();
      start.accept(running);
    } catch (HelperException e) {
      again(e);
    }
  }

  private void again(HelperException why) {
    running = null;
    if (closed) {
      return;
    }
    breaks.accept(why);
    var _ = thread.schedule(this::attempt, backoff.next().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(() -> {
      closed = true;
      if (running != null) {
        running.cancel();
      }
    });
  }

  /** One call. */
  private final class Attempt implements ClientResponseObserver<Q, E> {
    private @Nullable ClientCallStreamObserver<Q> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> requestStream) {
      call = requestStream;
    }

    @Override
    public void onNext(E event) {
      if (closed || running != this) {
        return;
      }
      backoff.reset();
      try {
        events.accept(event);
      } catch (RuntimeException e) {
        LOG.error("A listener to the helper failed", e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      again(HelperErrors.of(failure, socket.path()));
    }

    @Override
    public void onCompleted() {
      again(HelperErrors.notRunning(socket.path()));
    }

    void cancel() {
      if (call != null) {
        call.cancel("no longer wanted", null);
      }
    }
  }
}
