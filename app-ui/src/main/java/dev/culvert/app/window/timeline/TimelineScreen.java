package dev.culvert.app.window.timeline;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.TimelineModel;
import dev.culvert.app.view.TimelineModel.Line;
import dev.culvert.app.view.TimelineModel.Tone;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.NoticePane;
import dev.culvert.app.window.kit.ScreenPane;
import dev.culvert.app.window.kit.TextCell;
import dev.culvert.app.window.kit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The last day: one bar, how long it was how, and every change with its reason. */
public final class TimelineScreen extends ScreenPane {
  private final AppModel model;
  private final TimelineModel timeline;
  private final DayBar bar;
  private final Label title = Kit.label("", "cv-muted");
  private final FlowPane legend = new FlowPane(20, 6);
  private final Columns<Line> columns;
  private final NoticePane notice = new NoticePane();

  /**
   * @param ticker moves the day on
   */
  public TimelineScreen(AppModel model, Colors colors, Ticker ticker) {
    this.model = model;
    this.timeline = model.timeline();
    this.bar = new DayBar(colors);
    this.columns = columns();
    HBox head = new HBox(12, Kit.label(text("screen.timeline"), "cv-h1"), title);
    head.getStyleClass().add("cv-head");
    head.setAlignment(Pos.CENTER_LEFT);
    legend.getStyleClass().add("cv-day-legend");
    VBox day = new VBox(8, bar, legend);
    day.getStyleClass().add("cv-day");
    StackPane middle = new StackPane(columns.table(), notice);
    VBox.setVgrow(middle, Priority.ALWAYS);
    VBox main = new VBox(head, day, middle);
    HBox.setHgrow(main, Priority.ALWAYS);
    main.setMinWidth(0);
    getChildren().add(main);
    timeline.entries().addListener((o, was, is) -> show());
    ticker
        .seconds()
        .addListener((o, was, is) -> {
          if (isVisible() && is.longValue() % 5 == 0) {
            show();
          }
        });
    show();
  }

  private Columns<Line> columns() {
    Columns<Line> made = new Columns<>(32, text("screen.timeline"), "cv-roomy");
    made.add("", 40, false, ToneCell::new).getStyleClass().add("cv-first");
    made.add(
        "since",
        96,
        false,
        () ->
            new TextCell<>(
                line -> Units.clock(line.at(), model.bench().zone()), "cv-mono", "cv-muted"));
    made.add("what", 280, false, () -> new TextCell<>(Line::title, "cv-md"));
    made.add("reason", 0, false, () -> new TextCell<>(Line::detail, "cv-muted"));
    TableColumn<Line, Line> code =
        made.add("code", 96, false, () -> new TextCell<>(Line::code, "cv-mono", "cv-muted"));
    made.add(
            "lasted",
            104,
            true,
            () -> new TextCell<>(line -> Units.longSpan(line.lasted()), "cv-muted"))
        .getStyleClass()
        .add("cv-last");
    made.least(160);
    made.dropBelow(820, code);
    made.onRow(
        line ->
            text(
                "timeline.sentence",
                Units.clock(line.at(), model.bench().zone()),
                line.title(),
                line.detail(),
                Units.longSpan(line.lasted())),
        () -> {});
    made.table().setId("timeline");
    return made;
  }

  private void show() {
    List<Line> lines = timeline.lines();
    columns.rows().show(lines);
    Map<Tone, Duration> sums = timeline.sums();
    Duration good = sums.getOrDefault(Tone.GOOD, Duration.ZERO);
    title.setText(text("timeline.title", Units.longSpan(good)));
    List<Node> parts = new ArrayList<>();
    StringBuilder said = new StringBuilder(text("timeline.bar"));
    sums.forEach((tone, time) -> {
      HBox part =
          new HBox(
              6,
              Kit.icon(tone.icon(), 14, "cv-tone-" + tone.style()),
              Kit.label(tone.title(), "cv-small"),
              Kit.label(Units.longSpan(time), "cv-small", "cv-muted"));
      part.setAlignment(Pos.CENTER_LEFT);
      parts.add(part);
      said.append(' ').append(text("timeline.sum", tone.title(), Units.longSpan(time)));
    });
    legend.getChildren().setAll(parts);
    bar.show(
        timeline.spans(),
        model.bench().now().minus(TimelineModel.DAY),
        model.bench().zone(),
        said.toString());
    boolean none = lines.isEmpty();
    notice.show(
        none
            ? new Notice(
                "mdi2t-timeline-clock-outline",
                text("timeline.empty"),
                text("timeline.empty.text"),
                List.of())
            : null);
    columns.table().setVisible(!none);
    changed();
  }

  @Override
  public void narrow(boolean narrow) {}

  @Override
  public void toFilter() {}

  @Override
  public Node focusable() {
    return columns.table();
  }

  @Override
  public boolean escape() {
    return false;
  }

  @Override
  public String right() {
    return dev.culvert.app.view.Messages.count("status.timeline", timeline.lines().size());
  }

  private static final class ToneCell extends TableCell<Line, Line> {
    private final FontIcon icon = Kit.icon("mdi2c-circle-outline", 16);

    @Override
    protected void updateItem(@Nullable Line line, boolean empty) {
      super.updateItem(line, empty);
      if (empty || line == null) {
        setGraphic(null);
        return;
      }
      icon.setIconLiteral(line.tone().icon());
      Kit.pick(icon, "cv-tone-", line.tone().style());
      setGraphic(icon);
    }
  }
}
