package dev.culvert.app.window.shell;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** Who does the work, what is changed on this computer, how live the table is. */
final class StatusBar extends HBox {
  private final AppModel model;
  private final HBox items = new HBox(16);
  private final Label right = Kit.label("", "cv-status-text");

  StatusBar(AppModel model) {
    super(16);
    this.model = model;
    getStyleClass().add("cv-status");
    setAlignment(Pos.CENTER_LEFT);
    items.setAlignment(Pos.CENTER_LEFT);
    items.setMinWidth(0);
    right.setMinWidth(USE_PREF_SIZE);
    right.setId("status-right");
    items.setId("status-items");
    getChildren().addAll(items, Kit.spring(), right);
    model.connection().state().addListener((o, was, is) -> show());
    model.connection().presence().addListener((o, was, is) -> show());
    show();
  }

  void right(String text) {
    right.setText(text);
  }

  private void show() {
    List<String> texts = model.statusItems();
    boolean here =
        model.connection().presence().get() instanceof Presence.Here
            && !model.connection().state().get().getHelperVersion().isEmpty();
    items.getChildren().clear();
    for (int i = 0; i < texts.size(); i++) {
      Label label = Kit.label(texts.get(i), "cv-status-text");
      if (i == 0) {
        label.setGraphic(
            Kit.icon(
                here ? "mdi2c-check-circle" : "mdi2c-circle-outline",
                12,
                here ? "cv-tone-success" : "cv-tone-subtle"));
        label.setGraphicTextGap(4);
      }
      items.getChildren().add(label);
    }
  }
}
