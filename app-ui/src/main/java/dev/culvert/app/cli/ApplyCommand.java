package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert apply}. */
@Command(
    name = "apply",
    description = "Connect and attach as a file says that a team keeps in its repository.")
final class ApplyCommand extends HelperCall {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description =
          "YAML: context, namespace, and attachments; $${NAME} stands for an environment variable.")
  private Path file = Path.of("culvert.yaml");

  @Override
  public Integer call() throws Exception {
    ApplyFile wanted =
        ApplyFile.parse(
            Files.readString(file, StandardCharsets.UTF_8),
            name -> Optional.ofNullable(System.getenv(name)));
    Optional<List<String>> connect = wanted.connect();
    if (connect.isPresent() && !isConnected(connect.orElseThrow().get(1))) {
      int code = run(connect.orElseThrow());
      if (code != ExitCodes.OK) {
        return code;
      }
    }
    int done = 0;
    for (List<String> attachment : wanted.attachments()) {
      int code = run(attachment);
      if (code != ExitCodes.OK) {
        output()
            .error(
                "%d of %d attachments are in place; culvert attachments shows them."
                    .formatted(done, wanted.attachments().size()));
        return code;
      }
      done++;
    }
    return ExitCodes.OK;
  }

  /** Whether there is a connection to this context already; to another one, connecting says so. */
  private boolean isConnected(String context) throws Exception {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      State state = Helpers.require(states);
      return !state.getPhase().hasDisconnected()
          && state.getConnection().getContext().equals(context);
    }
  }

  private int run(List<String> command) {
    List<String> whole = new ArrayList<>();
    root().socket().ifPresent(path -> whole.addAll(List.of("--socket", path.toString())));
    root().kubeconfig().ifPresent(path -> whole.addAll(List.of("--kubeconfig", path.toString())));
    if (root().trustOwnSocket()) {
      whole.add("--trust-own-socket");
    }
    whole.addAll(command);
    if (json()) {
      whole.add("--json");
    }
    return CulvertMain.run(root().surroundings(), whole.toArray(String[]::new));
  }
}
