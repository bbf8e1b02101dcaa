package dev.culvert.playground.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A tiny process that outlives a playground that was killed, and removes what it left at once. What
 * dies with us by a signal of the kernel's are our own children only; a helper that somebody
 * started in the laptop with {@code playground exec} is not one, and namespaces are no processes.
 *
 * <p>A POSIX shell with the text of {@code reaper.sh}, in a session of its own, so that a signal to
 * our process group does not reach it. When it is killed as well, the next start finds the rest.
 */
public final class Reaper implements AutoCloseable {
  private final Process process;

  /** From now on the death of this process removes the instance. */
  public Reaper(Instance instance) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.path("setsid"),
                Programs.path("sh"),
                "-c",
                script(),
                "culvert-playground-reaper",
                instance.id(),
                instance.folder().toString(),
                Instance.DEFAULT_BASE.resolve(instance.id()).toString()));
    process =
        Processes.start(
            command,
            Processes.plainEnvironment(),
            builder ->
                builder
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  /** Sends it home: everything has been removed. */
  @Override
  public void close() {
    try (OutputStream input = process.getOutputStream()) {
      input.write("stop\n".getBytes(UTF_8));
    } catch (IOException e) {
      // Somebody has killed it: it is home already.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String script() {
    try (InputStream in =
        Objects.requireNonNull(Reaper.class.getResourceAsStream("reaper.sh"), "reaper.sh")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
