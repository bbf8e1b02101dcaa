package dev.culvert.app.window.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/**
 * One of a few, side by side.
 *
 * @param <T> what is chosen
 */
public final class Segments<T> extends HBox {

  /** Shows and changes the value. */
  public Segments(ObjectProperty<T> value, List<T> all, Function<T, String> title) {
    getStyleClass().add("cv-segments");
    ToggleGroup group = new ToggleGroup();
    List<ToggleButton> buttons = new ArrayList<>();
    for (T each : all) {
      ToggleButton button = new ToggleButton(title.apply(each));
      button.getStyleClass().setAll("cv-segment");
      button.setToggleGroup(group);
      button.setSelected(each.equals(value.get()));
      button.setMinWidth(USE_PREF_SIZE);
      button.setOnAction(e -> {
        // A press on what is chosen must not take it away.
        button.setSelected(true);
        value.set(each);
      });
      buttons.add(button);
    }
    Kit.pick(buttons.getFirst(), "cv-segment-", "first");
    Kit.pick(buttons.getLast(), "cv-segment-", "last");
    getChildren().addAll(buttons);
    value.addListener((o, was, is) -> buttons.get(all.indexOf(is)).setSelected(true));
    setMinWidth(USE_PREF_SIZE);
  }
}
