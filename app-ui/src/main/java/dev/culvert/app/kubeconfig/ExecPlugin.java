package dev.culvert.app.kubeconfig;

import dev.culvert.app.kubeconfig.ExecConfig.InteractiveMode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a credential plug-in as this process's user, by the protocol {@code
 * client.authentication.k8s.io} (Kubernetes: "client-go credential plugins"): the request in {@code
 * KUBERNETES_EXEC_INFO}, the answer on standard output, words for the person on standard error.
 */
final class ExecPlugin {
  /** A plug-in that asks nobody has no reason to take longer. One that asks a person may. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PATIENCE_WITH_PERSON = Duration.ofMinutes(10);
  private static final int STDERR_KEPT = 4_000;

  private final boolean terminal;
  private final Duration patience;
  private final Map<String, String> environment;

  /**
   * @param terminal whether a person sits at this process's standard input
   * @param patience how long a plug-in without a terminal may take
   * @param environment of this process
   */
  ExecPlugin(boolean terminal, Duration patience, Map<String, String> environment) {
    this.terminal = terminal;
    this.patience = patience;
    this.environment = Map.copyOf(environment);
  }

  /** Blocks until the plug-in has answered. */
  Credential run(ExecConfig exec, String user, ClusterEntry cluster) throws CredentialException {
    boolean interactive = terminal && exec.interactiveMode() != InteractiveMode.NEVER;
    if (exec.interactiveMode() == InteractiveMode.ALWAYS && !terminal) {
      throw new CredentialException(
          "The credential plug-in %s of user %s asks questions in a terminal; use `culvert connect --stay` in one."
              .formatted(exec.command(), user));
    }
    Path program = locate(exec, user);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(exec.args());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(exec.env());
    builder.environment().put("KUBERNETES_EXEC_INFO", ExecInfo.json(exec, cluster, interactive));
    builder.redirectInput(
        interactive
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return ExecAnswer.parse(answer(builder, exec, user, interactive), exec, user);
  }

  private String answer(ProcessBuilder builder, ExecConfig exec, String user, boolean interactive)
      throws CredentialException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CredentialException(
          "The credential plug-in %s of user %s does not start: %s.%s"
              .formatted(exec.command(), user, Reasons.of(e), hint(exec)),
          e);
    }
    // Both are read at once: a plug-in that fills one pipe would never finish with the other.
    var stdout = reading(process.getInputStream(), null);
    var stderr = reading(process.getErrorStream(), interactive ? System.err : null);
    Duration limit = interactive ? PATIENCE_WITH_PERSON : patience;
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        throw new CredentialException(
            "The credential plug-in %s of user %s has not answered within %d s.%s"
                .formatted(exec.command(), user, limit.toSeconds(), said(stderr.join())));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new CredentialException(
          "Waiting for the credential plug-in %s was interrupted.".formatted(exec.command()), e);
    }
    if (process.exitValue() != 0) {
      throw new CredentialException(
          "The credential plug-in %s of user %s failed with exit code %d.%s%s"
              .formatted(
                  exec.command(), user, process.exitValue(), said(stderr.join()), hint(exec)));
    }
    return stdout.join();
  }

  /**
   * The plug-in and what it started: a shell script's children hold its pipes open. By their
   * handles: ending the process object itself would close the pipes under whoever reads them.
   */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  private static CompletableFuture<String> reading(
      InputStream stream, @Nullable OutputStream alsoTo) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            text.complete(drain(stream, alsoTo));
          } catch (IOException e) {
            text.completeExceptionally(new UncheckedIOException(e));
          }
        });
    return text;
  }

  private static String drain(InputStream stream, @Nullable OutputStream alsoTo)
      throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
      all.write(buffer, 0, n);
      if (alsoTo != null) {
        alsoTo.write(buffer, 0, n);
        alsoTo.flush();
      }
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private Path locate(ExecConfig exec, String user) throws CredentialException {
    String command = exec.command();
    if (command.contains("/")) {
      Path program = Path.of(command);
      if (Files.isExecutable(program)) {
        return program;
      }
      throw new CredentialException(
          "The credential plug-in %s of user %s is not there or not executable.%s"
              .formatted(command, user, hint(exec)));
    }
    String path = environment.getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(directory.isEmpty() ? "." : directory, command);
      if (Files.isExecutable(program) && !Files.isDirectory(program)) {
        return program.toAbsolutePath();
      }
    }
    throw new CredentialException(
        "The credential plug-in %s of user %s is not in this program's PATH (%s).%s"
            .formatted(command, user, path, hint(exec)));
  }

  private static String said(String stderr) {
    String text = stderr.strip();
    if (text.isEmpty()) {
      return "";
    }
    int from = Math.max(0, text.length() - STDERR_KEPT);
    return " It said: " + text.substring(from);
  }

  private static String hint(ExecConfig exec) {
    return exec.installHint().isBlank() ? "" : "\n" + exec.installHint().strip();
  }
}
