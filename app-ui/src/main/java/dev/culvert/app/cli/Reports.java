package dev.culvert.app.cli;

import dev.culvert.app.install.Version;
import dev.culvert.proto.helper.v1.State;
import java.util.Optional;

/** What the plain questions are answered with, whichever way the answer was got. */
final class Reports {
  private Reports() {}

  /** Prints the state; the exit code. */
  static int status(State state, boolean json, Surroundings surroundings) {
    Output output = surroundings.output();
    if (json) {
      output.line(Json.write(StateJson.of(state)));
    } else {
      StateText.print(state, output, surroundings.clock());
    }
    return state.getPhase().hasConnected() ? ExitCodes.OK : ExitCodes.NOT_CONNECTED;
  }

  /** Prints the versions; the exit code. */
  static int version(Optional<String> helper, boolean json, Output output) {
    if (json) {
      output.line(
          Json.write(Json.obj().put("version", Version.current()).put("helperVersion", helper)));
    } else {
      output.line("culvert  " + Version.current());
      output.line("helper   " + helper.orElse("not running"));
    }
    return ExitCodes.OK;
  }
}
