package dev.culvert.helper.guardian;

import dev.culvert.helper.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tiny process that outlives the helper by a moment. The kernel takes the device and the routes
 * of a helper that was killed, but not its {@code /etc/resolv.conf}: without a guardian the
 * computer would have no names until the next start. It is a POSIX shell with the text of {@code
 * guardian.sh} in a session of its own, so that a signal to the helper's process group does not
 * reach it; it learns of the helper's death because the pipe that is its input closes.
 *
 * <p>It touches the file only while its first line is the one of this session, so it is harmless
 * beside a helper that starts again and undoes the same change.
 */
public final class Guardian implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guardian.class);
  private static final int STOP_SECONDS = 5;

  private final Process process;

  private Guardian(Process process) {
    this.process = process;
  }

  /**
   * Starts one; from now on the death of this process restores the file.
   *
   * @param target the file that will be replaced
   * @param original a prepared copy of it; {@code original.absent} exists when there was none
   * @param mark the first line of what replaces it
   */
  public static Guardian start(Path target, Path original, String mark) throws IOException {
    return new Guardian(
        Processes.start(
            List.of(
                Processes.find("/usr/bin/setsid", "/bin/setsid").toString(),
                Processes.find("/bin/sh", "/usr/bin/sh").toString(),
                "-c",
                script(),
                "culvert-guardian",
                target.toString(),
                original.toString(),
                mark)));
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still watches. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Sends it home: the file is restored by somebody else, or already is. */
  @Override
  public void close() throws IOException {
    try (OutputStream input = process.getOutputStream()) {
      input.write("stop\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.debug("the guardian has gone already", e);
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String script() throws IOException {
    try (InputStream stream = Guardian.class.getResourceAsStream("guardian.sh")) {
      if (stream == null) {
        throw new IOException("guardian.sh is missing in this build of Culvert");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
