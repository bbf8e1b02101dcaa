package dev.culvert.app.window.flows;

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
  private static final double MIDDLE = 4;

  private final GraphicsContext g;
  private final Colors colors;
  private final double text;
  private final Font name;
  private final Font plain;
  private final Font small;
  private final Font head;

  private MapPainter(GraphicsContext g, Colors colors, double text) {
    this.g = g;
    this.colors = colors;
    this.text = text;
    name = Font.font("IBM Plex Sans Medm", 12 * text);
    plain = Font.font("IBM Plex Sans", 12 * text);
    small = Font.font("IBM Plex Sans", 11 * text);
    head = Font.font("IBM Plex Sans SmBld", 11 * text);
  }

  /**
   * Draws it.
   *
   * @param scale of everything, so that the text is as large as elsewhere
   * @param text what is missing to that, of the names alone
   */
  static void paint(
      GraphicsContext g,
      MapLayout layout,
      @Nullable Link chosen,
      double scale,
      double text,
      Colors colors) {
    new MapPainter(g, colors, text).paint(layout, chosen, scale);
  }

  private void paint(MapLayout layout, @Nullable Link chosen, double scale) {
    double width = g.getCanvas().getWidth() / scale;
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, g.getCanvas().getHeight() / scale);
    g.setFont(head);
    g.setFill(colors.of("-color-fg-muted"));
    g.setTextAlign(TextAlignment.LEFT);
    g.fillText(Messages.text("flows.map.programs"), 16, 16);
    if (!layout.right().isEmpty()) {
      g.fillText(Messages.text("flows.map.workloads"), layout.right().getFirst().x(), 16);
    }
    for (Band band : layout.bands()) {
      if (!band.link().equals(chosen)) {
        band(band, false);
      }
    }
    for (Band band : layout.bands()) {
      if (band.link().equals(chosen)) {
        band(band, true);
      }
    }
    for (Head head : layout.heads()) {
      head(layout, head, width);
    }
    for (Bar bar : layout.left()) {
      bar(bar, chosen != null && chosen.from().id().equals(bar.node().id()));
      program(bar);
    }
    for (Bar bar : layout.right()) {
      bar(bar, chosen != null && chosen.to().id().equals(bar.node().id()));
      place(bar, width);
    }
  }

  private void band(Band band, boolean chosen) {
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

  private void bar(Bar bar, boolean chosen) {
    String token =
        bar.node().silent()
            ? "-color-warning-emphasis"
            : chosen ? "-cv-data-in" : "-color-fg-subtle";
    g.setFill(colors.of(token));
    g.fillRoundRect(bar.x(), bar.y(), MapLayout.BAR, bar.height(), 3, 3);
  }

  private void program(Bar bar) {
    double middle = bar.y() + bar.height() / 2;
    Node node = bar.node();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(name);
    g.setFill(colors.of("-color-fg-default"));
    g.fillText(
        Units.middle(MapPane.name(node), 16),
        16,
        node.many() > 1 ? middle + MIDDLE * text : middle - 2);
    if (node.many() == 1) {
      g.setFont(small);
      g.setFill(colors.of("-color-fg-subtle"));
      g.fillText(node.detail(), 16, middle + 12 * text);
    }
    figure(Units.bytes((double) node.bytes()), bar.x() - 8, middle + MIDDLE * text);
  }

  private void place(Bar bar, double width) {
    double middle = bar.y() + bar.height() / 2 + MIDDLE * text;
    Node node = bar.node();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(node.many() > 1 ? plain : name);
    g.setFill(
        colors.of(
            node.silent()
                ? "-color-warning-fg"
                : node.many() > 1 ? "-color-fg-muted" : "-color-fg-default"));
    String named = Units.middle(MapPane.name(node), 24);
    String silent = node.silent() ? ", " + Messages.text("flows.map.silent") : "";
    g.fillText(named + silent, bar.x() + MapLayout.BAR + 8, middle);
    figure(Units.bytes((double) node.bytes()), width - 16, middle);
  }

  private void head(MapLayout layout, Head of, double width) {
    double x = layout.right().getFirst().x();
    String named = of.name().isEmpty() ? Messages.text("flows.map.nowhere") : of.name();
    g.setTextAlign(TextAlignment.LEFT);
    g.setFont(head);
    g.setFill(colors.of("-color-fg-muted"));
    g.fillText(named, x, of.y() + 17);
    g.setStroke(colors.of("-color-border-muted"));
    g.setLineWidth(1);
    g.strokeLine(x + named.length() * 6.4 * text + 12, of.y() + 13.5, width - 16, of.y() + 13.5);
  }

  private void figure(String figure, double x, double y) {
    g.setTextAlign(TextAlignment.RIGHT);
    g.setFont(plain);
    g.setFill(colors.of("-color-fg-muted"));
    g.fillText(figure, x, y);
  }
}
