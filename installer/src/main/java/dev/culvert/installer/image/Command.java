package dev.culvert.installer.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs of the build machine. */
final class Command {
  private Command() {}

  /**
   * Runs a program to its end.
   *
   * @return what it printed
   * @throws IOException with what it printed, when it fails
   */
  static String run(List<String> command) throws IOException {
    // Messages are read: they have to be the same everywhere.
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            "%s failed with exit code %d: %s"
                .formatted(String.join(" ", command), code, text.strip()));
      }
      return text;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command.getFirst(), e);
    }
  }
}
