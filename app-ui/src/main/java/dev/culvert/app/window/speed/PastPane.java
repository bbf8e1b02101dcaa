package dev.culvert.app.window.speed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.SpeedModel.Run;
import dev.culvert.app.view.SpeedWay;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.time.ZoneId;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What was measured before, while this window is open. */
final class PastPane extends VBox {
  private final ZoneId zone;
  private final GridPane grid = new GridPane();
  private final Label none = Kit.label(text("speed.past.none"), "cv-small", "cv-muted");

  PastPane(ZoneId zone) {
    super(8);
    this.zone = zone;
    setId("speed-past");
    getStyleClass().add("cv-card");
    grid.setHgap(20);
    grid.setVgap(8);
    for (int i = 0; i < 5; i++) {
      ColumnConstraints column = new ColumnConstraints();
      if (i == 1) {
        column.setHgrow(Priority.ALWAYS);
        column.setMinWidth(60);
      } else {
        column.setMinWidth(USE_PREF_SIZE);
        column.setHalignment(i == 0 ? HPos.LEFT : HPos.RIGHT);
      }
      grid.getColumnConstraints().add(column);
    }
    getChildren().addAll(Kit.label(text("speed.past"), "cv-section-title"), none, grid);
  }

  void show(List<Run> past) {
    Kit.show(none, past.isEmpty());
    Kit.show(grid, !past.isEmpty());
    grid.getChildren().clear();
    grid.addRow(
        0,
        head("speed.past.at"),
        head("speed.past.to"),
        head("speed.past.trip"),
        head("speed.past.in"),
        head("speed.past.out"));
    int row = 1;
    for (Run run : past) {
      SpeedWay way = SpeedWay.of(run.target(), run.report());
      // Of a pod that nothing was moved to or from there is no rate, and the manager's is not it.
      boolean silent = run.target().pod() && !run.target().agent();
      int in = run.target().agent() ? 2 : 0;
      Label to =
          Kit.label(whereTo(run), "cv-small", run.why().isEmpty() ? "cv-plain" : "cv-tone-danger");
      to.setTextOverrun(OverrunStyle.ELLIPSIS);
      to.setMinWidth(0);
      grid.addRow(
          row++,
          Kit.label(Units.clock(run.at(), zone), "cv-mono", "cv-muted"),
          to,
          figure(way.wholes().getLast().time()),
          figure(silent ? Units.UNKNOWN : way.lanes().get(in).rate()),
          figure(silent ? Units.UNKNOWN : way.lanes().get(in + 1).rate()));
    }
  }

  /** A reason mostly names the place itself. */
  private static String whereTo(Run run) {
    String place = run.target().words();
    if (run.why().isEmpty()) {
      return place;
    }
    return run.why().contains(place) ? run.why() : place + " · " + run.why();
  }

  private static Label head(String key) {
    return Kit.label(text(key), "cv-speed-head");
  }

  private static Label figure(String text) {
    return Kit.label(text, "cv-small");
  }
}
