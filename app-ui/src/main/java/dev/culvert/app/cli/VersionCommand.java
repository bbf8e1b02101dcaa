package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code culvert version}. */
@Command(
    name = "version",
    description = "Show the versions of this command and of the helper, if it runs.")
final class VersionCommand extends HelperCall {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Override
  public Integer call() throws Exception {
    return Reports.version(helperVersion(), json(), root().surroundings());
  }

  private Optional<String> helperVersion() throws InterruptedException {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      return states.next(PATIENCE).map(state -> state.getHelperVersion());
    } catch (CliException _) {
      return Optional.empty();
    }
  }
}
