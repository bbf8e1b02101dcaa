package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Details at the end edge. */
public final class Drawer extends VBox {
  private final VBox body = new VBox();
  private final VBox head = new VBox();

  /**
   * @param width how wide it is; a little more where the text is large, see {@code culvert.css}
   */
  public Drawer(double width) {
    getStyleClass().add("cv-drawer");
    setMinWidth(Math.min(width, 340));
    setPrefWidth(width);
    setMaxWidth(width);
    head.getStyleClass().add("cv-drawer-head");
    // A line that is too long, in large letters or another language, takes no other's end with it.
    body.setMinWidth(0);
    ScrollPane scroll = new ScrollPane(body);
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().add("cv-drawer-scroll");
    VBox.setVgrow(scroll, Priority.ALWAYS);
    getChildren().addAll(head, scroll);
    Kit.show(this, false);
  }

  /** Shows a title and what belongs below it. */
  public void fill(
      Node icon, Label title, Node pill, Node second, Runnable close, Node... sections) {
    Button shut = Kit.iconButton("mdi2c-close", 18, text("detail.close"));
    shut.setOnAction(e -> close.run());
    shut.getStyleClass().add("cv-drawer-close");
    title.setMinWidth(40);
    HBox first = new HBox(8, icon, title, pill, Kit.spring(), shut);
    first.setAlignment(Pos.CENTER_LEFT);
    first.setMinHeight(28);
    HBox below = new HBox(second);
    HBox.setHgrow(second, Priority.ALWAYS);
    below.getStyleClass().add("cv-drawer-second");
    head.getChildren().setAll(first, below);
    body.getChildren().setAll(sections);
    Kit.show(this, true);
  }

  /** Goes away. */
  public void hide() {
    Kit.show(this, false);
  }

  /** Whether it is seen. */
  public boolean open() {
    return isVisible();
  }

  /** A part with a heading. */
  public static VBox section(String title, Node... content) {
    VBox section = new VBox(8);
    section.getStyleClass().add("cv-section");
    if (!title.isEmpty()) {
      section.getChildren().add(Kit.label(title, "cv-section-title"));
    }
    section.getChildren().addAll(content);
    return section;
  }

  /** Names and values, line by line: name, value, style of the value. */
  public static GridPane facts(String... triples) {
    GridPane grid = new GridPane(8, 4);
    // Where letters are large or words long the names take what they need; none is cut.
    ColumnConstraints names = new ColumnConstraints();
    names.setMinWidth(104);
    ColumnConstraints values = new ColumnConstraints();
    values.setHgrow(Priority.ALWAYS);
    values.setMinWidth(0);
    grid.getColumnConstraints().addAll(names, values);
    int row = 0;
    for (int i = 0; i + 2 < triples.length; i += 3) {
      if (triples[i + 1].isEmpty()) {
        continue;
      }
      Label name = Kit.label(triples[i], "cv-small", "cv-muted");
      Label value = Kit.label(triples[i + 1], "cv-small", triples[i + 2]);
      value.setWrapText(true);
      value.setMinHeight(Region.USE_PREF_SIZE);
      name.setMinWidth(Region.USE_PREF_SIZE);
      GridPane.setValignment(name, javafx.geometry.VPos.TOP);
      grid.addRow(row++, name, value);
    }
    return grid;
  }
}
