package dev.culvert.app.window.workloads;

import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Ten rows that are not there yet, at their true height, still. */
final class Skeleton extends VBox {
  Skeleton() {
    getStyleClass().add("cv-skeleton");
    setMouseTransparent(true);
    Kit.show(this, false);
  }

  void show(boolean shown) {
    if (shown && getChildren().isEmpty()) {
      fill();
    }
    Kit.show(this, shown);
  }

  private void fill() {
    for (int row = 0; row < 10; row++) {
      HBox line =
          new HBox(
              18,
              block(14, 14),
              block(90 + row * 53 % 110, 10),
              Kit.spring(),
              block(32, 10),
              block(72, 10),
              block(110, 10));
      line.setAlignment(Pos.CENTER_LEFT);
      line.setMinHeight(32);
      line.setMaxHeight(32);
      line.getStyleClass().add("cv-skeleton-row");
      getChildren().add(line);
    }
  }

  private static Region block(double width, double height) {
    Region block = new Region();
    block.getStyleClass().add("cv-skeleton-block");
    block.setMinSize(width, height);
    block.setMaxSize(width, height);
    return block;
  }
}
