package dev.culvert.app.window.kit;

import java.util.function.Function;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/**
 * The last minute as a line, one canvas a cell. The scale is the row's own; silence is a base line.
 * Drawn once a second, and when the cell gets another row.
 *
 * @param <R> a row
 */
public final class SparkCell<R> extends TableCell<R, R> {
  /** No line at all. */
  public static final float[] NOTHING = new float[0];

  private static final double WIDTH = 76;
  private static final double HEIGHT = 16;

  private final Function<R, float[]> samples;
  private final Function<R, Object> id;
  private final Colors colors;
  private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
  private final ChangeListener<Object> onTick = (o, was, is) -> draw();
  private @Nullable Object drawn;

  /**
   * @param id the row's number, which stays when the row changes
   */
  public SparkCell(
      Ticker ticker, Colors colors, Function<R, Object> id, Function<R, float[]> samples) {
    this.samples = samples;
    this.id = id;
    this.colors = colors;
    setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    setGraphic(canvas);
    canvas.setMouseTransparent(true);
    ticker.seconds().addListener(new WeakChangeListener<>(onTick));
    colors.dark().addListener(new WeakChangeListener<>(onTick));
  }

  @Override
  protected void updateItem(@Nullable R item, boolean empty) {
    super.updateItem(item, empty);
    if (empty || item == null) {
      drawn = null;
      canvas.setVisible(false);
      return;
    }
    canvas.setVisible(true);
    Object now = id.apply(item);
    if (!now.equals(drawn)) {
      drawn = now;
      draw();
    }
  }

  private void draw() {
    R item = getItem();
    if (item == null || isEmpty()) {
      return;
    }
    float[] values = samples.apply(item);
    GraphicsContext g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, WIDTH, HEIGHT);
    if (values.length == 0) {
      return;
    }
    float top = 0;
    for (float value : values) {
      top = Math.max(top, value);
    }
    if (top == 0) {
      g.setStroke(colors.of("-color-border-default"));
      g.setLineWidth(1);
      g.strokeLine(0, HEIGHT - 1.5, WIDTH, HEIGHT - 1.5);
      return;
    }
    double step = WIDTH / (values.length - 1);
    g.beginPath();
    g.moveTo(0, HEIGHT - 1);
    for (int i = 0; i < values.length; i++) {
      g.lineTo(i * step, y(values[i], top));
    }
    g.lineTo(WIDTH, HEIGHT - 1);
    g.closePath();
    g.setFill(colors.of("-cv-data-in", 0.16));
    g.fill();
    g.beginPath();
    g.moveTo(0, y(values[0], top));
    for (int i = 1; i < values.length; i++) {
      g.lineTo(i * step, y(values[i], top));
    }
    g.setStroke(colors.of("-cv-data-in"));
    g.setLineWidth(1.25);
    g.stroke();
  }

  private static double y(float value, float top) {
    return HEIGHT - 1.5 - value / top * (HEIGHT - 3);
  }
}
