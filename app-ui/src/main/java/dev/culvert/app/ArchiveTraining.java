package dev.culvert.app;

import dev.culvert.app.cli.CulvertMain;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Platform;

/**
 * Runs when a package is built, and never on a person's computer: goes the ways that the command
 * line and the window go when they start, so that the archive of classes (JEP 483) holds what both
 * load. The archive belongs to one class path, and so this is one program, too.
 */
public final class ArchiveTraining {
  /** For as long as it takes the window to load everything. */
  private static final Duration OPEN = Duration.ofSeconds(15);

  private ArchiveTraining() {}

  /** Uses the helper and the kubeconfig of its environment. */
  public static void main(String[] arguments) {
    for (int round = 0; round < 3; round++) {
      CulvertMain.train("version");
      CulvertMain.train("status");
      CulvertMain.train("status", "--json");
      CulvertMain.train("flows");
      CulvertMain.train("--help");
    }
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
