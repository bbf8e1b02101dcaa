package dev.culvert.uitests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Two processes that wait for each other by files in a folder. */
final class Meeting {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Meeting() {}

  /** Says {@code connected}, and comes back when another said {@code enough}. */
  static void hold(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("connected"), "");
    } catch (IOException e) {
      throw new IllegalStateException("Nothing can be said in " + folder, e);
    }
    Path enough = folder.resolve("enough");
    Fx.await(enough + " is there", PATIENCE, () -> Files.exists(enough));
  }
}
