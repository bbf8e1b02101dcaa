package dev.culvert.app;

import dev.culvert.app.cli.CulvertMain;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.util.Duration;

/**
 * Runs when a package is built, and never on a person's computer: goes the ways that the command
 * line and the window go when they start, so that the archive of classes (JEP 483) holds what both
 * load. The archive belongs to one class path, and so this is one program, too.
 */
public final class ArchiveTraining {
  private static final Duration OPEN = Duration.seconds(15);

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
    Application.launch(Briefly.class);
  }

  /** The window, for as long as it takes to load everything. */
  public static final class Briefly extends WindowMain.Culvert {
    @Override
    public void start(Stage stage) {
      super.start(stage);
      KeyFrame end = new KeyFrame(OPEN, event -> Platform.exit());
      new Timeline(end).play();
    }
  }
}
