package dev.culvert.app.cli;

import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code culvert detach} and {@code culvert revoke}. */
abstract class DetachCommand extends HelperCall {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "As culvert attachments shows it.")
  private List<String> ids = List.of();

  @Command(name = "detach", description = "End an attachment of your own.")
  static final class Detach extends DetachCommand {
    @Override
    void end(AttachClient attachments, String id) throws Exception {
      attachments.detach(id).get();
    }
  }

  @Command(
      name = "revoke",
      description = "End somebody else's attachment; needs the right to delete the pods.")
  static final class Revoke extends DetachCommand {
    @Override
    void end(AttachClient attachments, String id) throws Exception {
      attachments.revoke(id).get();
    }
  }

  abstract void end(AttachClient attachments, String id) throws Exception;

  @Override
  public Integer call() throws Exception {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      Helpers.require(states);
      for (String id : ids) {
        end(helper.attachments(), id);
      }
    }
    if (json()) {
      output().line(Json.write(Json.obj().put("ended", ids)));
    } else {
      output().line("Ended: " + String.join(", ", ids));
    }
    return ExitCodes.OK;
  }
}
