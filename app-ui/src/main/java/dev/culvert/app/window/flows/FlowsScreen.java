package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.LiveScreen;
import dev.culvert.app.window.kit.Ticker;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The flows: who talks to what, and what became of it. */
public final class FlowsScreen extends LiveScreen<FlowRow> {
  private final AppModel model;
  private final FlowsModel flows;
  private final FlowDrawer drawer;

  /** Shows the model's flows. */
  public FlowsScreen(AppModel model, Ticker ticker) {
    super(
        model.flows().table(),
        FlowColumns.of(model, ticker),
        model.flows().selected(),
        FlowRow::id,
        text("screen.flows"),
        text("flows.filter"));
    this.model = model;
    this.flows = model.flows();
    this.drawer = new FlowDrawer(model);
    columns().table().setId("flows");
    columns().onSort((column, down) -> flows.table().order().set(order(column, down)));
    getChildren().add(drawer);
    model.connection().bar().addListener((o, was, is) -> refresh());
    begin();
  }

  private static @Nullable Comparator<FlowRow> order(@Nullable String column, boolean down) {
    if (column == null) {
      return null;
    }
    Comparator<FlowRow> by =
        switch (column) {
          case "program" -> Comparator.comparing(FlowRow::program);
          case "destination" ->
              Comparator.comparing(FlowRow::namespace).thenComparing(FlowRow::name);
          case "address" -> Comparator.comparing(FlowRow::address);
          case "verdict" -> Comparator.comparing(FlowRow::kind, Comparator.reverseOrder());
          case "in" ->
              Comparator.comparingLong((FlowRow row) -> row.flow().getBytesIn()).reversed();
          case "out" ->
              Comparator.comparingLong((FlowRow row) -> row.flow().getBytesOut()).reversed();
          case "rtt" ->
              Comparator.comparing(
                      FlowRow::dial,
                      Comparator.nullsFirst(Comparator.<java.time.Duration>naturalOrder()))
                  .reversed();
          case "retr" ->
              Comparator.comparingInt((FlowRow row) -> row.flow().getRetransmits()).reversed();
          default -> Comparator.comparing(FlowRow::opened).reversed();
        };
    return (down ? by.reversed() : by).thenComparing(FlowRow::id, Comparator.reverseOrder());
  }

  @Override
  protected String sentence(FlowRow row) {
    return row.sentence(model.bench().now());
  }

  @Override
  protected String title() {
    var picture = flows.table().picture().get();
    if (picture.total() == 0) {
      return text("flows.title.none");
    }
    long live = flows.live();
    long ended = picture.rows().size() - live;
    return picture.rows().size() == picture.total()
        ? text("flows.title", Units.count(live), Units.count(ended))
        : text(
            "flows.title.some",
            Units.count(live),
            Units.count(picture.total()),
            Units.count(ended));
  }

  @Override
  protected @Nullable Notice instead() {
    return flows.notice(model.notConnected("flows"));
  }

  @Override
  protected void detail(@Nullable FlowRow row) {
    drawer.show(row);
  }

  @Override
  public String right() {
    return Messages.count(
        "status.flows",
        flows.live(),
        Units.count(flows.table().picture().get().total()),
        Units.count(flows.table().cap()));
  }
}
