package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The commands that stand in prompts and loops, {@code status} and {@code version}, as far as they
 * are asked plainly: without picocli, gRPC and logging, which take longer to start than these
 * commands to run. What is said otherwise, and what goes wrong, is up to the whole command line.
 */
final class QuickCommand {
  private QuickCommand() {}

  /** The exit code, or empty when it is not for this. */
  static OptionalInt run(Surroundings surroundings, String... arguments) {
    List<String> words = List.of(arguments);
    boolean json = words.size() == 2 && words.contains("--json");
    if (words.isEmpty() || (words.size() > 1 && !json)) {
      return OptionalInt.empty();
    }
    String command = json && words.getFirst().equals("--json") ? words.get(1) : words.getFirst();
    if (!command.equals("status") && !command.equals("version")) {
      return OptionalInt.empty();
    }
    Optional<State> state = surroundings.firstState();
    if (state.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        command.equals("status")
            ? Reports.status(state.orElseThrow(), json, surroundings)
            : Reports.version(state.map(State::getHelperVersion), json, surroundings));
  }
}
