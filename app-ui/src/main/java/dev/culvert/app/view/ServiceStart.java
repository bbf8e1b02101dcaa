package dev.culvert.app.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Has the system start the helper's service, as the person: the system itself asks for the right.
 */
final class ServiceStart {
  private static final Path SYSTEMCTL = Path.of("/usr/bin/systemctl");
  private static final long PATIENCE_SECONDS = 60;

  private ServiceStart() {}

  /** Starts it; empty when that went well, else why not. */
  static String run() {
    if (!Files.isExecutable(SYSTEMCTL)) {
      return "There is no " + SYSTEMCTL + " here; start culvert-helper as this system does it.";
    }
    try {
      Process process =
          new ProcessBuilder(List.of(SYSTEMCTL.toString(), "start", "culvert-helper"))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        return "systemctl did not come back within " + PATIENCE_SECONDS + " s.";
      }
      return process.exitValue() == 0 ? "" : said.strip();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
