package dev.culvert.app.window.speed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.SpeedTarget;
import dev.culvert.app.view.SpeedWay;
import dev.culvert.app.view.SpeedWay.Lane;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import javafx.geometry.HPos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;

/** How much the way carries, each direction a bar beside the fastest one. */
final class LanesPane extends VBox {
  private final GridPane grid = new GridPane();
  private final TextFlow note = Rich.paragraph("", "cv-rich-small");

  LanesPane() {
    super(12);
    setId("speed-lanes");
    getStyleClass().add("cv-card");
    grid.setHgap(12);
    grid.setVgap(10);
    ColumnConstraints bar = new ColumnConstraints();
    bar.setHgrow(Priority.ALWAYS);
    bar.setMinWidth(40);
    ColumnConstraints figure = new ColumnConstraints();
    figure.setHalignment(HPos.RIGHT);
    grid.getColumnConstraints().addAll(whole(), bar, figure, whole());
    getChildren().addAll(Kit.label(text("speed.carries"), "cv-section-title"), grid, note);
  }

  private static ColumnConstraints whole() {
    ColumnConstraints column = new ColumnConstraints();
    column.setMinWidth(USE_PREF_SIZE);
    return column;
  }

  void show(SpeedWay way, SpeedTarget target, boolean running) {
    grid.getChildren().clear();
    int row = 0;
    for (Lane lane : way.lanes()) {
      HBox name =
          new HBox(
              8,
              Kit.icon(
                  lane.in() ? "mdi2a-arrow-down" : "mdi2a-arrow-up",
                  16,
                  lane.in() ? "cv-data-in" : "cv-data-out"),
              Kit.label(lane.name()));
      name.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
      Label rate = Kit.label(lane.rate(), "cv-speed-rate");
      Label detail = Kit.label(lane.detail(), "cv-small", "cv-subtle");
      detail.getStyleClass().add("cv-speed-detail");
      StackPane bar = bar(lane);
      bar.setAccessibleRole(AccessibleRole.TEXT);
      bar.setAccessibleText(text("speed.sentence", lane.name(), lane.rate()));
      grid.addRow(row++, name, bar, rate, detail);
    }
    boolean silent = target.pod() && !target.agent();
    Kit.show(note, silent);
    if (silent) {
      Rich.fill(note, text("speed.silent", target.name()));
    }
    pseudo(running);
  }

  private void pseudo(boolean running) {
    Kit.pick(this, "cv-speed-is-", running ? "running" : "");
  }

  private static StackPane bar(Lane lane) {
    Region fill = new Region();
    fill.getStyleClass().addAll("cv-speed-fill", lane.in() ? "cv-speed-in" : "cv-speed-out");
    StackPane track = new StackPane(fill);
    track.getStyleClass().add("cv-speed-track");
    track.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
    fill.maxWidthProperty().bind(track.widthProperty().multiply(lane.share()));
    fill.prefWidthProperty().bind(fill.maxWidthProperty());
    return track;
  }
}
