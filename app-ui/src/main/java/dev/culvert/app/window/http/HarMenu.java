package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SaveDialog;
import javafx.scene.Scene;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;

/** Saves what is shown as an HTTP archive. */
final class HarMenu extends MenuButton {
  private static final String SUFFIX = ".har";

  private final AppModel model;

  HarMenu(AppModel model) {
    super(text("flows.save"));
    this.model = model;
    setId("http-save");
    getStyleClass().addAll("cv-button", "cv-outlined", "cv-menu");
    setGraphic(Kit.icon("mdi2d-download", 16));
    setMinWidth(USE_PREF_SIZE);
    MenuItem masked = new MenuItem(text("http.save"));
    masked.setOnAction(e -> save(false));
    MenuItem whole = new MenuItem(text("http.save.secrets"));
    whole.setOnAction(e -> save(true));
    MenuItem clear = new MenuItem(text("http.clear"));
    clear.setOnAction(e -> model.http().clear());
    getItems().addAll(masked, whole, clear);
    model.http().table().picture().addListener((o, was, is) -> setDisable(is.total() == 0));
    setDisable(model.http().table().picture().get().total() == 0);
  }

  void narrow(boolean narrow) {
    setContentDisplay(narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
  }

  private void save(boolean secrets) {
    String time = Units.clock(model.bench().now(), model.bench().zone()).replace(":", "");
    Scene scene = getScene();
    SaveDialog.of(scene)
        .ask(scene.getWindow(), "culvert-" + time + SUFFIX, text("http.save.files"), SUFFIX)
        .ifPresent(file -> model.http().save(file, secrets));
  }
}
