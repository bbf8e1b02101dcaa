package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.FlowMap.Link;
import dev.culvert.app.view.FlowMap.Node;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.flows.MapLayout.Band;
import dev.culvert.app.window.flows.MapLayout.Bar;
import dev.culvert.app.window.flows.MapLayout.Head;
import dev.culvert.app.window.kit.Colors;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;

/** Draws a map. */
final class MapPainter {
  private static final Font NAME = Font.font("IBM Plex Sans Medm", 12);
  private static final Font PLAIN = Font.font("IBM Plex Sans", 12);
  private static final Font SMALL = Font.font("IBM Plex Sans", 11);
  private static final Font HEAD = Font.font("IBM Plex Sans SmBld", 11);

  private MapPainter() {}

  /**
   * Draws it.
   *
   * @param scale of everything, so that the text is as large as elsewhere
   */
  static void paint(
      GraphicsContext g, MapLayout layout, @Nullable Link chosen, double scale, Colors colors) {
    double width = g.getCanvas().getWidth() / scale;
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, g.getCanvas().getHeight() / scale);
    g.setFont(HEAD);
    g.setFill(colors.of("-color-fg-muted"));
    g.setTextAlign(TextAlignment.LEFT);
    g.fillText(text("flows.map.programs"), 16, 16);
    if (!layout.right().isEmpty()) {
      g.fillText(text("flows.map.workloads"), layout.right().getFirst().x(), 16);
    }
    for (Band band : layout.bands()) {
      if (!band.link().equals(chosen)) {
        band(g, band, false, colors);
      }
    }
    for (Band band : layout.bands()) {
      if (band.link().equals(chosen)) {
        band(g, band, true, colors);
      }
    }
    for (Head head : layout.heads()) {
      head(g, layout, head, width, colors);
    }
    for (Bar bar : layout.left()) {
      bar(g, bar, chosen != null && chosen.from().id().equals(bar.node().id()), colors);
      program(g, bar, colors);
    }
    for (Bar bar : layout.right()) {
      bar(g, bar, chosen != null && chosen.to().id().equals(bar.node().id()), colors);
      place(g, bar, width, colors);
    }
  }

  private static void band(GraphicsContext g, Band band, boolean chosen, Colors colors) {
    double bend = (band.x1() - band.x0()) / 2;
    if (band.link().silent()) {
      g.setStroke(colors.of("-color-warning-fg", chosen ? 1 : 0.8));
      g.setLineWidth(chosen ? 3 : 2);
      g.setLineDashes(5, 4);
      g.beginPath();
      g.moveTo(band.x0(), band.y0() + band.h0() / 2);
      g.bezierCurveTo(
          band.x0() + bend,
          band.y0() + band.h0() / 2,
          band.x1() - bend,
          band.y1() + band.h1() / 2,
          band.x1(),
          band.y1() + band.h1() / 2);
      g.stroke();
      g.setLineDashes();
      return;
    }
    Color fill = chosen ? colors.of("-cv-data-in", 0.62) : colors.of("-cv-data-in", 0.2);
    g.setFill(fill);
    g.beginPath();
    g.moveTo(band.x0(), band.y0());
    g.bezierCurveTo(band.x0() + bend, band.y0(), band.x1() - bend, band.y1(), band.x1(), band.y1());
    g.lineTo(band.x1(), band.y1() + band.h1());
    g.bezierCurveTo(
        band.x1() - bend,
        band.y1() + band.h1(),
        band.x0() + bend,
        band.y0() + band.h0(),
        band.x0(),
        band.y0() + band.h0());
    g.closePath();
    g.fill();
  }

  private static void bar(GraphicsContext g, Bar bar, boolean chosen, Colors colors) {
    String token =
        bar.node().silent()
            ? "-color-warning-emphasis"
            : chosen ? "-cv-data-in" : "-color-fg-subtle";
    g.setFill(colors.of(token));
    g.fillRoundRect(bar.x(), bar.y(), MapLayout.BAR, bar.height(), 3, 3);
  }

  private static void program(GraphicsContext g, Bar bar, Colors colors) {
    double middle = bar.y() + bar.height() / 2;
    Node node = bar.node();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(NAME);
    g.setFill(colors.of("-color-fg-default"));
    g.fillText(Units.middle(MapPane.name(node), 16), 16, node.many() > 1 ? middle + 4 : middle - 2);
    if (node.many() == 1) {
      g.setFont(SMALL);
      g.setFill(colors.of("-color-fg-subtle"));
      g.fillText(node.detail(), 16, middle + 12);
    }
    figure(g, Units.bytes((double) node.bytes()), bar.x() - 8, middle + 4, colors);
  }

  private static void place(GraphicsContext g, Bar bar, double width, Colors colors) {
    double middle = bar.y() + bar.height() / 2 + 4;
    Node node = bar.node();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(node.many() > 1 ? PLAIN : NAME);
    g.setFill(
        colors.of(
            node.silent()
                ? "-color-warning-fg"
                : node.many() > 1 ? "-color-fg-muted" : "-color-fg-default"));
    String name = Units.middle(MapPane.name(node), 24);
    String silent = node.silent() ? ", " + text("flows.map.silent") : "";
    g.fillText(name + silent, bar.x() + MapLayout.BAR + 8, middle);
    figure(g, Units.bytes((double) node.bytes()), width - 16, middle, colors);
  }

  private static void head(
      GraphicsContext g, MapLayout layout, Head head, double width, Colors colors) {
    double x = layout.right().getFirst().x();
    String name = head.name().isEmpty() ? Messages.text("flows.map.nowhere") : head.name();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(HEAD);
    g.setFill(colors.of("-color-fg-muted"));
    g.fillText(name, x, head.y() + 17);
    g.setStroke(colors.of("-color-border-muted"));
    g.setLineWidth(1);
    g.strokeLine(x + name.length() * 6.4 + 12, head.y() + 13.5, width - 16, head.y() + 13.5);
  }

  private static void figure(GraphicsContext g, String figure, double x, double y, Colors colors) {
    g.setTextAlign(TextAlignment.RIGHT);
    g.setFont(PLAIN);
    g.setFill(colors.of("-color-fg-muted"));
    g.fillText(figure, x, y);
  }
}
