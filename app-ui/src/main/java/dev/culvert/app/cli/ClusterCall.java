package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.install.Installer;
import dev.culvert.app.kubeconfig.KubeconfigStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about the manager in a cluster have in common. They need no helper. */
abstract class ClusterCall extends HelperCall {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONTEXT",
      description = "The kubeconfig context. Default: the current one.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      defaultValue = "culvert",
      description = "The manager's namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace = "culvert";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  final String namespace() {
    return namespace;
  }

  final Duration patience() {
    return Duration.ofSeconds(timeout);
  }

  /** The context that is named, or the current one. */
  final String context() throws CliException {
    if (context != null) {
      return context;
    }
    try (KubeconfigStore store = root().store()) {
      String current = store.current().currentContext();
      if (current.isEmpty()) {
        throw new CliException(
            ExitCodes.USAGE,
            "NO_CONTEXT",
            "Name a context: the kubeconfig has no current one. There are: %s."
                .formatted(
                    String.join(
                        ", ", store.current().contexts().stream().map(c -> c.name()).toList())));
      }
      return current;
    }
  }

  final Installer installer(String chosen) throws Exception {
    return root().surroundings().installer(root().kubeconfigs(), chosen);
  }

  final void step(String text) {
    if (!json()) {
      output().line(output().tone(Tone.SUBTLE, "  " + text));
    }
  }
}
