package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import picocli.CommandLine.Command;

/** {@code culvert disconnect}. */
@Command(
    name = "disconnect",
    description =
        "End the connection, or the attempt, and wait until this computer's network is as it was.")
final class DisconnectCommand extends HelperCall {
  @Override
  public Integer call() throws Exception {
    try (HelperClient helper = helper()) {
      helper.disconnect().get();
    }
    if (json()) {
      output().line(Json.write(Json.obj().put("phase", "disconnected")));
    } else {
      output().line("Disconnected. This computer's network is as it was.");
    }
    return ExitCodes.OK;
  }
}
