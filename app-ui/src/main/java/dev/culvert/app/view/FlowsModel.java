package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.view.FlowGroup.By;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The flows: the table, its groups, the chart above it, the map, and what can be saved. */
public final class FlowsModel implements AutoCloseable {
  private static final int CAP = 100_000;

  private final HelperClient helper;
  private final Workbench bench;
  private final LiveTable<FlowRow> table;
  private final FlowRates rates = new FlowRates();
  private final HourModel hour;
  private final ObjectProperty<@Nullable FlowRow> selected = new SimpleObjectProperty<>();
  private final ObjectProperty<By> by = new SimpleObjectProperty<>(By.NONE);
  private final ObjectProperty<@Nullable Span> span = new SimpleObjectProperty<>();
  private final BooleanProperty map = new SimpleBooleanProperty();
  private final Set<String> folded = new HashSet<>();
  private final ReadOnlyObjectWrapper<Saved> saved =
      new ReadOnlyObjectWrapper<>(new Saved.Nothing());
  private final BooleanSupplier connected;
  private final Supplier<String> example;
  private final Subscription watch;

  /** Names of programs by flow, for comments in files; as long as the flow is kept. */
  private final Map<Long, FlowRow> known = new ConcurrentHashMap<>();

  /**
   * @param connected whether flows can come
   * @param example a name to try, as {@code orders.shop}
   */
  FlowsModel(
      HelperClient helper, Workbench bench, BooleanSupplier connected, Supplier<String> example) {
    this.helper = helper;
    this.bench = bench;
    this.connected = connected;
    this.example = example;
    this.table = new LiveTable<>(bench, FlowRow::id, row -> row, FlowRow.KEYS, FlowRow::live, CAP);
    this.hour = new HourModel(helper.inspect(), bench);
    by.addListener((o, was, is) -> {
      folded.clear();
      group();
    });
    span.addListener((o, was, is) -> table.also(row -> is == null || is.holds(row)));
    this.watch = helper.watchFlows(this::onFlows);
  }

  /** A span of time that was chosen. */
  public record Span(Instant from, Instant to) {
    boolean holds(FlowRow row) {
      return row.during(from, to);
    }
  }

  /** What became of packets that were to be saved. */
  public sealed interface Saved {
    /** Nothing was saved. */
    record Nothing() implements Saved {}

    /** So many packets are in the file. */
    record Packets(Path file, long packets) implements Saved {}

    /** No packet of these flows is recorded. */
    record None() implements Saved {}

    /** It could not be done. */
    record Failed(String why) implements Saved {}
  }

  /** The rows. */
  public LiveTable<FlowRow> table() {
    return table;
  }

  /** How fast each goes. */
  public FlowRates rates() {
    return rates;
  }

  /** The last hour, and whether packets are recorded. */
  public HourModel hour() {
    return hour;
  }

  /** The flow whose details are open, as it was last seen. */
  public ObjectProperty<@Nullable FlowRow> selected() {
    return selected;
  }

  /** What flows are put together by. */
  public ObjectProperty<By> by() {
    return by;
  }

  /** Only flows that lived in this time; {@code null} for all. */
  public ObjectProperty<@Nullable Span> span() {
    return span;
  }

  /** Whether the map is shown in the table's place. */
  public BooleanProperty map() {
    return map;
  }

  /** What became of the last saving. */
  public ReadOnlyObjectProperty<Saved> saved() {
    return saved.getReadOnlyProperty();
  }

  /** How many of the shown still live. */
  public long live() {
    return table.picture().get().marked();
  }

  /** Folds or unfolds a group. */
  public void fold(String key, boolean fold) {
    if (fold ? folded.add(key) : folded.remove(key)) {
      group();
    }
  }

  /** Starts or stops recording packets. */
  public void record(boolean on) {
    var _ =
        helper
            .inspect()
            .record(on)
            .whenComplete((recording, failure) ->
                bench.ui(() -> {
                  if (failure == null) {
                    hour.recorded(recording);
                    saved.set(new Saved.Nothing());
                  } else {
                    saved.set(new Saved.Failed(why(failure)));
                  }
                }));
  }

  /** What became of the last saving has been read. */
  public void forgetSaved() {
    saved.set(new Saved.Nothing());
  }

  /** Saves the recorded packets of these flows. */
  public void save(Collection<Long> ids, Path file) {
    var _ =
        PacketSaver.save(helper.inspect(), ids, file, id -> Optional.ofNullable(known.get(id)))
            .whenComplete((packets, failure) ->
                bench.ui(() ->
                    saved.set(
                        failure != null
                            ? new Saved.Failed(why(failure))
                            : packets == 0 ? new Saved.None() : new Saved.Packets(file, packets))));
  }

  /** What stands instead of the table, if anything. */
  public @Nullable Notice notice(Notice notConnected) {
    LiveTable.Picture<FlowRow> now = table.picture().get();
    if (!now.rows().isEmpty()) {
      return null;
    }
    if (now.total() > 0) {
      boolean filtered = !table.filter().get().isBlank();
      return new Notice(
          "mdi2s-swap-horizontal",
          text(filtered ? "flows.filtered" : "flows.span.empty"),
          filtered
              ? Messages.count("flows.filtered.text", now.total(), table.filter().get().trim())
              : Messages.count("flows.span.empty.text", now.total()),
          List.of(new Notice.Action(text("filter.clear"), "Esc", false, this::clear)));
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

  /** Shows all flows again. */
  public void clear() {
    table.filter().set("");
    span.set(null);
  }

  private void group() {
    By now = by.get();
    Set<String> closed = Set.copyOf(folded);
    table.grouping(rows -> FlowGroup.arrange(rows, now, closed));
  }

  private static String why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  private void onFlows(FlowEvent event) {
    rates.heard(event, bench.now());
    if (event.getSnapshot()) {
      known.clear();
    }
    List<FlowRow> rows = event.getUpsertsList().stream().map(FlowRow::of).toList();
    rows.forEach(row -> known.put(row.id(), row));
    event.getRemovedList().forEach(known::remove);
    table.change(event.getSnapshot(), rows, event.getRemovedList());
  }

  @Override
  public void close() {
    watch.close();
    hour.close();
  }
}
