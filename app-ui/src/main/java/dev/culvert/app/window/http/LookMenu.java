package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.HttpModel;
import dev.culvert.app.view.HttpScope;
import dev.culvert.app.window.kit.Kit;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/** Whose HTTP is looked into. */
final class LookMenu extends MenuButton {
  private final AppModel model;
  private final HttpModel http;
  private final MenuItem flow = new MenuItem();
  private final MenuItem stop = new MenuItem(text("http.stop.long"));

  LookMenu(AppModel model) {
    super(text("http.look"));
    this.model = model;
    this.http = model.http();
    setId("http-look");
    getStyleClass().addAll("cv-button", "cv-outlined", "cv-menu");
    setGraphic(Kit.icon("mdi2r-record-circle-outline", 16));
    setMinWidth(USE_PREF_SIZE);
    MenuItem attached = new MenuItem(text("http.start.attached"));
    attached.setOnAction(e -> http.start(HttpScope.ATTACHED));
    MenuItem everything = new MenuItem(text("http.start.everything"));
    everything.setOnAction(e -> http.start(HttpScope.EVERYTHING));
    stop.setOnAction(e -> http.stop());
    getItems().addAll(attached, flow, everything, new SeparatorMenuItem(), stop);
    setOnShowing(e -> say());
    say();
  }

  void narrow(boolean narrow) {
    setContentDisplay(narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
  }

  private void say() {
    FlowRow row = model.flows().selected().get();
    flow.setDisable(row == null || row.group() != null);
    flow.setText(
        row == null || row.group() != null
            ? text("http.start.flow.none")
            : text("http.start.flow", row.name() + row.port()));
    flow.setOnAction(e -> {
      if (row != null) {
        http.start(HttpScope.with(row));
      }
    });
    stop.setDisable(!http.on());
  }
}
