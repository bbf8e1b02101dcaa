package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.theme.Tokens;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The contexts, each with its square. */
final class ContextList extends VBox {
  private final AppModel model;
  private final Colors colors;

  ContextList(AppModel model, Colors colors) {
    this.model = model;
    this.colors = colors;
    model.contexts().addListener((o, was, is) -> show());
    colors.dark().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    getChildren().clear();
    for (ContextItem item : model.contexts().get()) {
      getChildren().add(row(item));
    }
    if (getChildren().isEmpty()) {
      Label none = Kit.label(text("contexts.none"), "cv-side-note");
      none.setWrapText(true);
      getChildren().add(none);
    }
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
