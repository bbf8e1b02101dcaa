package dev.culvert.app.window.dns;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.DnsModel;
import dev.culvert.app.view.DnsRow;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.ReasonWords;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.LiveScreen;
import dev.culvert.app.window.kit.TextCell;
import java.util.Comparator;
import javafx.scene.control.TableColumn;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The DNS queries, and a box to try a name. */
public final class DnsScreen extends LiveScreen<DnsRow> {
  private final AppModel model;
  private final DnsModel dns;
  private final DnsDrawer drawer;
  private final TryBox box;

  /** Shows the model's queries. */
  public DnsScreen(AppModel model, Colors colors) {
    super(
        model.dns().table(),
        columns(model),
        model.dns().selected(),
        DnsRow::id,
        text("screen.dns"),
        text("dns.filter"));
    this.model = model;
    this.dns = model.dns();
    this.drawer = new DnsDrawer(model);
    this.box = new TryBox(model, colors);
    columns().table().setId("dns");
    columns().onSort((column, down) -> dns.table().order().set(order(column, down)));
    above(box);
    getChildren().add(drawer);
    model.connection().bar().addListener((o, was, is) -> refresh());
    begin();
  }

  @Override
  public void narrow(boolean narrow) {
    super.narrow(narrow);
    box.narrow(narrow);
  }

  private static Columns<DnsRow> columns(AppModel model) {
    Columns<DnsRow> columns = new Columns<>(28, text("screen.dns"), "cv-dense");
    columns
        .add(
            "time",
            124,
            false,
            () ->
                new TextCell<>(
                    row -> Units.clockMillis(row.at(), model.bench().zone()),
                    "cv-mono",
                    "cv-muted"))
        .getStyleClass()
        .add("cv-first");
    TableColumn<DnsRow, DnsRow> program =
        columns.add("program", 92, false, () -> new TextCell<>(DnsRow::program, "cv-md"));
    columns.add("typed", 0, false, () -> new TextCell<>(row -> row.query().getName(), "cv-mono"));
    columns.add("type", 62, false, () -> new TextCell<>(row -> row.query().getType(), "cv-muted"));
    TableColumn<DnsRow, DnsRow> rule =
        columns.add(
            "rule",
            190,
            false,
            () -> new TextCell<>(row -> ReasonWords.rule(row.query()), "cv-muted"));
    TableColumn<DnsRow, DnsRow> by = columns.add("by", 112, false, ByCell::new);
    columns.add(
        "code",
        92,
        false,
        () ->
            new TextCell<>(
                row -> row.query().getCode(),
                row ->
                    switch (row.weight()) {
                      case PLAIN -> "muted";
                      case SUBTLE -> "subtle";
                      case WARNING -> "warning";
                      case DANGER -> "danger";
                    }));
    TableColumn<DnsRow, DnsRow> records =
        columns.add(
            "records",
            148,
            false,
            () ->
                new TextCell<>(
                    DnsRow::records,
                    row -> row.query().getRecordsCount() == 0 ? "subtle" : "",
                    "cv-mono"));
    TableColumn<DnsRow, DnsRow> ttl =
        columns.add("ttl", 62, true, () -> new TextCell<>(DnsRow::ttl, "cv-muted"));
    columns
        .add(
            "ms",
            72,
            true,
            () ->
                new TextCell<>(
                    DnsRow::millis,
                    row -> row.took().toMillis() > 1000 ? "danger" : "",
                    "cv-muted"))
        .getStyleClass()
        .add("cv-last");
    columns.least(150);
    columns.dropBelow(1060, rule);
    columns.dropBelow(880, ttl);
    columns.dropBelow(820, program);
    columns.dropBelow(730, by);
    columns.dropBelow(600, records);
    return columns;
  }

  private static @Nullable Comparator<DnsRow> order(@Nullable String column, boolean down) {
    if (column == null || column.equals("time")) {
      return column == null || !down ? null : Comparator.comparing(DnsRow::at);
    }
    Comparator<DnsRow> by =
        switch (column) {
          case "program" -> Comparator.comparing(DnsRow::program);
          case "typed" -> Comparator.comparing(row -> row.query().getName());
          case "type" -> Comparator.comparing(row -> row.query().getType());
          case "rule" -> Comparator.comparing(row -> ReasonWords.rule(row.query()));
          case "by" -> Comparator.comparing(DnsRow::who);
          case "code" -> Comparator.comparing((DnsRow row) -> row.weight()).reversed();
          case "records" -> Comparator.comparing(DnsRow::records);
          case "ttl" -> Comparator.comparingLong(row -> row.query().getTtl().getSeconds());
          default -> Comparator.comparing(DnsRow::took).reversed();
        };
    return (down ? by.reversed() : by).thenComparing(DnsRow::id, Comparator.reverseOrder());
  }

  static String icon(DnsRow row) {
    return switch (row.who()) {
      case "manager" -> "mdi2s-server-network";
      case "agent" -> "mdi2c-cube-outline";
      case "cache" -> "mdi2h-history";
      case "system" -> "mdi2l-laptop";
      default -> "mdi2f-filter-variant";
    };
  }

  @Override
  protected String sentence(DnsRow row) {
    return text(
        "dns.sentence",
        row.program(),
        row.query().getName(),
        row.query().getType(),
        row.query().getCode(),
        row.answeredBy(),
        row.millis());
  }

  @Override
  protected String title() {
    var picture = dns.table().picture().get();
    if (picture.total() == 0) {
      return "";
    }
    long missing = picture.marked();
    String missed =
        missing == 0 ? text("dns.notfound.none") : Messages.count("dns.notfound", missing);
    return Messages.count("dns.title", picture.total(), missed);
  }

  @Override
  protected @Nullable Notice instead() {
    return dns.notice(model.notConnected("dns"));
  }

  @Override
  protected void detail(@Nullable DnsRow row) {
    drawer.show(row);
  }

  @Override
  public String right() {
    return text(
        "status.dns.kept",
        Units.count(dns.table().picture().get().total()),
        Units.count(dns.table().cap()));
  }

  private static final class ByCell extends TextCell<DnsRow> {
    private final FontIcon icon = Kit.icon("mdi2s-server-network", 14, "cv-muted");

    ByCell() {
      super(DnsRow::answeredBy, "cv-muted");
      setGraphicTextGap(6);
      setGraphic(icon);
    }

    @Override
    protected void fill(DnsRow row) {
      String literal = icon(row);
      if (!literal.equals(icon.getIconLiteral())) {
        icon.setIconLiteral(literal);
      }
    }
  }
}
