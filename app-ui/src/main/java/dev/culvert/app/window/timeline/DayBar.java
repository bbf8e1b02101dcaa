package dev.culvert.app.window.timeline;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.TimelineModel;
import dev.culvert.app.view.TimelineModel.Span;
import dev.culvert.app.view.TimelineModel.Tone;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Twenty-four hours as one bar in the colours of the states. What is not simply good has a pattern
 * too, so that colour is not the only sign. Time always runs from left to right.
 */
final class DayBar extends Region {
  private static final double BAR = 40;
  private static final double AXIS = 20;

  private final Canvas canvas = new Canvas();
  private final Colors colors;
  private final Tooltip tip = new Tooltip();
  private List<Span> spans = List.of();
  private Instant begin = Instant.EPOCH;
  private ZoneId zone = ZoneId.of("UTC");

  DayBar(Colors colors) {
    this.colors = colors;
    getChildren().add(canvas);
    grow();
    colors.text().addListener((o, was, is) -> grow());
    setMinWidth(0);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setId("day-bar");
    colors.dark().addListener((o, was, is) -> draw());
    widthProperty().addListener((o, was, is) -> draw());
    Tooltip.install(this, tip);
    setOnMouseMoved(e -> {
      Span at = at(e.getX() / colors.text().get());
      tip.setText(
          at == null
              ? ""
              : text(
                  "timeline.span",
                  at.words(),
                  Units.clock(at.from(), zone),
                  Units.clock(at.to(), zone),
                  Units.longSpan(Duration.between(at.from(), at.to()))));
    });
  }

  /** All of it is drawn larger where the text is. */
  private void grow() {
    double height = (BAR + AXIS) * colors.text().get();
    setMinHeight(height);
    setPrefHeight(height);
    setMaxHeight(height);
    draw();
  }

  private double width() {
    return getWidth() / colors.text().get();
  }

  void show(List<Span> next, Instant from, ZoneId where, String words) {
    spans = next;
    begin = from;
    zone = where;
    setAccessibleText(words);
    draw();
  }

  @Override
  protected void layoutChildren() {
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    draw();
  }

  private double x(Instant at) {
    double share = Duration.between(begin, at).toMillis() / (double) TimelineModel.DAY.toMillis();
    return Math.clamp(share, 0, 1) * width();
  }

  private @org.jspecify.annotations.Nullable Span at(double x) {
    return spans.stream()
        .filter(span -> x >= x(span.from()) && x <= Math.max(x(span.to()), x(span.from()) + 2))
        .reduce((a, b) -> b)
        .orElse(null);
  }

  private void draw() {
    GraphicsContext g = canvas.getGraphicsContext2D();
    double scale = colors.text().get();
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width(), canvas.getHeight() / scale);
    g.setFill(colors.of("-color-bg-inset"));
    g.fillRoundRect(0, 0, width(), BAR, 8, 8);
    for (Span span : spans) {
      double left = x(span.from());
      // The shortest thing that happened is still seen.
      double width = Math.max(2, x(span.to()) - left);
      fill(g, span.tone(), left, width);
    }
    axis(g);
  }

  private void fill(GraphicsContext g, Tone tone, double left, double width) {
    String token =
        switch (tone) {
          case GOOD -> "-color-success-emphasis";
          case DEGRADED -> "-color-warning-emphasis";
          case BUSY -> "-cv-info-emphasis";
          case FAILED -> "-color-danger-emphasis";
          case IDLE -> "-color-neutral-muted";
          case UNKNOWN -> "-color-bg-inset";
        };
    g.setFill(colors.of(token));
    g.fillRect(left, 0, width, BAR);
    if (tone == Tone.GOOD || tone == Tone.IDLE) {
      return;
    }
    g.save();
    g.beginPath();
    g.rect(left, 0, width, BAR);
    g.clip();
    g.setStroke(
        tone == Tone.UNKNOWN
            ? colors.of("-color-neutral-muted")
            : colors.of("-color-fg-emphasis", 0.55));
    g.setLineWidth(1.5);
    double step = tone == Tone.DEGRADED ? 10 : 6;
    for (double x = left - BAR; x < left + width + BAR; x += step) {
      switch (tone) {
        case FAILED -> {
          g.strokeLine(x, 0, x + BAR, BAR);
          g.strokeLine(x + BAR, 0, x, BAR);
        }
        case BUSY -> g.strokeLine(x, 0, x, BAR);
        default -> g.strokeLine(x, BAR, x + BAR, 0);
      }
    }
    g.restore();
  }

  private void axis(GraphicsContext g) {
    g.setFont(Font.font("IBM Plex Sans", 11));
    g.setFill(colors.of("-color-fg-subtle"));
    g.setStroke(colors.of("-color-border-default"));
    g.setLineWidth(1);
    g.setTextBaseline(VPos.TOP);
    int hours = width() < 700 ? 6 : 3;
    Instant hour = begin.atZone(zone).truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
    for (int i = 0; i < 24; i++) {
      Instant at = hour.plus(Duration.ofHours(i));
      if (at.atZone(zone).getHour() % hours != 0) {
        continue;
      }
      double x = Math.round(x(at)) + 0.5;
      g.strokeLine(x, BAR, x, BAR + 4);
      if (x < 16 || x > width() - 16) {
        continue;
      }
      g.setTextAlign(TextAlignment.CENTER);
      g.fillText(Units.clock(at, zone).substring(0, 5), x, BAR + 5);
    }
  }
}
