package dev.culvert.app;

import dev.culvert.app.cli.CulvertMain;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Platform;

/**
 * Runs when a package is built, and never on a person's computer: goes the ways that the command
 * line, or the window, goes when it starts, so that its archive of classes (JEP 483) holds what it
 * loads. Each has an archive of its own, because every class of an archive costs each start a
 * little.
 */
public final class ArchiveTraining {
  /** For as long as it takes the window to load everything. */
  private static final Duration OPEN = Duration.ofSeconds(15);

  private ArchiveTraining() {}

  /** The one that is named, with the helper and the kubeconfig of its environment. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("window")) {
      window();
    } else {
      commandLine();
    }
  }

  private static void commandLine() {
    for (int round = 0; round < 3; round++) {
      CulvertMain.train("version");
      CulvertMain.train("status");
      CulvertMain.train("status", "--json");
      CulvertMain.train("disconnect");
      CulvertMain.train("flows");
      CulvertMain.train("--help");
    }
  }

  private static void window() {
    Thread.ofPlatform()
        .daemon()
        .name("culvert-training")
        .start(() -> {
          LockSupport.parkNanos(OPEN.toNanos());
          Platform.exit();
        });
    WindowMain.main(new String[0]);
  }
}
