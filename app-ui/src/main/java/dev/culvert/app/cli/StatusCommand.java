package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code culvert status}. */
@Command(
    name = "status",
    description = "Show the connection and what is changed on this computer.",
    footer = "%nExits with 0 when connected and with 5 when not.")
final class StatusCommand extends HelperCall {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public Integer call() throws Exception {
    State state;
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      state =
          states
              .next(PATIENCE)
              .orElseThrow(() ->
                  new CliException(
                      ExitCodes.FAILED,
                      "NO_ANSWER",
                      "The helper has not told its state within 10 s."));
    }
    return Reports.status(state, json(), root().surroundings());
  }
}
