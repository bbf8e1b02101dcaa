package dev.culvert.app.window.kit;

import dev.culvert.app.view.Samples;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;

/** What came in during the last minute, small enough for a row; its scale is its own. */
public final class Sparkline extends Canvas {
  private final Colors colors;
  private Samples shown = Samples.SILENT;
  private boolean drawnDark;

  /**
   * @param height 18, or 16 in dense rows
   */
  public Sparkline(double height, Colors colors) {
    super(76, height);
    this.colors = colors;
    setMouseTransparent(true);
    draw();
  }

  /** Shows these; draws only what is another. */
  public void show(Samples next) {
    if (!next.equals(shown) || drawnDark != colors.dark().get()) {
      shown = next;
      draw();
    }
  }

  private void draw() {
    drawnDark = colors.dark().get();
    GraphicsContext g = getGraphicsContext2D();
    double width = getWidth();
    double base = getHeight() - 1;
    g.clearRect(0, 0, width, getHeight());
    double[] in = shown.in();
    double[] out = shown.out();
    double top = 0;
    for (int i = 0; i < in.length; i++) {
      top = Math.max(top, in[i] + out[i]);
    }
    if (top == 0) {
      g.setStroke(colors.of("-color-border-default"));
      g.setLineWidth(1);
      g.strokeLine(0, base + 0.5, width, base + 0.5);
      return;
    }
    double step = width / (in.length - 1);
    double scale = (getHeight() - 3) / top;
    g.beginPath();
    g.moveTo(0, base);
    for (int i = 0; i < in.length; i++) {
      g.lineTo(i * step, base - (in[i] + out[i]) * scale);
    }
    g.lineTo(width, base);
    g.closePath();
    g.setFill(colors.of("-cv-data-in", 0.16));
    g.fill();
    g.beginPath();
    g.moveTo(0, base - (in[0] + out[0]) * scale);
    for (int i = 1; i < in.length; i++) {
      g.lineTo(i * step, base - (in[i] + out[i]) * scale);
    }
    g.setStroke(colors.of("-cv-data-in"));
    g.setLineWidth(1.25);
    g.stroke();
  }
}
