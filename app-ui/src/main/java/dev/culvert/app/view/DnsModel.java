package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The table of DNS queries, and the box to try a name. */
public final class DnsModel implements AutoCloseable {
  private static final int CAP = 50_000;

  private final HelperClient helper;
  private final Workbench bench;
  private final LiveTable<DnsRow> table;
  private final ObjectProperty<@Nullable DnsRow> selected = new SimpleObjectProperty<>();
  private final ReadOnlyObjectWrapper<Trial> trial = new ReadOnlyObjectWrapper<>(new Trial.None());
  private final BooleanSupplier connected;
  private final Supplier<String> example;
  private final Subscription watch;
  private int trials;

  DnsModel(
      HelperClient helper, Workbench bench, BooleanSupplier connected, Supplier<String> example) {
    this.helper = helper;
    this.bench = bench;
    this.connected = connected;
    this.example = example;
    this.table =
        new LiveTable<>(
            bench,
            DnsRow::id,
            row -> row,
            DnsRow.KEYS,
            row -> row.weight() == DnsRow.Weight.WARNING,
            CAP);
    this.watch = helper.watchDns(this::onQueries);
  }

  /** The rows. */
  public LiveTable<DnsRow> table() {
    return table;
  }

  /** The query whose reasoning is open. */
  public ObjectProperty<@Nullable DnsRow> selected() {
    return selected;
  }

  /** What became of the name that was tried. */
  public ReadOnlyObjectProperty<Trial> trial() {
    return trial.getReadOnlyProperty();
  }

  /** A name that is worth trying. */
  public String example() {
    return example.get();
  }

  /** Asks one name as any program would. */
  public void tryName(String name, String type) {
    String asked = name.strip();
    if (asked.isEmpty()) {
      return;
    }
    int mine = ++trials;
    trial.set(new Trial.Asking(asked, type));
    CompletableFuture<DnsQuery> answer = helper.tryName(asked, type);
    // The callback handles both outcomes.
    CompletableFuture<DnsQuery> _ =
        answer.whenComplete((query, error) ->
            bench.ui(() -> {
              if (mine != trials) {
                return;
              }
              if (error == null) {
                trial.set(new Trial.Answered(new DnsRow(query)));
              } else {
                Throwable cause =
                    error instanceof CompletionException c && c.getCause() != null
                        ? c.getCause()
                        : error;
                trial.set(new Trial.Failed(String.valueOf(cause.getMessage())));
              }
            }));
  }

  /** Opens the reasoning of the name that was tried. */
  public void showTrial() {
    if (trial.get() instanceof Trial.Answered answered) {
      selected.set(answered.row());
    }
  }

  /** The newest query before this time whose answer held the address. */
  public void answerBefore(String address, Instant before, Consumer<Optional<DnsRow>> then) {
    table.find(row -> !row.at().isAfter(before) && row.holds(address), then);
  }

  /** The answer time that a half, or 99 of 100, of the kept queries stayed below. */
  public static Duration percentile(List<DnsRow> rows, double share) {
    if (rows.isEmpty()) {
      return Duration.ZERO;
    }
    List<Duration> sorted = rows.stream().limit(2000).map(DnsRow::took).sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(share * sorted.size()) - 1));
  }

  /** What stands instead of the table, if anything. */
  public @Nullable Notice notice(Notice notConnected) {
    LiveTable.Picture<DnsRow> now = table.picture().get();
    if (!now.rows().isEmpty()) {
      return null;
    }
    if (now.total() > 0) {
      return new Notice(
          "mdi2d-dns-outline",
          text("dns.filtered"),
          Messages.count("dns.filtered.text", now.total(), table.filter().get().trim()),
          List.of(
              new Notice.Action(text("filter.clear"), "Esc", false, () -> table.filter().set(""))));
    }
    if (!connected.getAsBoolean()) {
      return notConnected;
    }
    String name = example.get();
    return new Notice(
        "mdi2d-dns-outline",
        text("dns.empty"),
        text("dns.empty.text", name),
        List.of(
            new Notice.Action(text("dns.empty.try", name), "", true, () -> tryName(name, "A"))));
  }

  private void onQueries(DnsEvent event) {
    table.change(
        event.getSnapshot(), event.getQueriesList().stream().map(DnsRow::new).toList(), List.of());
  }

  @Override
  public void close() {
    watch.close();
  }

  /** The box to try a name. */
  public sealed interface Trial {
    /** Nothing was tried. */
    record None() implements Trial {}

    /** On its way. */
    record Asking(String name, String type) implements Trial {}

    /** There is an answer, good or bad. */
    record Answered(DnsRow row) implements Trial {}

    /** The helper could not ask. */
    record Failed(String message) implements Trial {}
  }
}
