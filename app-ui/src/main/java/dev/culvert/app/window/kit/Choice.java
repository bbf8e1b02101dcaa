package dev.culvert.app.window.kit;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;

/** A button that offers a few things to choose from, in the look of the other buttons. */
public final class Choice {
  private Choice() {}

  /** A button whose items do something. */
  public static <T> MenuButton menu(
      String title, String icon, List<T> items, Function<T, String> name, Consumer<T> chosen) {
    MenuButton button = new MenuButton(title);
    button.getStyleClass().addAll("cv-button", "cv-outlined", "cv-menu");
    if (!icon.isEmpty()) {
      button.setGraphic(Kit.icon(icon, 16));
      button.setContentDisplay(ContentDisplay.LEFT);
    }
    button.setMinWidth(MenuButton.USE_PREF_SIZE);
    for (T item : items) {
      MenuItem entry = new MenuItem(name.apply(item));
      entry.setOnAction(e -> chosen.accept(item));
      button.getItems().add(entry);
    }
    return button;
  }
}
