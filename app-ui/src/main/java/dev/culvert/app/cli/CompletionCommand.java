package dev.culvert.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code culvert completion}. */
@Command(
    name = "completion",
    description = "Print the completion script for bash and zsh: source <(culvert completion)")
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand private @Nullable CulvertCommand root;
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (root == null || spec == null) {
      throw new IllegalStateException("picocli has not set the command up");
    }
    root.surroundings().output().line(AutoComplete.bash("culvert", spec.root().commandLine()));
    return ExitCodes.OK;
  }
}
