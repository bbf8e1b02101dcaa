package dev.culvert.helper.local.grpc;

import dev.culvert.helper.session.Timers;
import dev.culvert.helper.state.Board;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One caller's view of the state: the whole at once, then what has changed, at most ten times a
 * second. Holds the last state sent and nothing else: a reader that is slow is sent the difference
 * to what is true when it reads again.
 */
final class StateWatch {
  /** Between two events. */
  private static final Duration PACE = Duration.ofMillis(100);

  private final Supplier<State> now;
  private final ServerCallStreamObserver<StateEvent> to;
  private final Timers timers;

  private Optional<State> sent = Optional.empty();
  private boolean changed = true;
  private boolean resting;
  private boolean over;

  private StateWatch(Supplier<State> now, ServerCallStreamObserver<StateEvent> to, Timers timers) {
    this.now = now;
    this.to = to;
    this.timers = timers;
  }

  /** Begins; ends with the call. Must be called while the call is being set up. */
  static void begin(
      Board board, Supplier<State> now, ServerCallStreamObserver<StateEvent> to, Timers timers) {
    StateWatch watch = new StateWatch(now, to, timers);
    Runnable stop = board.listen(watch::onChange);
    to.setOnCancelHandler(() -> {
      stop.run();
      watch.end();
    });
    to.setOnReadyHandler(watch::send);
    watch.send();
  }

  private synchronized void onChange() {
    changed = true;
    send();
  }

  private synchronized void rested() {
    resting = false;
    send();
  }

  private synchronized void end() {
    over = true;
  }

  private synchronized void send() {
    if (over || !changed || resting || !to.isReady()) {
      return;
    }
    changed = false;
    State state = now.get();
    Optional<StateEvent> event =
        sent.isEmpty()
            ? Optional.of(StateEvent.newBuilder().setSnapshot(state).build())
            : StateMessages.delta(sent.orElseThrow(), state)
                .map(delta -> StateEvent.newBuilder().setDelta(delta).build());
    sent = Optional.of(state);
    if (event.isPresent()) {
      to.onNext(event.orElseThrow());
      resting = true;
      var _ = timers.after(PACE, this::rested);
    }
  }
}
