package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * After connecting: tells every change of phase, until the connection is over. A helper that goes
 * meanwhile, because it is upgraded or has crashed, is waited for, and asked to connect again when
 * it is back: as the window does.
 */
final class ConnectStay {
  private static final Duration LONG = Duration.ofHours(1);

  private final HelperClient helper;
  private final StateReader states;
  private final Output output;
  private final boolean json;
  private String told = "connected";

  /** What was connected when the last state came. */
  private Connection connection;

  /** Whether it was asked to connect again, and its phase does not show it yet. */
  private boolean asked;

  /**
   * @param connected the state in which connecting ended
   */
  ConnectStay(
      HelperClient helper, StateReader states, State connected, Output output, boolean json) {
    this.helper = helper;
    this.states = states;
    this.connection = connected.getConnection();
    this.output = output;
    this.json = json;
  }

  /** The exit code. */
  int await() throws CliException, ExecutionException, InterruptedException {
    say("Staying to renew credentials. Ctrl-C ends this command, not the connection.");
    while (true) {
      State state = next();
      Phase phase = state.getPhase();
      tell(state);
      if (phase.hasDisconnected() && !asked) {
        return ExitCodes.OK;
      }
      if (phase.hasFailed()) {
        throw new CliException(
            ExitCodes.NOT_CONNECTED,
            phase.getFailed().getFailure().getCode(),
            Phases.failure(phase.getFailed().getFailure()));
      }
    }
  }

  private State next() throws CliException, ExecutionException, InterruptedException {
    while (true) {
      Optional<State> next;
      try {
        next = states.next(LONG);
      } catch (CliException e) {
        next = Optional.of(connectAgain(e));
      }
      if (next.isPresent()) {
        State state = next.orElseThrow();
        asked &= state.getPhase().hasDisconnected();
        if (state.hasConnection() && !state.getConnection().getContext().isEmpty()) {
          connection = state.getConnection();
        }
        return state;
      }
    }
  }

  /** The first state of the helper that came instead of the one that went. */
  private State connectAgain(CliException gone)
      throws CliException, ExecutionException, InterruptedException {
    if (gone.exitCode() != ExitCodes.HELPER_NOT_RUNNING) {
      throw gone;
    }
    say("The helper has gone. When it is back, this connects again.");
    while (true) {
      State back = states.nextHoweverLate();
      if (!back.getPhase().hasDisconnected()) {
        return back;
      }
      asked = true;
      told = "";
      try {
        helper.connect(connection.getContext(), connection.getNamespace()).get();
        return back;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof HelperException h) || h.reason() != Reason.NOT_RUNNING) {
          throw e;
        }
        // Gone once more; its next state comes when it is back.
      }
    }
  }

  private void tell(State state) {
    String word = Phases.word(state.getPhase());
    if (word.equals(told) || (asked && state.getPhase().hasDisconnected())) {
      return;
    }
    told = word;
    if (json) {
      output.line(Json.write(StateJson.of(state)));
      return;
    }
    @Nullable String cause =
        state.getPhase().hasReconnecting() ? state.getPhase().getReconnecting().getCause() : null;
    output.line(Phases.title(state.getPhase()) + (cause == null ? "" : ": " + cause));
  }

  private void say(String text) {
    if (!json) {
      output.line(text);
    }
  }
}
