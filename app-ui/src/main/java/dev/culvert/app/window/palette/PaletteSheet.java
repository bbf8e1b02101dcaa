package dev.culvert.app.window.palette;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Command;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.PaletteModel;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SheetLayer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** A field and what it finds; arrows choose, Enter runs. */
public final class PaletteSheet {
  private static final double WIDTH = 640;
  private static final double TOP = 104;

  private final PaletteModel model;
  private final SheetLayer layer;
  private final VBox box = new VBox();
  private final TextField field = new TextField();
  private final VBox list = new VBox();
  private int chosen;

  /** Nothing is shown before {@link #open}. */
  public PaletteSheet(PaletteModel model, SheetLayer layer) {
    this.model = model;
    this.layer = layer;
    box.setId("palette");
    SheetLayer.size(box, WIDTH, VBox.USE_COMPUTED_SIZE);
    field.setId("palette-field");
    field.setPromptText(text("palette.prompt"));
    field.setAccessibleText(text("palette.name"));
    field.getStyleClass().add("cv-palette-field");
    HBox.setHgrow(field, Priority.ALWAYS);
    HBox head = new HBox(8, Kit.icon("mdi2m-magnify", 18, "cv-subtle"), field, Kit.key("Esc"));
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("cv-palette-head");
    list.getStyleClass().add("cv-palette-list");
    list.setAccessibleRole(AccessibleRole.LIST_VIEW);
    list.setAccessibleText(text("palette.found"));
    box.getChildren().addAll(head, list);
    model.found().addListener((o, was, is) -> show(0));
    field.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    field.textProperty().bindBidirectional(model.query());
  }

  /** Opens it. */
  public void open() {
    model.open();
    show(0);
    StackPane.setMargin(box, new Insets(TOP, 0, 0, 0));
    layer.open(box, field, Pos.TOP_CENTER, () -> {});
  }

  private void onKey(KeyEvent e) {
    int count = model.found().get().size();
    switch (e.getCode()) {
      case DOWN -> choose(e, count == 0 ? 0 : (chosen + 1) % count);
      case UP -> choose(e, count == 0 ? 0 : (chosen + count - 1) % count);
      case PAGE_DOWN, END -> choose(e, Math.max(0, count - 1));
      case PAGE_UP -> choose(e, 0);
      case ENTER -> {
        if (chosen < count) {
          run(model.found().get().get(chosen));
        }
        e.consume();
      }
      case TAB -> e.consume();
      default -> {
        if (e.isShortcutDown() && e.getCode() == KeyCode.K) {
          layer.close();
          e.consume();
        }
      }
    }
  }

  private void choose(KeyEvent e, int next) {
    show(next);
    e.consume();
  }

  private void run(Command command) {
    if (command.possible()) {
      layer.close();
      model.run(command);
    }
  }

  private void show(int next) {
    chosen = next;
    list.getChildren().clear();
    var found = model.found().get();
    for (int i = 0; i < found.size(); i++) {
      list.getChildren().add(row(found.get(i), i == chosen));
    }
    if (found.isEmpty()) {
      Label none = Kit.label(text("palette.none", field.getText().trim()), "cv-muted");
      none.getStyleClass().add("cv-palette-none");
      list.getChildren().add(none);
    }
    field.setAccessibleHelp(
        found.isEmpty()
            ? text("palette.none", field.getText().trim())
            : Messages.count("palette.chosen", found.size(), found.get(chosen).title()));
  }

  private HBox row(Command command, boolean on) {
    Label title = Kit.label(command.title(), on ? "cv-md" : "cv-plain");
    title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    title.setMinWidth(60);
    Label hint =
        Kit.label(command.possible() ? command.hint() : command.off(), "cv-small", "cv-muted");
    hint.setTextOverrun(OverrunStyle.ELLIPSIS);
    hint.setMinWidth(0);
    HBox row =
        new HBox(
            12,
            Kit.boxed(Kit.icon(command.icon(), 16, on ? "cv-tone-accent" : "cv-subtle"), 18),
            title,
            hint,
            Kit.spring());
    if (!command.key().isEmpty()) {
      row.getChildren().add(Kit.key(command.key()));
    }
    if (!command.possible()) {
      title.getStyleClass().add("cv-subtle");
      row.getChildren().add(1, Kit.icon("mdi2l-lock-outline", 14, "cv-subtle"));
    }
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("cv-palette-row");
    Kit.pick(row, "cv-palette-", on ? "on" : "off");
    row.getStyleClass().add("cv-palette-row");
    row.setAccessibleRole(AccessibleRole.LIST_ITEM);
    row.setAccessibleText(command.title() + ", " + hint.getText());
    row.setOnMouseClicked(e -> run(command));
    return row;
  }
}
