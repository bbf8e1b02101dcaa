package dev.culvert.playground.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts every process of the playground, from one thread that lives as long as the virtual
 * machine: prctl(2) PR_SET_PDEATHSIG, by which children die with us, is about the death of the
 * parent's <em>thread</em>.
 */
public final class Processes {
  private static final ExecutorService SPAWNER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("playground-spawner").factory());
  private static final ExecutorService READERS = Executors.newVirtualThreadPerTaskExecutor();

  private Processes() {}

  /**
   * The words before a command so that it is killed when we die, however we die. The last words
   * before the command itself: a change of user clears the signal.
   */
  public static List<String> dyingWithUs() {
    return List.of(Programs.path("setpriv"), "--pdeathsig", "KILL", "--");
  }

  /** Starts a command with an environment of its own. */
  public static Process start(
      List<String> command, Map<String, String> environment, Consumer<ProcessBuilder> settings) {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().clear();
                builder.environment().putAll(environment);
                settings.accept(builder);
                try {
                  return builder.start();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              SPAWNER)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "could not start " + String.join(" ", command) + ": " + e.getMessage(), e.getCause());
    }
  }

  /** Runs a command to its end, with the plain environment of the system. */
  public static Output run(Duration timeout, String input, List<String> command) {
    return run(timeout, input, command, plainEnvironment());
  }

  /**
   * Runs a command to its end and returns what it printed.
   *
   * @param timeout it is killed after this long; the exit code is then 124, as of timeout(1)
   */
  public static Output run(
      Duration timeout, String input, List<String> command, Map<String, String> environment) {
    Process process = start(command, environment, builder -> {});
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    try {
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading its input; its exit code says the rest.
        process.onExit().join();
      }
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return new Output(124, settled(out), settled(err) + "\nkilled after " + timeout);
      }
      return new Output(process.exitValue(), settled(out), settled(err));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  /** PATH and a language, nothing else. */
  public static Map<String, String> plainEnvironment() {
    return Map.of(
        "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG", "C.UTF-8",
        "HOME", "/root");
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        READERS);
  }

  /** A grandchild may hold the pipe open after the command's end: do not wait for that one. */
  private static String settled(CompletableFuture<String> text) {
    return text.completeOnTimeout("", 2, TimeUnit.SECONDS).join();
  }
}
