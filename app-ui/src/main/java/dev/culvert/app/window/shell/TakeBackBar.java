package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.TakeBack;
import dev.culvert.app.view.TakeBack.Offer;
import dev.culvert.app.view.TakeBack.Stage;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * Over the foot of every screen, for a moment: what was detached, and the button to take it back.
 */
final class TakeBackBar extends HBox {
  private static final double ABOVE_STATUS = 40;
  private static final double WIDEST = 640;

  private final Label words = Kit.label("", "cv-md");
  private final Button back = Kit.button(text("takeback.button"), "cv-outlined");

  TakeBackBar(AppModel model) {
    super(16);
    TakeBack takeBack = model.attachments().takeBack();
    setId("take-back");
    getStyleClass().add("cv-take-back");
    setAlignment(Pos.CENTER_LEFT);
    setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    StackPane.setAlignment(this, Pos.BOTTOM_CENTER);
    StackPane.setMargin(this, new Insets(0, 16, ABOVE_STATUS, 16));
    back.setId("take-back-button");
    back.setGraphic(Kit.icon("mdi2u-undo", 16));
    back.setOnAction(e -> takeBack.take());
    words.setMaxWidth(WIDEST);
    words.setWrapText(true);
    getChildren().addAll(words, back);
    setAccessibleRole(AccessibleRole.TEXT);
    takeBack.offer().addListener((o, was, is) -> show(is));
    show(takeBack.offer().get());
  }

  private void show(@Nullable Offer offer) {
    Kit.show(this, offer != null);
    if (offer != null) {
      words.setText(offer.words());
      setAccessibleText(offer.words());
      Kit.show(back, offer.stage() == Stage.OFFERED);
    }
  }
}
