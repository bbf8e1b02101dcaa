package dev.culvert.app.window.dns;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.DnsTimes;
import dev.culvert.app.window.kit.Colors;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;

/** p50 and p99 over the last hour, two lines. */
final class TimesChart extends Canvas {
  private final Colors colors;
  private DnsTimes times;

  TimesChart(double width, double height, Colors colors, DnsTimes first) {
    super(width, height);
    this.colors = colors;
    this.times = first;
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    colors.dark().addListener((o, was, is) -> draw());
    draw();
  }

  void show(DnsTimes next) {
    times = next;
    draw();
  }

  private void draw() {
    GraphicsContext g = getGraphicsContext2D();
    g.clearRect(0, 0, getWidth(), getHeight());
    g.setStroke(colors.of("-color-border-muted"));
    g.setLineWidth(1);
    g.strokeLine(0, getHeight() - 0.5, getWidth(), getHeight() - 0.5);
    double top = 1;
    for (double value : times.p99()) {
      top = Double.isNaN(value) ? top : Math.max(top, value);
    }
    line(g, times.p99(), top, "-cv-data-out");
    line(g, times.p50(), top, "-cv-data-in");
    setAccessibleText(text("dns.times.said", times.allP50(), times.allP99()));
  }

  /** Minutes without a question are a gap, not a zero. */
  private void line(GraphicsContext g, double[] values, double top, String token) {
    g.setStroke(colors.of(token));
    g.setLineWidth(1.25);
    double step = getWidth() / (values.length - 1);
    boolean drawing = false;
    g.beginPath();
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        drawing = false;
        continue;
      }
      double x = i * step;
      double y = getHeight() - 2 - values[i] / top * (getHeight() - 6);
      if (drawing) {
        g.lineTo(x, y);
      } else {
        g.moveTo(x, y);
        g.lineTo(x + 1.5, y);
      }
      drawing = true;
    }
    g.stroke();
  }
}
