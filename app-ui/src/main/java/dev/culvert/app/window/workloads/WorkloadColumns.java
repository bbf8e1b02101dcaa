package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AttachmentsModel.Who;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.view.WorkloadLine.Head;
import dev.culvert.app.view.WorkloadLine.Row;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.app.window.kit.AgeCell;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Sparkline;
import dev.culvert.app.window.kit.TextCell;
import dev.culvert.app.window.kit.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The columns and rows of the workloads' table. */
final class WorkloadColumns {
  private final Columns<WorkloadLine> columns =
      new Columns<>(32, text("screen.workloads"), "cv-roomy");
  private final AppModel model;

  WorkloadColumns(AppModel model, Ticker ticker, Colors colors) {
    this.model = model;
    columns.add("", 40, false, KindCell::new).getStyleClass().add("cv-first");
    TableColumn<WorkloadLine, WorkloadLine> name =
        columns.add(
            "name",
            0,
            false,
            () -> new TextCell<>(of(row -> row.workload().key().name()), "cv-md"));
    TableColumn<WorkloadLine, WorkloadLine> namespace =
        columns.add(
            "namespace",
            132,
            false,
            () -> new TextCell<>(of(row -> row.workload().key().namespace()), "cv-muted"));
    columns.add("ready", 80, true, ReadyCell::new);
    TableColumn<WorkloadLine, WorkloadLine> ports =
        columns.add(
            "ports", 108, false, () -> new TextCell<>(of(Row::firstPorts), "cv-mono", "cv-muted"));
    TableColumn<WorkloadLine, WorkloadLine> image =
        columns.add(
            "image", 208, false, () -> new TextCell<>(of(Row::image), "cv-mono", "cv-muted"));
    columns.add("attached", 92, false, () -> new AttachedCell(this::who));
    TableColumn<WorkloadLine, WorkloadLine> traffic =
        columns.add("traffic", 96, false, () -> new TrafficCell(model, ticker, colors));
    TableColumn<WorkloadLine, WorkloadLine> age =
        columns.add(
            "age",
            88,
            true,
            () ->
                new AgeCell<>(
                    ticker,
                    of(row ->
                        Units.span(
                            Duration.between(row.workload().created(), model.bench().now()))),
                    "cv-muted"));
    age.getStyleClass().add("cv-last");
    columns.least(148);
    columns.dropBelow(880, image);
    columns.dropBelow(700, traffic);
    columns.dropBelow(560, ports);
    columns.dropBelow(460, age);
    columns.choose(model.settings(), "window.workloads.hidden");
    // Under a namespace's head the namespace need not be said again.
    columns.only(
        namespace, model.cluster().workloads().grouping().isNotEqualTo(Grouping.NAMESPACE));
    columns.table().getSortOrder().add(name);
    columns.table().setRowFactory(t -> new Line());
    columns.table().setAccessibleText(text("screen.workloads"));
    model
        .attachments()
        .shown()
        .addListener((o, was, is) -> {
          // Most news are about traffic and detail, which no row shows.
          if (!was.marks().equals(is.marks())) {
            columns.table().refresh();
          }
        });
  }

  Columns<WorkloadLine> columns() {
    return columns;
  }

  private List<Who> who(Row row) {
    return model.attachments().shown().get().who(row.workload().key());
  }

  private boolean attached(Row row) {
    return model.attachments().shown().get().mine(row.workload().key());
  }

  private static Function<WorkloadLine, String> of(Function<Row, String> text) {
    return line -> line instanceof Row row ? text.apply(row) : "";
  }

  /** A row; as a namespace's head it says what there is to say over all its columns. */
  private final class Line extends TableRow<WorkloadLine> {
    private static final double INDENT = 48;

    private final HBox head = new HBox(8);

    Line() {
      head.setAlignment(Pos.CENTER_LEFT);
      head.setMouseTransparent(true);
      head.setManaged(false);
      setOnMouseClicked(e -> {
        WorkloadLine line = getItem();
        if (line instanceof Head head) {
          model.cluster().workloads().fold(head.group(), !head.folded());
        } else if (line instanceof Row row) {
          model.cluster().workloads().selected().set(row.workload().key());
        }
      });
    }

    @Override
    protected void updateItem(@Nullable WorkloadLine line, boolean empty) {
      super.updateItem(line, empty);
      Kit.pick(this, "cv-line-", line instanceof Head ? "head" : "");
      head.setVisible(line instanceof Head);
      if (line instanceof Head h) {
        say(h);
      }
      setAccessibleText(
          switch (line) {
            case null -> null;
            case Head head ->
                head.group() + ", " + Messages.count("head.workloads", head.workloads());
            case Row row ->
                row.workload().key().kind().word()
                    + " "
                    + row.workload().key().name()
                    + ", "
                    + text("detail.ready", row.workload().ready(), row.workload().desired())
                    + ", "
                    + row.ports()
                    + others(row)
                    + (attached(row) ? ", " + text("attach.marked") : "");
          });
    }

    private String others(Row row) {
      return who(row).stream()
          .filter(who -> !who.mine())
          .map(who -> ", " + text("attached.by", who.name()))
          .collect(Collectors.joining());
    }

    private void say(Head h) {
      head.getChildren()
          .setAll(
              Kit.label(h.group(), "cv-head-name"),
              Kit.label(Messages.count("head.workloads", h.workloads()), "cv-small", "cv-muted"));
      if (h.failing() > 0) {
        head.getChildren()
            .add(Kit.label(text("head.failing", h.failing()), "cv-small", "cv-tone-danger"));
      }
      if (h.notReady() > 0) {
        head.getChildren()
            .add(Kit.label(text("head.not-ready", h.notReady()), "cv-small", "cv-tone-warning"));
      }
    }

    @Override
    protected void layoutChildren() {
      super.layoutChildren();
      if (head.isVisible()) {
        // The skin sets the children to the cells whenever columns come or go.
        if (!getChildren().contains(head)) {
          getChildren().add(head);
        }
        head.resizeRelocate(INDENT, 0, Math.max(0, getWidth() - INDENT), getHeight());
      }
    }
  }

  /** The kind's icon; where this person is attached, a plug in its place. */
  private final class KindCell extends TableCell<WorkloadLine, WorkloadLine> {
    private final FontIcon icon = Kit.icon("mdi2c-cube-outline", 16);

    KindCell() {
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    }

    @Override
    protected void updateItem(@Nullable WorkloadLine line, boolean empty) {
      super.updateItem(line, empty);
      if (empty || line == null) {
        setGraphic(null);
        return;
      }
      String name =
          switch (line) {
            case Head head -> head.folded() ? "mdi2c-chevron-right" : "mdi2c-chevron-down";
            case Row row ->
                attached(row) ? "mdi2c-connection" : WorkloadLine.icon(row.workload().key().kind());
          };
      Kit.pick(icon, "cv-tone-", line instanceof Row row && attached(row) ? "take" : "");
      if (!name.equals(icon.getIconLiteral())) {
        icon.setIconLiteral(name);
      }
      Kit.pick(icon, "cv-i", line instanceof Head ? "14" : "16");
      setGraphic(icon);
    }
  }

  /** The last minute through this computer. Drawn again every other second, only while seen. */
  private static final class TrafficCell extends TableCell<WorkloadLine, WorkloadLine> {
    private final AppModel model;
    private final Sparkline line;
    private final ChangeListener<Number> onTick = (o, was, is) -> show();

    TrafficCell(AppModel model, Ticker ticker, Colors colors) {
      this.model = model;
      this.line = new Sparkline(18, colors);
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      ticker.seconds().addListener(new WeakChangeListener<>(onTick));
    }

    @Override
    protected void updateItem(@Nullable WorkloadLine item, boolean empty) {
      super.updateItem(item, empty);
      boolean row = !empty && item instanceof Row;
      setGraphic(row ? line : null);
      show();
    }

    private void show() {
      if (!isEmpty() && getItem() instanceof Row row) {
        line.show(model.traffic().of(row.workload()).minute());
      }
    }
  }

  private static final class ReadyCell extends TextCell<WorkloadLine> {
    private final FontIcon icon = Kit.icon("mdi2a-alert-outline", 14);

    ReadyCell() {
      super(
          of(Row::ready),
          line ->
              line instanceof Row row
                  ? switch (row.health()) {
                    case IDLE -> "subtle";
                    case READY -> "";
                    case PARTLY -> "warning";
                    case FAILING -> "danger";
                  }
                  : "");
      setGraphicTextGap(4);
    }

    @Override
    protected void fill(WorkloadLine line) {
      String name =
          line instanceof Row row
              ? switch (row.health()) {
                case PARTLY -> "mdi2a-alert-outline";
                case FAILING -> "mdi2a-alert-circle-outline";
                case IDLE, READY -> "";
              }
              : "";
      if (name.isEmpty()) {
        setGraphic(null);
      } else {
        icon.setIconLiteral(name);
        setGraphic(icon);
      }
    }
  }
}
