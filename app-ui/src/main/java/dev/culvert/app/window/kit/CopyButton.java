package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Workbench;
import javafx.animation.PauseTransition;
import javafx.scene.control.Button;
import javafx.util.Duration;

/** A text that can be taken along: the button shows it, and says so when it was. */
public final class CopyButton {
  private CopyButton() {}

  /** Shows what it copies, in mono. */
  public static Button of(String value, Workbench bench) {
    Button button = Kit.button(value, "cv-outlined", "cv-copy");
    button.setGraphic(Kit.icon("mdi2c-content-copy", 16, "cv-muted"));
    button.setAccessibleText(text("detail.copy", value));
    button.setMinWidth(80);
    button.setTextOverrun(javafx.scene.control.OverrunStyle.CENTER_ELLIPSIS);
    button.setOnAction(e -> {
      bench.copy(value);
      button.setGraphic(Kit.icon("mdi2c-check", 16, "cv-success"));
      PauseTransition back = new PauseTransition(Duration.seconds(1.5));
      back.setOnFinished(done -> button.setGraphic(Kit.icon("mdi2c-content-copy", 16, "cv-muted")));
      back.play();
    });
    return button;
  }
}
