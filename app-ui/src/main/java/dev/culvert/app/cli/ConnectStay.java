package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.Optional;

/** After connecting: tells every change of phase, until the connection is over. */
final class ConnectStay {
  private static final Duration LONG = Duration.ofHours(1);

  private final StateReader states;
  private final Output output;
  private final boolean json;
  private String told = "connected";

  ConnectStay(StateReader states, Output output, boolean json) {
    this.states = states;
    this.output = output;
    this.json = json;
  }

  /** The exit code. */
  int await() throws CliException, InterruptedException {
    if (!json) {
      output.line("Staying to renew credentials. Ctrl-C ends this command, not the connection.");
    }
    while (true) {
      Optional<State> next = states.next(LONG);
      if (next.isEmpty()) {
        continue;
      }
      State state = next.orElseThrow();
      Phase phase = state.getPhase();
      String word = Phases.word(phase);
      if (!word.equals(told)) {
        told = word;
        String cause = phase.hasReconnecting() ? ": " + phase.getReconnecting().getCause() : "";
        output.line(json ? Json.write(StateJson.of(state)) : Phases.title(phase) + cause);
      }
      if (phase.hasDisconnected()) {
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
}
