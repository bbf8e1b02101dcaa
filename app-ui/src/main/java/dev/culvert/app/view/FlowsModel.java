package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The flows' table. */
public final class FlowsModel implements AutoCloseable {
  private static final int CAP = 100_000;

  private final Workbench bench;
  private final LiveTable<FlowRow> table;
  private final ObjectProperty<@Nullable FlowRow> selected = new SimpleObjectProperty<>();
  private final BooleanSupplier connected;
  private final Supplier<String> example;
  private final Subscription watch;
  private long counted = -1;
  private long live;

  /**
   * @param connected whether flows can come
   * @param example a name to try, as {@code orders.shop}
   */
  FlowsModel(
      HelperClient helper, Workbench bench, BooleanSupplier connected, Supplier<String> example) {
    this.bench = bench;
    this.connected = connected;
    this.example = example;
    this.table = new LiveTable<>(bench, FlowRow::id, row -> row, CAP);
    this.watch = helper.watchFlows(this::onFlows);
  }

  /** The rows. */
  public LiveTable<FlowRow> table() {
    return table;
  }

  /** The flow whose details are open, as it was last seen. */
  public ObjectProperty<@Nullable FlowRow> selected() {
    return selected;
  }

  /** How many of the shown still live. */
  public long live() {
    LiveTable.Picture<FlowRow> now = table.picture().get();
    if (now.number() != counted) {
      counted = now.number();
      live = now.rows().stream().filter(FlowRow::live).count();
    }
    return live;
  }

  /** What stands instead of the table, if anything. */
  public @Nullable Notice notice(Notice notConnected) {
    LiveTable.Picture<FlowRow> now = table.picture().get();
    if (!now.rows().isEmpty()) {
      return null;
    }
    if (now.total() > 0) {
      return new Notice(
          "mdi2s-swap-horizontal",
          text("flows.filtered"),
          Messages.count("flows.filtered.text", now.total(), table.filter().get().trim()),
          List.of(
              new Notice.Action(text("filter.clear"), "Esc", false, () -> table.filter().set(""))));
    }
    if (!connected.getAsBoolean()) {
      return notConnected;
    }
    String name = example.get();
    return new Notice(
        "mdi2s-swap-horizontal",
        text("flows.empty"),
        text("flows.empty.text", name),
        List.of(
            new Notice.Action(
                text("flows.empty.copy"), "", false, () -> bench.copy("curl -i http://" + name))));
  }

  private void onFlows(FlowEvent event) {
    table.change(
        event.getSnapshot(),
        event.getUpsertsList().stream().map(FlowRow::of).toList(),
        event.getRemovedList());
  }

  @Override
  public void close() {
    watch.close();
  }
}
