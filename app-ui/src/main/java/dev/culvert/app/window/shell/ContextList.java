package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.theme.Tokens;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Setting;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The contexts, each with its square. */
final class ContextList extends VBox {
  private final AppModel model;
  private final Colors colors;
  private final VBox rows = new VBox();
  private final SearchField search = new SearchField(text("side.contexts.search"));

  ContextList(AppModel model, Colors colors) {
    this.model = model;
    this.colors = colors;
    Button find = Kit.iconButton("mdi2m-magnify", 14, text("side.contexts.search"));
    find.getStyleClass().add("cv-side-tool");
    find.setOnAction(e -> openSearch());
    HBox head = new HBox(Kit.label(text("side.contexts"), "cv-side-head-text"), Kit.spring(), find);
    head.getStyleClass().add("cv-side-head");
    head.setAlignment(Pos.CENTER_LEFT);
    search.textProperty().addListener((o, was, is) -> show());
    search.setOnAction(e -> found().stream().findFirst().ifPresent(this::choose));
    getChildren().addAll(head, search, rows);
    model.contexts().addListener((o, was, is) -> show());
    colors.dark().addListener((o, was, is) -> show());
    show();
  }

  void openSearch() {
    search.open();
  }

  private List<ContextItem> found() {
    String part = search.getText().trim().toLowerCase(Locale.ROOT);
    return model.contexts().get().stream()
        .filter(item -> item.name().toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }

  private void show() {
    rows.getChildren().clear();
    found().forEach(item -> rows.getChildren().add(row(item)));
    if (rows.getChildren().isEmpty()) {
      boolean any = !model.contexts().get().isEmpty();
      Label none = Kit.label(text(any ? "contexts.no-match" : "contexts.none"), "cv-side-note");
      none.setWrapText(true);
      rows.getChildren().add(none);
    }
  }

  private void choose(ContextItem item) {
    if (model.select(item.name()).isEmpty()) {
      search.close();
    }
  }

  /** What can be said of a context: its colour, and whether it is production. */
  private ContextMenu menu(ContextItem item) {
    ContextMenu menu = new ContextMenu();
    Menu color = new Menu(text("side.context.color"));
    for (String name : Setting.of("context.*.color").choices()) {
      RadioMenuItem entry = new RadioMenuItem(Setting.of("context.*.color").choiceTitle(name));
      entry.setSelected(name.equals(item.color()));
      Region square = new Region();
      square.setMinSize(12, 12);
      square.setMaxSize(12, 12);
      square.setStyle(
          "-fx-background-radius: 3; -fx-background-color: "
              + Tokens.accent(name).emphasis(colors.dark().get()));
      entry.setGraphic(square);
      entry.setOnAction(e -> model.color(item, name));
      color.getItems().add(entry);
    }
    color.setDisable(item.production());
    CheckMenuItem production = new CheckMenuItem(text("side.context.production"));
    production.setSelected(item.production());
    production.setOnAction(e -> model.production(item, production.isSelected()));
    MenuItem copy = new MenuItem(text("detail.copy", item.name()));
    copy.setOnAction(e -> model.bench().copy(item.name()));
    menu.getItems().addAll(color, production, copy);
    return menu;
  }

  private Button row(ContextItem item) {
    boolean connected = item.condition() != null && item.condition() != Condition.FAILED;
    Label name = Kit.label(item.name(), "cv-side-name");
    name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    name.setMinWidth(20);
    HBox line = new HBox(8, square(item, connected, colors), name);
    if (item.production()) {
      line.getChildren().add(productionTag());
    }
    line.getChildren().add(Kit.spring());
    Condition condition = item.condition();
    if (condition != null) {
      line.getChildren().add(mark(condition));
    } else if (!item.context().problem().isEmpty()) {
      line.getChildren().add(Kit.icon("mdi2a-alert-outline", 14, "cv-tone-warning"));
    }
    line.setAlignment(Pos.CENTER_LEFT);
    line.setMouseTransparent(true);
    Button button = new Button();
    button.getStyleClass().setAll("cv-nav", "cv-side-row");
    Kit.pick(button, "cv-current-", item.selected() ? "yes" : "");
    button.setGraphic(line);
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.setMaxWidth(Double.MAX_VALUE);
    line.prefWidthProperty().bind(button.widthProperty().subtract(16));
    String said = item.production() ? item.name() + ", " + text("prod") : item.name();
    button.setAccessibleText(
        condition == null ? said : said + ", " + text("state." + condition.key()));
    Kit.tip(
        button,
        item.context().problem().isEmpty()
            ? item.name() + "\n" + item.context().server()
            : text("side.context.problem", item.name(), item.context().problem()));
    button.setOnContextMenuRequested(e -> {
      menu(item).show(button, e.getScreenX(), e.getScreenY());
      e.consume();
    });
    button.setId("context-" + item.name());
    button.setOnAction(e -> {
      String why = model.select(item.name());
      if (!why.isEmpty()) {
        Kit.tip(button, why);
      }
    });
    return button;
  }

  static Region square(ContextItem item, boolean filled, Colors colors) {
    Region square = new Region();
    square.setMinSize(12, 12);
    square.setMaxSize(12, 12);
    String color = Tokens.accent(item.color()).emphasis(colors.dark().get());
    square.setStyle(
        filled
            ? "-fx-background-color: " + color + "; -fx-background-radius: 3;"
            : "-fx-border-color: " + color + "; -fx-border-width: 2; -fx-border-radius: 2;");
    return square;
  }

  Label productionTag() {
    Label tag = Kit.label(text("prod"), "cv-prod");
    boolean dark = colors.dark().get();
    tag.setStyle(
        "-fx-background-color: "
            + Tokens.accent("brick").subtle(dark)
            + "; -fx-text-fill: "
            + Tokens.accent("brick").fg(dark)
            + ";");
    tag.setMinWidth(Region.USE_PREF_SIZE);
    return tag;
  }

  private static javafx.scene.Node mark(Condition condition) {
    return switch (condition) {
      case CONNECTED -> Kit.icon("mdi2c-check-circle", 14, "cv-tone-success");
      case DEGRADED -> Kit.icon("mdi2a-alert", 14, "cv-tone-warning");
      case CONNECTING, DISCONNECTING -> Kit.icon("mdi2p-progress-helper", 14, "cv-tone-info");
      case RECONNECTING -> Kit.icon("mdi2s-sync", 14, "cv-tone-info");
      case FAILED, NO_HELPER -> Kit.icon("mdi2c-close-octagon-outline", 14, "cv-tone-danger");
      case DISCONNECTED -> new Region();
    };
  }
}
