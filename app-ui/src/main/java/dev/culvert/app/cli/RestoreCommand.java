package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.RestoreResponse;
import picocli.CommandLine.Command;

/** {@code culvert restore}. */
@Command(
    name = "restore",
    description =
        "Disconnect and undo everything the helper ever changed on this computer, also what a crash left.")
final class RestoreCommand extends HelperCall {
  @Override
  public Integer call() throws Exception {
    RestoreResponse response;
    try (HelperClient helper = helper()) {
      response = helper.restore().get();
    }
    if (json()) {
      output().line(Json.write(Json.obj().put("undone", response.getUndoneList())));
    } else if (response.getUndoneCount() == 0) {
      output().line("Nothing was changed; there was nothing to undo.");
    } else {
      output().line("Undone:");
      response.getUndoneList().forEach(undone -> output().line("  " + undone));
    }
    return ExitCodes.OK;
  }
}
