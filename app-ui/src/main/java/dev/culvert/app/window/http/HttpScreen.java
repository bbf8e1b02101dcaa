package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.http.HttpReader;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.HttpModel;
import dev.culvert.app.view.HttpRow;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.LiveScreen;
import dev.culvert.app.window.kit.TextCell;
import dev.culvert.app.window.kit.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import javafx.scene.control.TableColumn;
import org.jspecify.annotations.Nullable;

/** Requests and their answers, while somebody looks into them. */
public final class HttpScreen extends LiveScreen<HttpRow> {
  private final AppModel model;
  private final HttpModel http;
  private final HttpDrawer drawer;
  private final LookMenu look;
  private final HarMenu har;

  /** Shows the model's requests. */
  public HttpScreen(AppModel model, Ticker ticker) {
    super(
        model.http().table(),
        columns(model),
        model.http().selected(),
        HttpRow::id,
        text("screen.http"),
        text("http.filter"));
    this.model = model;
    this.http = model.http();
    this.drawer = new HttpDrawer(model);
    this.look = new LookMenu(model);
    this.har = new HarMenu(model);
    columns().table().setId("http");
    columns().onSort((column, down) -> http.table().order().set(order(column, down)));
    columns().onValue(this::chosen);
    below(new HttpStrip(http, model.bench(), ticker));
    tools(look, har);
    getChildren().add(drawer);
    model.connection().bar().addListener((o, was, is) -> refresh());
    model.attachments().shown().addListener((o, was, is) -> refresh());
    http.looking().addListener((o, was, is) -> refresh());
    http.hour().recording().addListener((o, was, is) -> refresh());
    begin();
  }

  @Override
  public void narrow(boolean narrow) {
    super.narrow(narrow);
    look.narrow(narrow);
    har.narrow(narrow);
  }

  private static Columns<HttpRow> columns(AppModel model) {
    Columns<HttpRow> columns = new Columns<>(28, text("screen.http"), "cv-dense");
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
    columns.add("method", 84, false, () -> new TextCell<>(row -> row.exchange().method(), "cv-md"));
    columns.add("path", 0, false, () -> new TextCell<>(row -> row.exchange().path(), "cv-mono"));
    TableColumn<HttpRow, HttpRow> host =
        columns.add(
            "host", 170, false, () -> new TextCell<>(row -> row.exchange().host(), "cv-muted"));
    TableColumn<HttpRow, HttpRow> to =
        columns.add("to", 170, false, () -> new TextCell<>(HttpRow::to, "cv-muted"));
    columns.add("status", 70, true, () -> new TextCell<>(HttpRow::status, HttpRow::tone, "cv-md"));
    TableColumn<HttpRow, HttpRow> first =
        columns.add(
            "first-byte",
            92,
            true,
            () -> new TextCell<>(row -> HttpRow.time(row.exchange().firstByte()), "cv-muted"));
    columns.add(
        "took",
        84,
        true,
        () -> new TextCell<>(row -> HttpRow.time(row.exchange().took()), "cv-muted"));
    TableColumn<HttpRow, HttpRow> asked =
        columns.add(
            "asked",
            84,
            true,
            () ->
                new TextCell<>(
                    row -> HttpRow.size(Optional.of(row.exchange().request())), "cv-muted"));
    TableColumn<HttpRow, HttpRow> answered =
        columns.add(
            "answered",
            92,
            true,
            () -> new TextCell<>(row -> HttpRow.size(row.exchange().answer()), "cv-muted"));
    answered.getStyleClass().add("cv-last");
    columns.least(150);
    columns.dropBelow(1170, to);
    columns.dropBelow(1000, asked);
    columns.dropBelow(910, first);
    columns.dropBelow(820, host);
    columns.dropBelow(650, answered);
    return columns;
  }

  private static @Nullable Comparator<HttpRow> order(@Nullable String column, boolean down) {
    if (column == null || column.equals("time")) {
      return column == null || !down ? null : Comparator.comparing(HttpRow::at);
    }
    Comparator<HttpRow> by =
        switch (column) {
          case "method" -> Comparator.comparing(row -> row.exchange().method());
          case "path" -> Comparator.comparing(row -> row.exchange().path());
          case "host" -> Comparator.comparing(row -> row.exchange().host());
          case "to" -> Comparator.comparing(HttpRow::to);
          case "status" ->
              Comparator.comparingInt((HttpRow row) -> row.exchange().status()).reversed();
          case "first-byte" -> slowest(HttpExchange::firstByte);
          case "took" -> slowest(HttpExchange::took);
          case "asked" ->
              Comparator.comparingLong((HttpRow row) -> row.exchange().request().bodyLength())
                  .reversed();
          default ->
              Comparator.comparingLong(
                      (HttpRow row) -> row.exchange().answer().map(m -> m.bodyLength()).orElse(-1L))
                  .reversed();
        };
    return (down ? by.reversed() : by).thenComparing(HttpRow::id, Comparator.reverseOrder());
  }

  private static Comparator<HttpRow> slowest(
      java.util.function.Function<HttpExchange, Optional<Duration>> time) {
    return Comparator.comparing((HttpRow row) -> time.apply(row.exchange()).orElse(Duration.ZERO))
        .reversed();
  }

  /** Shift-click wants only this value, Alt-click its opposite. */
  private void chosen(String column, HttpRow row, boolean opposite) {
    switch (column) {
      case "method" -> http.table().filterBy("method", row.exchange().method(), opposite);
      case "path" -> http.table().filterBy("path", row.exchange().path(), opposite);
      case "to" -> http.table().filterBy("to", row.to(), opposite);
      case "status" ->
          http.table().filterBy("status", Integer.toString(row.exchange().status()), opposite);
      default -> http.table().filterBy("host", row.exchange().host(), opposite);
    }
  }

  @Override
  protected String sentence(HttpRow row) {
    return row.sentence();
  }

  @Override
  protected String title() {
    var picture = http.table().picture().get();
    return picture.total() == 0
        ? ""
        : Messages.count(
            "http.title", picture.total(), Messages.count("http.title.failed", picture.marked()));
  }

  @Override
  protected @Nullable Notice instead() {
    return model.noRequests();
  }

  @Override
  protected void detail(@Nullable HttpRow row) {
    drawer.show(row);
  }

  @Override
  public String right() {
    return text(
        "status.http.kept",
        Units.count(http.table().picture().get().total()),
        Units.count(HttpReader.MOST_EXCHANGES));
  }
}
