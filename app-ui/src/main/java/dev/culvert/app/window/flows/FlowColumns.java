package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowGroup;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.AgeCell;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SparkCell;
import dev.culvert.app.window.kit.TextCell;
import dev.culvert.app.window.kit.Ticker;
import java.time.Duration;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The columns of the flows' table. */
final class FlowColumns {
  private FlowColumns() {}

  static Columns<FlowRow> of(AppModel model, Ticker ticker, Colors colors) {
    Columns<FlowRow> columns = new Columns<>(28, text("screen.flows"), "cv-dense");
    columns.add("program", 136, false, ProgramCell::new).getStyleClass().add("cv-first");
    columns.add("destination", 0, false, DestinationCell::new);
    TableColumn<FlowRow, FlowRow> address =
        columns.add(
            "address", 116, false, () -> new TextCell<>(FlowRow::address, "cv-mono", "cv-muted"));
    columns.add("verdict", 118, false, VerdictCell::new);
    columns.add("in", 70, true, () -> bytes(true));
    columns.add("out", 70, true, () -> bytes(false));
    TableColumn<FlowRow, FlowRow> rate =
        columns.add(
            "rate",
            92,
            false,
            () ->
                new SparkCell<>(
                    ticker,
                    colors,
                    FlowRow::id,
                    row ->
                        row.group() == null
                            ? model.flows().rates().minute(row.id(), model.bench().now())
                            : SparkCell.NOTHING));
    TableColumn<FlowRow, FlowRow> trip =
        columns.add(
            "rtt",
            80,
            true,
            () ->
                new TextCell<>(
                    row -> {
                      Duration dial = row.dial();
                      return dial == null ? Units.UNKNOWN : Units.time(dial);
                    },
                    "cv-muted"));
    TableColumn<FlowRow, FlowRow> retransmits =
        columns.add(
            "retr",
            48,
            true,
            () ->
                new TextCell<>(
                    row ->
                        row.flow().getTcpState().isEmpty() && row.group() == null
                            ? Units.UNKNOWN
                            : Units.count(row.flow().getRetransmits()),
                    row -> row.flow().getRetransmits() > 20 ? "warning" : "",
                    "cv-muted"));
    TableColumn<FlowRow, FlowRow> lasted =
        columns.add(
            "lasted",
            66,
            true,
            () ->
                new AgeCell<>(
                    ticker,
                    row -> row.group() != null ? "" : Units.span(row.lasted(model.bench().now())),
                    "cv-muted"));
    lasted.getStyleClass().add("cv-last");
    columns.least(150); // The widths below are the sums of what is left.
    columns.dropBelow(956, retransmits);
    columns.dropBelow(908, address);
    columns.dropBelow(792, trip);
    columns.dropBelow(712, rate);
    columns.dropBelow(620, lasted);
    return columns;
  }

  static String icon(FlowRow.Kind kind) {
    return switch (kind) {
      case CLUSTER -> "";
      case DIALLING -> "mdi2p-progress-helper";
      case REFUSED, RESET -> "mdi2c-close-circle-outline";
      case UNREACHABLE -> "mdi2c-cancel";
      case TIMED_OUT -> "mdi2t-timer-sand";
      case FORBIDDEN -> "mdi2l-lock-outline";
      case EXCLUDED -> "mdi2m-minus-circle-outline";
      case TAKEN -> "mdi2c-call-split";
    };
  }

  static String tone(FlowRow.Kind kind) {
    return switch (kind) {
      case CLUSTER -> "muted";
      case DIALLING -> "info";
      case REFUSED, UNREACHABLE, FORBIDDEN, RESET -> "danger";
      case TIMED_OUT -> "warning";
      case EXCLUDED -> "subtle";
      case TAKEN -> "take";
    };
  }

  static String programIcon(String program) {
    return switch (program.toLowerCase(Locale.ROOT)) {
      case "java" -> "mdi2l-language-java";
      case "go" -> "mdi2l-language-go";
      case "python", "python3" -> "mdi2l-language-python";
      case "node" -> "mdi2n-nodejs";
      case "firefox" -> "mdi2f-firefox";
      case "docker" -> "mdi2d-docker";
      case "curl", "wget", "grpcurl", "bash", "sh", "ssh" -> "mdi2c-console-line";
      case "psql", "mysql", "mariadb", "redis-cli", "sqlite3" -> "mdi2d-database-outline";
      case "dig", "getent", "host", "nslookup" -> "mdi2d-dns-outline";
      case "k6" -> "mdi2s-speedometer";
      default -> "mdi2a-application-outline";
    };
  }

  private static TextCell<FlowRow> bytes(boolean in) {
    return new TextCell<>(
        row -> Units.bytes((double) (in ? row.flow().getBytesIn() : row.flow().getBytesOut())),
        row -> (in ? row.flow().getBytesIn() : row.flow().getBytesOut()) == 0 ? "subtle" : "");
  }

  private static final class ProgramCell extends TableCell<FlowRow, FlowRow> {
    private final FontIcon icon = Kit.icon("mdi2a-application-outline", 16, "cv-subtle");
    private final Label name = Kit.label("", "cv-small", "cv-md");
    private final Label pid = Kit.label("", "cv-mono-small", "cv-subtle");
    private final HBox box = new HBox(6, Kit.boxed(icon, 16), name, pid);

    ProgramCell() {
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      box.setAlignment(Pos.CENTER_LEFT);
      pid.setMinWidth(Label.USE_PREF_SIZE);
      name.setMinWidth(0);
      box.maxWidthProperty().bind(widthProperty().subtract(22));
      setGraphic(box);
    }

    @Override
    protected void updateItem(@Nullable FlowRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        box.setVisible(false);
        return;
      }
      box.setVisible(true);
      FlowGroup group = row.group();
      if (group != null) {
        icon.setIconLiteral(group.folded() ? "mdi2c-chevron-right" : "mdi2c-chevron-down");
        name.setText(row.name());
        Kit.pick(name, "cv-weight-", "strong");
        pid.setText(Units.count(group.flows()));
        return;
      }
      Kit.pick(name, "cv-weight-", "");
      String literal = programIcon(row.program());
      if (!literal.equals(icon.getIconLiteral())) {
        icon.setIconLiteral(literal);
      }
      name.setText(row.program());
      pid.setText(row.pid());
    }
  }

  /** Name, namespace, port; the name gives way, the others never. */
  private static final class DestinationCell extends TableCell<FlowRow, FlowRow> {
    private final Label name = Kit.label("", "cv-small");
    private final Label namespace = Kit.label("", "cv-small", "cv-muted");
    private final Label port = Kit.label("", "cv-mono", "cv-subtle");
    private final HBox box = new HBox(4, name, namespace, port);
    private @Nullable Tooltip whole;

    DestinationCell() {
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      box.setAlignment(Pos.CENTER_LEFT);
      box.maxWidthProperty().bind(widthProperty().subtract(16));
      name.setMinWidth(0);
      name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
      name.setEllipsisString("…");
      namespace.setMinWidth(Label.USE_PREF_SIZE);
      port.setMinWidth(Label.USE_PREF_SIZE);
      setGraphic(box);
    }

    @Override
    protected void updateItem(@Nullable FlowRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        box.setVisible(false);
        return;
      }
      box.setVisible(true);
      if (row.group() != null) {
        box.setVisible(false);
        return;
      }
      name.setText(row.name());
      Kit.pick(name, "cv-weight-", row.kind() == FlowRow.Kind.EXCLUDED ? "plain" : "md");
      namespace.setText(row.namespace());
      Kit.show(namespace, !row.namespace().isEmpty());
      port.setText(row.port());
      if (row.flow().getDestinationName().length() > 16) {
        if (whole == null) {
          whole = new Tooltip();
        }
        whole.setText(row.flow().getDestinationName() + row.port());
        setTooltip(whole);
      } else {
        setTooltip(null);
      }
    }
  }

  private static final class VerdictCell extends TextCell<FlowRow> {
    private static final double ICON = 18;

    private final FontIcon icon = Kit.icon("mdi2c-cancel", 14);
    private final StackPane box = Kit.boxed(icon, 14);

    VerdictCell() {
      super(
          row -> {
            FlowGroup group = row.group();
            return group == null
                ? row.kind().word()
                : group.bad() == 0 ? "" : Messages.count("flows.group.bad", group.bad());
          },
          row -> row.group() == null ? tone(row.kind()) : "danger");
      setGraphicTextGap(4);
      setGraphic(box);
    }

    @Override
    protected void fill(FlowRow row) {
      String literal = row.group() == null ? icon(row.kind()) : "";
      if (!literal.isEmpty() && !literal.equals(icon.getIconLiteral())) {
        icon.setIconLiteral(literal);
      }
      // An icon that comes and goes costs a look-up of styles each time; hidden, it leaves its
      // room,
      // which the text takes.
      icon.setVisible(!literal.isEmpty());
      setTranslateX(literal.isEmpty() ? -ICON : 0);
    }
  }
}
