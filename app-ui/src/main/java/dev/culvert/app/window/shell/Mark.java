package dev.culvert.app.window.shell;

import dev.culvert.app.view.ConnectionModel.Condition;
import javafx.scene.Group;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.Shape;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.transform.Scale;

/** The mark: one arch, and what is inside says the state. Drawn on 16 by 16. */
final class Mark extends StackPane {
  private static final double SIZE = 26;

  private final Group inside = new Group();

  Mark() {
    getStyleClass().add("cv-mark");
    setMinSize(SIZE, SIZE);
    setMaxSize(SIZE, SIZE);
    SVGPath edge = line("M0 0H16V16H0Z", 0);
    edge.setOpacity(0);
    Group drawing = new Group(edge, line("M2 15V8a6 6 0 0 1 12 0v7", 2), inside);
    drawing.getTransforms().add(new Scale(SIZE / 16, SIZE / 16));
    getChildren().add(new Group(drawing));
    setMouseTransparent(true);
  }

  void show(Condition condition) {
    inside.getChildren().clear();
    switch (condition) {
      case DISCONNECTED -> {}
      case CONNECTED -> inside.getChildren().addAll(wave(8.9), wave(12.7));
      case CONNECTING, RECONNECTING, DISCONNECTING ->
          inside.getChildren().addAll(dot(5, 12, 1), dot(8, 12, 1), dot(11, 12, 1));
      case DEGRADED, FAILED, NO_HELPER ->
          inside.getChildren().addAll(round(line("M8 6v4", 2.1)), dot(8, 13.4, 1.25));
    }
  }

  private static Shape wave(double y) {
    return round(line("M5 " + y + "c1-1.35 2-1.35 3 0s2 1.35 3 0", 1.7));
  }

  private static Shape round(SVGPath path) {
    path.setStrokeLineCap(StrokeLineCap.ROUND);
    return path;
  }

  private static SVGPath line(String content, double width) {
    SVGPath path = new SVGPath();
    path.setContent(content);
    path.setStrokeWidth(width);
    path.setStrokeLineCap(StrokeLineCap.BUTT);
    path.getStyleClass().add("cv-mark-line");
    return path;
  }

  private static Shape dot(double x, double y, double radius) {
    Circle dot = new Circle(x, y, radius);
    dot.getStyleClass().add("cv-mark-dot");
    return dot;
  }
}
