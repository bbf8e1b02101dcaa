package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits for the end of connecting and tells each step once. */
final class ConnectWait {
  private final StateReader states;
  private final Consumer<String> steps;
  private String step = "";
  private boolean begun;

  ConnectWait(StateReader states, Consumer<String> steps) {
    this.states = states;
    this.steps = steps;
  }

  /**
   * @throws CliException when connecting failed, was ended or takes too long
   */
  State await(Duration patience) throws CliException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<State> next = states.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      if (next.isEmpty()) {
        String last = step.isEmpty() ? "it has not begun" : "it is still " + step;
        throw new CliException(
            ExitCodes.NOT_CONNECTED,
            "TIMED_OUT",
            "Not connected after %d s: %s. It goes on; culvert status shows how, culvert disconnect ends it."
                .formatted(patience.toSeconds(), last));
      }
      State state = next.orElseThrow();
      if (done(state.getPhase())) {
        return state;
      }
    }
  }

  private boolean done(Phase phase) throws CliException {
    switch (phase.getPhaseCase()) {
      case CONNECTED -> {
        return true;
      }
      case CONNECTING -> tell(Phases.step(phase.getConnecting().getStep()));
      case RECONNECTING -> tell("reconnecting: " + phase.getReconnecting().getCause());
      case FAILED ->
          throw new CliException(
              ExitCodes.NOT_CONNECTED,
              phase.getFailed().getFailure().getCode(),
              Phases.failure(phase.getFailed().getFailure()));
      case DISCONNECTED -> {
        // Before anything began it may still be the state of before.
        if (begun) {
          throw new CliException(
              ExitCodes.NOT_CONNECTED, "DISCONNECTED", "Somebody disconnected meanwhile.");
        }
      }
      case DISCONNECTING, PHASE_NOT_SET -> {
        // On its way to another.
      }
    }
    return false;
  }

  private void tell(String now) {
    begun = true;
    if (!now.equals(step)) {
      step = now;
      steps.accept(now);
    }
  }
}
