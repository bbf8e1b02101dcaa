package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Bundle;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SaveDialog;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Modality;
import javafx.stage.Stage;

/** Shows all that a bundle will hold before anything is saved. */
final class BundleWindow {
  private final Stage stage = new Stage();

  BundleWindow(AppModel model, Bundle bundle, Node from) {
    TabPane tabs = new TabPane();
    tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
    bundle
        .files()
        .forEach((name, content) -> {
          TextArea area = new TextArea(content);
          area.setEditable(false);
          area.getStyleClass().add("cv-mono-area");
          area.setAccessibleText(name);
          tabs.getTabs().add(new Tab(name, area));
        });
    VBox.setVgrow(tabs, Priority.ALWAYS);
    Label said = Kit.label("", "cv-small", "cv-muted");
    Button save = Kit.button(text("bundle.save"), "cv-primary");
    save.setId("bundle-save");
    save.setOnAction(e -> {
      String time = Units.clock(model.bench().now(), model.bench().zone()).replace(":", "");
      SaveDialog.of(from.getScene())
          .ask(stage, "culvert-diagnostics-" + time + ".zip", text("bundle.title"), ".zip")
          .ifPresent(file -> model.doctor().save(bundle, file, said::setText));
    });
    Button close = Kit.button(text("bundle.close"), "cv-outlined");
    close.setOnAction(e -> stage.close());
    Label explained = Kit.label(text("bundle.text"), "cv-small", "cv-muted");
    explained.setWrapText(true);
    HBox buttons = new HBox(8, said, Kit.spring(), close, save);
    buttons.setAlignment(Pos.CENTER_LEFT);
    VBox root = new VBox(12, explained, tabs, buttons);
    root.setId("bundle");
    root.getStyleClass().addAll("cv-shell", "cv-bundle");
    Scene scene = new Scene(root, 760, 560);
    scene.getStylesheets().setAll(from.getScene().getStylesheets());
    stage.setScene(scene);
    stage.setTitle(text("bundle.title"));
    stage.initOwner(from.getScene().getWindow());
    stage.initModality(Modality.WINDOW_MODAL);
  }

  void show() {
    stage.show();
  }
}
