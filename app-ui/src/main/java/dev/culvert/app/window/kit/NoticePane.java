package dev.culvert.app.window.kit;

import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Notice;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/**
 * Icon, heading, a sentence or two, at most two buttons; in the middle of where a table would be.
 */
public final class NoticePane extends VBox {
  private @Nullable Notice shown;

  /** Empty until it is told what to say. */
  public NoticePane() {
    getStyleClass().add("cv-notice");
    setAlignment(Pos.CENTER);
    Kit.show(this, false);
  }

  /** Says this, or goes away. */
  public void show(@Nullable Notice notice) {
    Kit.show(this, notice != null);
    if (notice == null || same(notice, shown)) {
      shown = notice;
      return;
    }
    shown = notice;
    TextFlow text = Rich.paragraph(notice.text(), "cv-notice-text");
    text.setMaxWidth(440);
    HBox buttons = new HBox(8);
    buttons.setAlignment(Pos.CENTER);
    buttons.getStyleClass().add("cv-notice-buttons");
    for (Notice.Action action : notice.actions()) {
      Button button = Kit.button(action.label(), action.primary() ? "cv-primary" : "cv-outlined");
      if (!action.key().isEmpty()) {
        button.setGraphic(Kit.key(action.key()));
        button.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
      }
      button.setOnAction(e -> action.run().run());
      buttons.getChildren().add(button);
    }
    getChildren()
        .setAll(
            Kit.icon(notice.icon(), 32, "cv-subtle"), Kit.label(notice.heading(), "cv-h2"), text);
    if (!notice.actions().isEmpty()) {
      getChildren().add(buttons);
    }
    setAccessibleText(notice.heading() + ". " + Messages.plain(notice.text()));
  }

  private static boolean same(Notice a, @Nullable Notice b) {
    return b != null
        && a.heading().equals(b.heading())
        && a.text().equals(b.text())
        && a.actions().size() == b.actions().size();
  }
}
