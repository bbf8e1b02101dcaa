package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.ContextItem;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;

/** The context's colour across the top; production says so. Never covered. */
final class Band extends HBox {
  Band() {
    super(8);
    getStyleClass().add("cv-band");
    setAlignment(Pos.CENTER_LEFT);
    height(4);
  }

  void show(@Nullable ContextItem context) {
    height(context != null && context.production() ? 24 : 4);
    getChildren().clear();
    if (context != null && context.production()) {
      getChildren()
          .addAll(
              Kit.icon("mdi2s-shield-alert-outline", 14, "cv-on-fill"),
              Kit.label(text("band.production"), "cv-band-word"),
              Kit.label(text("band.production.text", context.name()), "cv-band-text"));
    }
  }

  private void height(double height) {
    setMinHeight(height);
    setMaxHeight(height);
  }
}
