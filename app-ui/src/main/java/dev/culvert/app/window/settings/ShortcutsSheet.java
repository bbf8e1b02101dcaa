package dev.culvert.app.window.settings;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Shortcut;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SheetLayer;
import javafx.geometry.Pos;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Every shortcut, with what it does. */
public final class ShortcutsSheet {
  private ShortcutsSheet() {}

  /** Opens it. */
  public static void open(SheetLayer layer) {
    VBox box = SheetLayer.sheet(720, Region.USE_COMPUTED_SIZE, text("shortcuts.title"));
    box.setMaxHeight(Region.USE_PREF_SIZE);
    box.setId("shortcuts");
    Region head = layer.head(text("shortcuts.title"));
    VBox body = new VBox(table());
    body.getStyleClass().add("cv-sheet-body");
    box.getChildren().addAll(head, body);
    layer.open(box, head.lookup(".cv-icon-button"));
  }

  /** The list itself, in two columns. */
  static GridPane table() {
    GridPane grid = new GridPane(32, 8);
    Shortcut[] all = Shortcut.values();
    int half = (all.length + 1) / 2;
    for (int i = 0; i < all.length; i++) {
      HBox line =
          new HBox(
              8, Kit.label(all[i].words(), "cv-small"), Kit.spring(), Kit.key(all[i].display()));
      line.setAlignment(Pos.CENTER_LEFT);
      line.setPrefWidth(308);
      line.setMinHeight(24);
      grid.add(line, i / half, i % half);
    }
    return grid;
  }
}
