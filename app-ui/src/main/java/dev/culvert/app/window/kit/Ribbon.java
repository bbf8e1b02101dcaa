package dev.culvert.app.window.kit;

import dev.culvert.app.view.Samples;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;

/** The last sixty seconds: in above the line, out below it; one canvas. */
public final class Ribbon extends Canvas {
  private final Colors colors;
  private Samples samples = Samples.SILENT;

  /**
   * @param colors redrawn when they change
   */
  public Ribbon(double width, double height, Colors colors) {
    super(width, height);
    this.colors = colors;
    colors.dark().addListener((o, was, is) -> draw());
    draw();
  }

  /** Shows these. */
  public void show(Samples next) {
    samples = next;
    draw();
  }

  private void draw() {
    GraphicsContext g = getGraphicsContext2D();
    double middle = getHeight() / 2;
    g.clearRect(0, 0, getWidth(), getHeight());
    g.setStroke(colors.of("-color-border-default"));
    g.setLineWidth(1);
    g.strokeLine(0, middle, getWidth(), middle);
    // Each side has its own scale: what goes out is often a hundredth of what comes in.
    half(g, samples.in(), middle - 1, -1, "-cv-data-in");
    half(g, samples.out(), middle + 1, 1, "-cv-data-out");
  }

  private void half(GraphicsContext g, double[] values, double base, int sign, String token) {
    double top = 0;
    for (double value : values) {
      top = Math.max(top, value);
    }
    if (top == 0) {
      // Silence is the base line alone.
      return;
    }
    double scale = (getHeight() / 2 - 3) / top;
    double step = getWidth() / (values.length - 1);
    g.beginPath();
    g.moveTo(0, base);
    for (int i = 0; i < values.length; i++) {
      g.lineTo(i * step, base + sign * values[i] * scale);
    }
    g.lineTo(getWidth(), base);
    g.closePath();
    g.setFill(colors.of(token, 0.2));
    g.fill();
    g.beginPath();
    for (int i = 0; i < values.length; i++) {
      double y = base + sign * values[i] * scale;
      if (i == 0) {
        g.moveTo(0, y);
      } else {
        g.lineTo(i * step, y);
      }
    }
    g.setStroke(colors.of(token));
    g.setLineWidth(1.25);
    g.stroke();
  }
}
