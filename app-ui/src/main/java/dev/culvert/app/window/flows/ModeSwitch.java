package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.window.kit.Kit;
import javafx.beans.property.BooleanProperty;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;

/** Table or map: two buttons, one of which is down. */
final class ModeSwitch extends HBox {
  private final ToggleButton table = button("mdi2v-view-list-outline", "flows.mode.table");
  private final ToggleButton map = button("mdi2c-chart-sankey", "flows.mode.map");

  ModeSwitch(BooleanProperty mapShown) {
    getStyleClass().add("cv-modes");
    table.getStyleClass().add("cv-mode-first");
    map.getStyleClass().add("cv-mode-last");
    map.setId("mode-map");
    table.setId("mode-table");
    getChildren().addAll(table, map);
    table.setOnAction(e -> choose(mapShown, false));
    map.setOnAction(e -> choose(mapShown, true));
    mapShown.addListener((o, was, is) -> show(is));
    show(mapShown.get());
  }

  private void choose(BooleanProperty mapShown, boolean chosen) {
    mapShown.set(chosen);
    // A second press on the one that is down would let it up.
    show(chosen);
  }

  private void show(boolean mapShown) {
    table.setSelected(!mapShown);
    map.setSelected(mapShown);
  }

  void narrow(boolean narrow) {
    ContentDisplay display = narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT;
    table.setContentDisplay(display);
    map.setContentDisplay(display);
  }

  private static ToggleButton button(String icon, String key) {
    ToggleButton button = new ToggleButton(text(key), Kit.icon(icon, 16));
    button.getStyleClass().setAll("toggle-button", "cv-mode");
    button.setAccessibleText(text(key));
    button.setMinWidth(USE_PREF_SIZE);
    Kit.tip(button, text(key + ".tip"));
    return button;
  }
}
