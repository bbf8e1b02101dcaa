package dev.culvert.helper.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one place where the helper starts processes: by absolute path, in the root directory, with an
 * environment of its own, so that nothing a user set decides what runs as root.
 */
public final class Processes {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "HOME", "/");

  private Processes() {}

  /** How a process ended. */
  public record Result(int exitCode, String output, String error) {}

  /** The first of these programs that this computer has. */
  public static Path find(String... absolutePaths) throws IOException {
    for (String path : absolutePaths) {
      if (Files.isExecutable(Path.of(path))) {
        return Path.of(path);
      }
    }
    throw new IOException("this computer has none of " + String.join(", ", absolutePaths));
  }

  /** Starts a program whose input we hold; what it prints is discarded. */
  public static Process start(List<String> command) throws IOException {
    return builder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Starts a program with which we speak over its input and output. */
  public static Process converse(List<String> command) throws IOException {
    return builder(command).start();
  }

  /**
   * The command as this user: its groups are those that the system gives it, and it keeps no right
   * of ours.
   */
  public static List<String> asUser(long uid, long gid, List<String> command) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(find("/usr/bin/setpriv", "/bin/setpriv").toString());
    all.addAll(
        List.of(
            "--reuid",
            Long.toString(uid),
            "--regid",
            Long.toString(gid),
            "--clear-groups",
            "--inh-caps=-all",
            "--"));
    all.addAll(command);
    return all;
  }

  /** Runs a program to its end; it is killed when it takes longer than this. */
  public static Result run(List<String> command, Duration limit) throws IOException {
    Process process = builder(command).start();
    process.getOutputStream().close();
    CompletableFuture<String> output = read(process.getInputStream());
    CompletableFuture<String> error = read(process.getErrorStream());
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
      }
      return new Result(process.exitValue(), output.join(), error.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder builder(List<String> command) throws IOException {
    if (!Path.of(command.getFirst()).isAbsolute()) {
      throw new IOException(
          "a program is started by its absolute path, not as " + command.getFirst());
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    return builder;
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("culvert-process-output")
        .start(() -> {
          try (stream) {
            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }
}
