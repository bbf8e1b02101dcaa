package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ClusterModel.NamespaceItem;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The namespaces: favourites first; a press shows one or hides it. */
final class NamespaceList extends VBox {
  private static final int SHORT = 8;
  private static final int LONG = 300;

  private final AppModel model;
  private final VBox rows = new VBox();
  private final SearchField search = new SearchField(text("side.namespaces.search"));
  private boolean all;

  NamespaceList(AppModel model) {
    this.model = model;
    Button find = Kit.iconButton("mdi2m-magnify", 14, text("side.namespaces.search"));
    find.getStyleClass().add("cv-side-tool");
    HBox head =
        new HBox(Kit.label(text("side.namespaces"), "cv-side-head-text"), Kit.spring(), find);
    head.getStyleClass().add("cv-side-head");
    head.setAlignment(Pos.CENTER_LEFT);
    search.textProperty().bindBidirectional(model.cluster().search());
    find.setOnAction(e -> openSearch());
    search.setOnAction(e ->
        model.cluster().namespaces().get().stream()
            .findFirst()
            .ifPresent(item -> {
              model.cluster().choose(item.name(), !item.chosen());
              search.close();
            }));
    getChildren().addAll(head, search, rows);
    model.cluster().namespaces().addListener((o, was, is) -> show());
    model.cluster().looking().addListener((o, was, is) -> show());
    model
        .connection()
        .bar()
        .addListener((o, was, is) -> {
          if (was.condition() != is.condition()) {
            show();
          }
        });
    show();
  }

  void openSearch() {
    search.open();
  }

  private void show() {
    rows.getChildren().clear();
    List<NamespaceItem> items = model.cluster().namespaces().get();
    if (model.cluster().looking().get().isEmpty()) {
      note(
          model.connection().condition() == Condition.FAILED
              ? text("side.namespaces.refused", model.connection().context())
              : text("side.namespaces.connect"));
      return;
    }
    if (items.isEmpty()) {
      note(
          text(
              model.cluster().namespaceCount() == 0
                  ? "side.namespaces.reading"
                  : "side.namespaces.none"));
      return;
    }
    int limit = all || !search.getText().isEmpty() ? LONG : SHORT;
    // One more row than the limit would only say "1 more".
    int shown = items.size() <= limit + 1 ? items.size() : limit;
    items.stream().limit(shown).forEach(item -> rows.getChildren().add(row(item)));
    if (shown < items.size() || all) {
      Button more = new Button(all ? text("side.fewer") : text("side.more", items.size() - shown));
      more.getStyleClass().setAll("cv-nav", "cv-side-row", "cv-side-more");
      more.setGraphic(Kit.boxed(Kit.icon("mdi2d-dots-horizontal", 14, "cv-tone-subtle"), 14));
      more.setGraphicTextGap(8);
      more.setAlignment(Pos.CENTER_LEFT);
      more.setMaxWidth(Double.MAX_VALUE);
      more.setOnAction(e -> {
        all = !all;
        show();
      });
      if (items.size() > SHORT + 1) {
        rows.getChildren().add(more);
      }
    }
  }

  private HBox row(NamespaceItem item) {
    Button star =
        Kit.iconButton(
            item.favourite() ? "mdi2s-star" : "mdi2s-star-outline",
            14,
            text("side.favourite", item.name()));
    star.getStyleClass().setAll("cv-star");
    star.getGraphic().getStyleClass().add(item.favourite() ? "cv-tone-warning" : "cv-tone-subtle");
    star.setOnAction(e -> model.cluster().favourite(item.name(), !item.favourite()));
    Label name = Kit.label(item.name(), "cv-side-name");
    name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    name.setMinWidth(20);
    HBox line = new HBox(6, name);
    if (item.chosen()) {
      line.getChildren().add(Kit.icon("mdi2c-check", 14, "cv-tone-accent"));
    }
    Label count =
        Kit.label(
            item.workloads() <= 0 ? Units.UNKNOWN : Units.count(item.workloads()), "cv-nav-count");
    count.setMinWidth(USE_PREF_SIZE);
    line.getChildren().addAll(Kit.spring(), count);
    line.setAlignment(Pos.CENTER_LEFT);
    line.setMouseTransparent(true);
    Button button = new Button();
    button.getStyleClass().setAll("cv-namespace");
    button.setGraphic(line);
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.setMaxWidth(Double.MAX_VALUE);
    button.setId("namespace-" + item.name());
    line.prefWidthProperty().bind(button.widthProperty());
    button.setAccessibleText(
        text(
            "side.namespace",
            item.name(),
            item.workloads() < 0 ? Units.UNKNOWN : item.workloads()));
    button.setOnAction(e -> model.cluster().choose(item.name(), !item.chosen()));
    if (item.name().length() > 20) {
      Kit.tip(button, item.name());
    }
    HBox.setHgrow(button, javafx.scene.layout.Priority.ALWAYS);
    HBox row = new HBox(8, star, button);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().addAll("cv-side-row", "cv-namespace-row");
    Kit.pick(row, "cv-picked-", item.chosen() ? "yes" : "");
    return row;
  }

  private void note(String said) {
    Label label = Kit.label(said, "cv-side-note");
    label.setWrapText(true);
    rows.getChildren().add(label);
  }
}
