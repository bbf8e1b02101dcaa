package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Environment;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.proto.helper.v1.JournalLine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What Culvert has changed on this computer, and the button that undoes all of it. */
final class JournalPane extends VBox {
  private final AppModel model;
  private final Label count = Kit.label("", "cv-small", "cv-muted");
  private final Button restore =
      Kit.button(text("doctor.fix.restore"), "cv-outlined", "cv-restore");
  private final VBox body = new VBox();

  JournalPane(AppModel model) {
    super(8);
    this.model = model;
    setId("journal");
    getStyleClass().add("cv-journal");
    restore.setGraphic(Kit.icon("mdi2r-restore", 16));
    restore.setId("restore");
    restore.setOnAction(e -> model.doctor().restore());
    Label title = Kit.label(text("doctor.journal"), "cv-h2");
    title.setWrapText(true);
    VBox said = new VBox(title, count);
    HBox.setHgrow(said, Priority.ALWAYS);
    said.setMinWidth(0);
    HBox head = new HBox(12, said, restore);
    head.setAlignment(Pos.CENTER_LEFT);
    getChildren().addAll(head, body);
  }

  void show(Environment environment) {
    boolean gone = environment.journal().isEmpty();
    List<JournalLine> lines =
        environment.journal().map(report -> report.getLinesList()).orElse(List.of());
    long inForce = lines.stream().filter(line -> !line.hasUndone()).count();
    restore.setDisable(gone || !environment.state().map(s -> s.getMayChange()).orElse(false));
    count.setText(gone ? "" : Messages.count("doctor.journal.count", inForce));
    if (lines.isEmpty()) {
      body.getChildren()
          .setAll(
              Rich.paragraph(
                  gone
                      ? text("doctor.journal.gone")
                      : "*"
                          + text("doctor.journal.none")
                          + ".* "
                          + text("doctor.journal.none.text"),
                  "cv-rich-small"));
      return;
    }
    GridPane grid = new GridPane(16, 0);
    grid.getStyleClass().add("cv-journal-lines");
    ColumnConstraints what = new ColumnConstraints();
    what.setHgrow(Priority.ALWAYS);
    what.setMinWidth(0);
    // The others hold words of any language and size.
    grid.getColumnConstraints()
        .addAll(new ColumnConstraints(), new ColumnConstraints(), what, new ColumnConstraints());
    for (int i = 0; i < lines.size(); i++) {
      row(grid, i, lines.get(i));
    }
    body.getChildren().setAll(grid);
  }

  private void row(GridPane grid, int row, JournalLine line) {
    boolean undone = line.hasUndone();
    String quiet = undone ? "cv-subtle" : "cv-plain";
    Label time =
        Kit.label(
            line.hasMade() ? clock(line.getMade().getSeconds()) : Units.UNKNOWN,
            "cv-mono",
            "cv-muted");
    time.setMinWidth(USE_PREF_SIZE);
    String kind = line.getKind().name().replace("KIND_", "").toLowerCase(Locale.ROOT);
    Label state =
        Kit.label(
            undone
                ? text("doctor.journal.undone", clock(line.getUndone().getSeconds()))
                : text("doctor.journal.in-force"),
            "cv-small",
            undone ? "cv-subtle" : "cv-tone-success");
    state.setGraphic(
        Kit.icon(
            undone ? "mdi2u-undo" : "mdi2c-check-circle-outline",
            14,
            undone ? "cv-subtle" : "cv-tone-success"));
    state.setMinWidth(USE_PREF_SIZE);
    Label what = Kit.label(line.getWhat(), "cv-mono", quiet);
    what.setMinHeight(28);
    Label sort =
        Kit.label(
            text("doctor.journal.kind." + (kind.equals("unspecified") ? "other" : kind)),
            "cv-small",
            "cv-md",
            quiet);
    sort.setMinWidth(USE_PREF_SIZE);
    grid.addRow(row, time, sort, what, state);
  }

  private String clock(long seconds) {
    return Units.clock(Instant.ofEpochSecond(seconds), model.bench().zone());
  }
}
