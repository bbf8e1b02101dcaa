package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.NoticesModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;

/** The notices: a bell, a dot when there is something unseen, a list below it. */
final class Bell extends StackPane {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 420;

  private final AppModel model;
  private final NoticesModel notices;
  private final Button button = Kit.iconButton("mdi2b-bell-outline", 20, text("notices.title"));
  private final Popup popup = new Popup();

  Bell(AppModel model) {
    this.model = model;
    this.notices = model.notices();
    button.setId("notices");
    Region dot = new Region();
    dot.getStyleClass().add("cv-bell-dot");
    dot.setMinSize(8, 8);
    dot.setMaxSize(8, 8);
    dot.setMouseTransparent(true);
    dot.setTranslateX(6);
    dot.setTranslateY(-6);
    getChildren().addAll(button, dot);
    popup.setAutoHide(true);
    popup.setHideOnEscape(true);
    button.setOnAction(e -> toggle());
    notices.unseen().addListener((o, was, is) -> mark(dot));
    notices
        .items()
        .addListener((o, was, is) -> {
          if (popup.isShowing()) {
            fill();
          }
        });
    mark(dot);
  }

  private void mark(Region dot) {
    boolean unseen = notices.unseen().get();
    dot.setVisible(unseen);
    button.setAccessibleText(unseen ? text("notices.unseen") : text("notices.title"));
  }

  private void toggle() {
    if (popup.isShowing()) {
      popup.hide();
      return;
    }
    fill();
    Bounds at = button.localToScreen(button.getBoundsInLocal());
    popup.show(button, at.getMaxX() - WIDTH, at.getMaxY() + 8);
    notices.look();
  }

  private void fill() {
    List<NoticesModel.Item> items = notices.items().get();
    Button clear = Kit.link(text("notices.clear"));
    clear.setOnAction(e -> notices.clear());
    Kit.show(clear, items.stream().anyMatch(item -> !item.standing()));
    HBox head = new HBox(Kit.label(text("notices.title"), "cv-h2"), Kit.spring(), clear);
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("cv-bell-head");
    VBox list = new VBox();
    items.forEach(item -> list.getChildren().add(row(item)));
    if (items.isEmpty()) {
      Label none = Kit.label(text("notices.none"), "cv-small", "cv-muted");
      none.getStyleClass().add("cv-bell-none");
      list.getChildren().add(none);
    }
    ScrollPane scroll = new ScrollPane(list);
    scroll.setFitToWidth(true);
    // As high as its lines are once they are wrapped, which is known when it has its width.
    scroll.prefViewportHeightProperty().bind(Bindings.min(HEIGHT, list.heightProperty()));
    scroll.setMaxHeight(HEIGHT);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().add("cv-sheet-scroll");
    VBox box = new VBox(head, scroll);
    box.getStyleClass().add("cv-bell-list");
    box.setPrefWidth(WIDTH);
    box.setMaxWidth(WIDTH);
    box.setId("notices-list");
    popup.getContent().setAll(box);
  }

  private HBox row(NoticesModel.Item item) {
    Label title = Kit.label(item.title(), "cv-small", "cv-md");
    title.setWrapText(true);
    Label detail = Kit.label(item.detail(), "cv-small", "cv-muted");
    detail.setWrapText(true);
    VBox words = new VBox(title, detail);
    HBox.setHgrow(words, Priority.ALWAYS);
    Label when =
        Kit.label(
            item.standing() ? "" : Units.clock(item.at(), model.bench().zone()).substring(0, 5),
            "cv-small",
            "cv-subtle");
    when.setMinWidth(Region.USE_PREF_SIZE);
    HBox row =
        new HBox(
            10, Kit.boxed(Kit.icon(item.icon(), 16, "cv-tone-" + item.tone()), 18), words, when);
    row.getStyleClass().add("cv-bell-row");
    row.setAccessibleText(item.title() + ". " + item.detail());
    return row;
  }
}
