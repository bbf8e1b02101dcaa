package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.view.FlowsModel.Span;
import dev.culvert.app.view.HourModel.Gap;
import dev.culvert.app.view.HourModel.Hour;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.Workbench;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** The last hour: in above the line, out below it; a drag selects a span. */
final class HourChart extends VBox {
  private static final double HEIGHT = 112;
  private static final double AXIS = 20;
  private static final double LEFT = 56;
  private static final double[] STEPS = {1, 1.5, 2, 3, 4, 5, 6, 8};
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

  private final FlowsModel flows;
  private final Workbench bench;
  private final Colors colors;
  private final Canvas canvas = new Canvas(100, HEIGHT);
  private final Label in = Kit.label("", "cv-small", "cv-md");
  private final Label out = Kit.label("", "cv-small", "cv-md");
  private final Label chosen = Kit.label("", "cv-small", "cv-muted");
  private final Button clear = Kit.link(text("flows.span.clear"));
  private final List<double[]> taken = new ArrayList<>();
  private double pressed = -1;
  private double dragged = -1;

  HourChart(FlowsModel flows, Workbench bench, Colors colors) {
    this.flows = flows;
    this.bench = bench;
    this.colors = colors;
    getStyleClass().add("cv-hour");
    setId("hour");
    HBox head =
        new HBox(
            12,
            Kit.label(text("flows.hour"), "cv-section-title"),
            figure("mdi2a-arrow-down", "cv-data-in", text("bar.in"), in),
            figure("mdi2a-arrow-up", "cv-data-out", text("bar.out"), out),
            Kit.spring(),
            chosen,
            clear);
    head.setAlignment(Pos.CENTER_LEFT);
    head.setMinHeight(24);
    in.setMinWidth(78);
    out.setMinWidth(78);
    clear.setOnAction(e -> flows.span().set(null));
    Pane room = new Pane(canvas);
    grow(room);
    colors.text().addListener((o, was, is) -> grow(room));
    room.widthProperty()
        .addListener((o, was, is) -> {
          canvas.setWidth(is.doubleValue());
          draw();
        });
    canvas.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    canvas.setOnMousePressed(e -> {
      pressed = clamp(e.getX() / colors.text().get());
      dragged = pressed;
      draw();
    });
    canvas.setOnMouseDragged(e -> {
      dragged = clamp(e.getX() / colors.text().get());
      draw();
    });
    canvas.setOnMouseReleased(this::released);
    getChildren().addAll(head, room);
    flows.hour().hour().addListener((o, was, is) -> draw());
    flows.span().addListener((o, was, is) -> draw());
    flows.table().picture().addListener((o, was, is) -> said());
    colors.dark().addListener((o, was, is) -> draw());
    draw();
  }

  /** All of it is drawn larger where the text is. */
  private void grow(Pane room) {
    double height = HEIGHT * colors.text().get();
    room.setMinHeight(height);
    room.setMaxHeight(height);
    canvas.setHeight(height);
    draw();
  }

  private double width() {
    return canvas.getWidth() / colors.text().get();
  }

  private static HBox figure(String icon, String style, String name, Label value) {
    HBox figure =
        new HBox(4, Kit.icon(icon, 14, style), Kit.label(name, "cv-small", "cv-muted"), value);
    figure.setAlignment(Pos.CENTER_LEFT);
    return figure;
  }

  private double clamp(double x) {
    return Math.clamp(x, LEFT, Math.max(LEFT, width()));
  }

  private void released(MouseEvent e) {
    double from = Math.min(pressed, dragged);
    double to = Math.max(pressed, dragged);
    pressed = -1;
    flows.span().set(to - from < 4 ? null : new Span(at(from), at(to)));
    draw();
  }

  private Instant at(double x) {
    Hour hour = flows.hour().hour().get();
    double share = (x - LEFT) / Math.max(1, width() - LEFT);
    return Instant.ofEpochSecond(hour.start() + Math.round(share * (hour.end() - hour.start())));
  }

  private double x(Hour hour, long second) {
    double share = (double) (second - hour.start()) / (hour.end() - hour.start());
    return LEFT + Math.clamp(share, 0, 1) * (width() - LEFT);
  }

  private void said() {
    Span span = flows.span().get();
    Kit.show(clear, span != null);
    chosen.setText(
        span == null
            ? ""
            : Messages.count(
                "flows.span.chosen",
                flows.table().picture().get().passed(),
                MINUTE.format(span.from().atZone(bench.zone())),
                MINUTE.format(span.to().atZone(bench.zone()))));
  }

  private void draw() {
    Hour hour = flows.hour().hour().get();
    in.setText(Units.rate(hour.lately(true)));
    out.setText(Units.rate(hour.lately(false)));
    said();
    GraphicsContext g = canvas.getGraphicsContext2D();
    double width = width();
    double bottom = HEIGHT - AXIS;
    double middle = Math.round(bottom / 2);
    double scale = colors.text().get();
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, HEIGHT);
    int columns = (int) Math.max(1, Math.floor(width - LEFT));
    double[] ins = columns(hour.in(), columns);
    double[] outs = columns(hour.out(), columns);
    double topIn = nice(highest(ins));
    double topOut = nice(highest(outs));
    g.setFont(Font.font("IBM Plex Sans", 11));
    g.setFill(colors.of("-color-fg-subtle"));
    g.setTextAlign(TextAlignment.RIGHT);
    g.fillText(topIn == 0 ? "" : scale(topIn), LEFT - 6, 10);
    g.fillText("0", LEFT - 6, middle + 4);
    g.fillText(topOut == 0 ? "" : scale(topOut), LEFT - 6, bottom);
    g.setStroke(colors.of("-color-border-subtle"));
    g.setLineWidth(1);
    g.strokeLine(LEFT, 0.5, width, 0.5);
    g.strokeLine(LEFT, bottom - 0.5, width, bottom - 0.5);
    gaps(g, hour, bottom);
    half(g, ins, middle, -1, (middle - 4) / Math.max(1, topIn), "-cv-data-in");
    half(g, outs, middle, 1, (middle - 4) / Math.max(1, topOut), "-cv-data-out");
    g.setStroke(colors.of("-color-border-default"));
    g.setLineWidth(1);
    g.strokeLine(LEFT, middle + 0.5, width, middle + 0.5);
    axis(g, hour, width);
    selection(g, hour, bottom);
    double[] i = hour.highestAndMean(true);
    double[] o = hour.highestAndMean(false);
    canvas.setAccessibleText(
        text(
            "flows.hour.said",
            in.getText(),
            Units.rate(i[0]),
            Units.rate(i[1]),
            out.getText(),
            Units.rate(o[0]),
            Units.rate(o[1])));
  }

  private void gaps(GraphicsContext g, Hour hour, double bottom) {
    taken.clear();
    double free = 0;
    for (Gap gap : hour.gaps()) {
      double from = x(hour, gap.from());
      double to = x(hour, gap.to());
      if (to <= from) {
        continue;
      }
      g.setFill(colors.of("-cv-info-subtle"));
      g.fillRect(from, 1, Math.max(1, to - from), bottom - 2);
      String named =
          text(
              "flows.gap." + gap.why().name().toLowerCase(Locale.ROOT),
              Units.span(Duration.ofSeconds(gap.to() - gap.from())));
      // Named on the axis, from where it begins; what is too short to be seen is not.
      if (to - from >= 3 && from >= free) {
        g.setFill(colors.of("-cv-info-fg"));
        g.setTextAlign(TextAlignment.LEFT);
        g.fillText(named, from, HEIGHT - 5);
        free = from + named.length() * 5.8 + 12;
        taken.add(new double[] {from, free});
      }
    }
  }

  private void axis(GraphicsContext g, Hour hour, double width) {
    g.setFill(colors.of("-color-fg-subtle"));
    for (int minutes = 60; minutes > 0; minutes -= 10) {
      long second = hour.end() - minutes * 60L;
      g.setTextAlign(minutes == 60 ? TextAlignment.LEFT : TextAlignment.CENTER);
      double x = x(hour, second);
      if (taken.stream().noneMatch(t -> x + 20 > t[0] && x - 20 < t[1])) {
        g.fillText(
            MINUTE.format(Instant.ofEpochSecond(second).atZone(bench.zone())), x, HEIGHT - 5);
      }
    }
    g.setTextAlign(TextAlignment.RIGHT);
    g.fillText(text("flows.hour.now"), width, HEIGHT - 5);
  }

  private void selection(GraphicsContext g, Hour hour, double bottom) {
    Span span = flows.span().get();
    double from = Math.min(pressed, dragged);
    double to = Math.max(pressed, dragged);
    if (pressed < 0) {
      if (span == null) {
        return;
      }
      from = x(hour, span.from().getEpochSecond());
      to = x(hour, span.to().getEpochSecond());
    }
    g.setFill(colors.of("-cv-border-control", 0.22));
    g.fillRect(from, 0, to - from, bottom);
    g.setStroke(colors.of("-color-fg-muted"));
    g.setLineWidth(1);
    g.strokeLine(from, 0, from, bottom);
    g.strokeLine(to, 0, to, bottom);
  }

  private void half(
      GraphicsContext g, double[] values, double base, int sign, double scale, String token) {
    g.beginPath();
    g.moveTo(LEFT, base);
    for (int i = 0; i < values.length; i++) {
      g.lineTo(LEFT + i, base + sign * values[i] * scale);
    }
    g.lineTo(LEFT + values.length, base);
    g.closePath();
    g.setFill(colors.of(token, 0.2));
    g.fill();
    g.beginPath();
    for (int i = 0; i < values.length; i++) {
      double y = base + sign * values[i] * scale;
      if (i == 0) {
        g.moveTo(LEFT, y);
      } else {
        g.lineTo(LEFT + i, y);
      }
    }
    g.setStroke(colors.of(token));
    g.setLineWidth(1.25);
    g.stroke();
  }

  /** The mean of the seconds that share a column of pixels. */
  private static double[] columns(float[] seconds, int columns) {
    double[] means = new double[columns];
    for (int i = 0; i < columns; i++) {
      int from = (int) ((long) i * seconds.length / columns);
      int to = Math.max(from + 1, (int) ((long) (i + 1) * seconds.length / columns));
      double sum = 0;
      for (int at = from; at < to; at++) {
        sum += seconds[at];
      }
      means[i] = sum / (to - from);
    }
    return means;
  }

  private static double highest(double[] values) {
    double highest = 0;
    for (double value : values) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  private static String scale(double end) {
    return Units.rate(end).replace(".00", "").replaceFirst("\\.0(?![0-9])", "");
  }

  /** The next round figure: the scale's end. */
  private static double nice(double value) {
    if (value <= 0) {
      return 0;
    }
    double ten = Math.pow(10, Math.floor(Math.log10(value)));
    double first = value / ten;
    for (double step : STEPS) {
      if (first <= step) {
        return ten * step;
      }
    }
    return ten * 10;
  }
}
