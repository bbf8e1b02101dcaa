package dev.culvert.app.window.kit;

import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Strip;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** One thing to know, above rows that stay. */
public final class StripPane extends HBox {
  private final TextFlow text = Rich.paragraph("");
  private final HBox buttons = new HBox(8);

  /** Goes away until there is something to know. */
  public StripPane() {
    super(12);
    getStyleClass().add("cv-strip");
    setAlignment(Pos.CENTER_LEFT);
    setFillHeight(false);
    HBox.setHgrow(text, Priority.ALWAYS);
    buttons.setAlignment(Pos.CENTER);
    Kit.show(this, false);
  }

  /** Says this, or goes away. */
  public void show(@Nullable Strip strip) {
    Kit.show(this, strip != null);
    if (strip == null) {
      return;
    }
    Kit.pick(this, "cv-wash-", strip.danger() ? "danger" : "warning");
    Rich.fill(text, strip.text());
    if (buttons.getChildren().size() != strip.actions().size()) {
      buttons.getChildren().clear();
      for (Notice.Action action : strip.actions()) {
        Button button = Kit.button(action.label(), "cv-outlined", "cv-low");
        button.setOnAction(e -> action.run().run());
        buttons.getChildren().add(button);
      }
    }
    getChildren()
        .setAll(
            Kit.icon(
                strip.danger() ? "mdi2a-alert-circle-outline" : "mdi2a-alert-outline",
                18,
                strip.danger() ? "cv-danger" : "cv-warning"),
            text,
            buttons);
  }
}
