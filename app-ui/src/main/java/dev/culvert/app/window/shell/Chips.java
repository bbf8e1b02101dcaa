package dev.culvert.app.window.shell;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ClusterModel.NamespaceItem;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Messages;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.layout.HBox;

/** With little room: context and namespaces as two chips before the filter. */
public final class Chips extends HBox {
  private final AppModel model;
  private final Colors colors;
  private final Button context = chip("cv-chip-on");
  private final Button namespaces = chip("cv-chip-plain");

  /** Two chips with menus. */
  public Chips(AppModel model, Colors colors) {
    super(8);
    this.model = model;
    this.colors = colors;
    setAlignment(Pos.CENTER_LEFT);
    getChildren().addAll(context, namespaces);
    context.setOnAction(e -> contextMenu());
    namespaces.setOnAction(e -> namespaceMenu());
    model.current().addListener((o, was, is) -> show());
    model.cluster().namespaces().addListener((o, was, is) -> show());
    colors.dark().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    ContextItem item = model.current().get();
    Kit.show(context, item != null);
    if (item != null) {
      context.setGraphic(content(ContextList.square(item, true, colors), item.name()));
      context.setAccessibleText(item.name());
    }
    int chosen = model.cluster().chosen().size();
    Kit.show(namespaces, !model.cluster().looking().get().isEmpty());
    String said = Messages.count("chip.namespaces", chosen);
    namespaces.setGraphic(content(Kit.icon("mdi2f-folder-outline", 14, "cv-muted"), said));
    namespaces.setAccessibleText(said);
  }

  private static HBox content(Node start, String text) {
    Label label = Kit.label(text);
    label.setMaxWidth(140);
    HBox content = new HBox(6, start, label, Kit.icon("mdi2c-chevron-down", 14));
    content.setAlignment(Pos.CENTER_LEFT);
    content.setMouseTransparent(true);
    return content;
  }

  private static Button chip(String style) {
    Button chip = new Button();
    chip.getStyleClass().setAll("cv-chip", style);
    chip.setMinWidth(USE_PREF_SIZE);
    return chip;
  }

  private void contextMenu() {
    ContextMenu menu = new ContextMenu();
    for (ContextItem item : model.contexts().get()) {
      RadioMenuItem entry = new RadioMenuItem(item.name());
      entry.setSelected(item.selected());
      entry.setGraphic(ContextList.square(item, item.selected(), colors));
      entry.setOnAction(e -> model.select(item.name()));
      menu.getItems().add(entry);
    }
    menu.show(context, Side.BOTTOM, 0, 4);
  }

  private void namespaceMenu() {
    ContextMenu menu = new ContextMenu();
    for (NamespaceItem item : model.cluster().namespaces().get().stream().limit(30).toList()) {
      CheckMenuItem entry = new CheckMenuItem(item.name());
      entry.setSelected(item.chosen());
      entry.setOnAction(e -> model.cluster().choose(item.name(), entry.isSelected()));
      menu.getItems().add(entry);
    }
    menu.show(namespaces, Side.BOTTOM, 0, 4);
  }
}
