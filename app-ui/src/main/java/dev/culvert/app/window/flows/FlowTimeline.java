package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.FlowSteps;
import dev.culvert.app.view.FlowSteps.Step;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.time.Duration;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** When what happened to a flow: a line a step, with a bar from its beginning to its end. */
final class FlowTimeline extends GridPane {
  private static final double ROW = 22;

  FlowTimeline(FlowSteps steps) {
    super(8, 0);
    setId("flow-timeline");
    ColumnConstraints names = new ColumnConstraints(96);
    ColumnConstraints bars = new ColumnConstraints();
    bars.setHgrow(Priority.ALWAYS);
    ColumnConstraints figures = new ColumnConstraints(64);
    getColumnConstraints().addAll(names, bars, figures);
    List<Step> list = steps.steps();
    for (int i = 0; i < list.size(); i++) {
      Step step = list.get(i);
      Label name = Kit.label(text("flow.step." + step.key()), "cv-small", "cv-muted");
      Label figure =
          Kit.label(Units.time(step.end()), "cv-small", "cv-tone-" + step.tone(), "cv-plain");
      figure.setMaxWidth(Double.MAX_VALUE);
      figure.setAlignment(Pos.CENTER_RIGHT);
      addRow(i, name, bar(steps, step), figure);
    }
  }

  private static Pane bar(FlowSteps steps, Step step) {
    Region line = new Region();
    line.getStyleClass().add("cv-mark-line");
    Region bar = new Region();
    bar.getStyleClass().addAll("cv-mark", "cv-mark-" + step.tone());
    Pane room =
        new Pane(line, bar) {
          @Override
          protected void layoutChildren() {
            double from = x(step.begin());
            double to = Math.max(from + 4, x(step.end()));
            line.resizeRelocate(0, ROW / 2, getWidth(), 1);
            bar.resizeRelocate(Math.min(from, getWidth() - 4), ROW / 2 - 4, to - from, 8);
          }

          private double x(Duration at) {
            return getWidth() * steps.share(at);
          }
        };
    room.setMinHeight(ROW);
    room.setPrefHeight(ROW);
    return room;
  }
}
