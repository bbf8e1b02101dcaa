package dev.culvert.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A person's program, with a workload's variables over this process's own. */
final class LaunchedProcess {
  /** Of the computer, whatever the workload has: without them nothing runs here. */
  private static final Set<String> OURS =
      Set.of(
          "PATH", "HOME", "USER", "SHELL", "TERM", "TMPDIR", "PWD", "LD_LIBRARY_PATH", "JAVA_HOME");

  private LaunchedProcess() {}

  /** Runs it to its end, on this terminal; it is ended when we are. */
  static int run(List<String> command, Map<String, String> variables, Optional<String> mount)
      throws CliException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    variables.forEach((name, value) -> {
      if (!OURS.contains(name)) {
        builder.environment().put(name, value);
      }
    });
    mount.ifPresent(directory -> builder.environment().put("CULVERT_ROOT", directory));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CliException(
          ExitCodes.FAILED, "COMMAND", "It cannot be started: %s".formatted(e.getMessage()));
    }
    Thread ending = new Thread(() -> end(process), "culvert-end-command");
    Runtime.getRuntime().addShutdownHook(ending);
    return process.waitFor();
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
