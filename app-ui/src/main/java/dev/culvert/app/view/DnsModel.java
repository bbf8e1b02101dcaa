package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Supplier<Set<String>> services;
  private final ReadOnlyObjectWrapper<DnsTimes> times;
  private Instant timed = Instant.EPOCH;
  private int timedRows = -1;

  DnsModel(
      HelperClient helper,
      Workbench bench,
      BooleanSupplier connected,
      Supplier<String> example,
      Supplier<Set<String>> services) {
    this.services = services;
    this.times = new ReadOnlyObjectWrapper<>(DnsTimes.of(List.of(), bench.now()));
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
    table.picture().addListener((o, was, is) -> timed(is.rows()));
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

  /** How long answers took; anew at most once a second. */
  public ReadOnlyObjectProperty<DnsTimes> times() {
    return times.getReadOnlyProperty();
  }

  /** Names near one that does not exist: of services, and of names that were answered lately. */
  public List<String> near(DnsRow row) {
    Set<String> known = new LinkedHashSet<>(services.get());
    for (DnsRow other : table.picture().get().rows()) {
      if (other.weight() == DnsRow.Weight.PLAIN) {
        known.add(other.query().getName());
      }
    }
    String name = row.query().getName();
    List<NearNames.Near> near = NearNames.of(name, known);
    if (near.isEmpty()) {
      // A resolver library that fails goes on with its search list: the typing error is before it.
      near = NearNames.of(firstTwoLabels(name), services.get());
    }
    return near.stream().map(NearNames.Near::name).toList();
  }

  private static String firstTwoLabels(String name) {
    int second = name.indexOf('.', name.indexOf('.') + 1);
    return second < 0 ? name : name.substring(0, second);
  }

  private void timed(List<DnsRow> rows) {
    Instant now = bench.now();
    if (Duration.between(timed, now).abs().compareTo(Duration.ofSeconds(1)) < 0
        && !rows.isEmpty()
        && timedRows == rows.size()) {
      return;
    }
    timed = now;
    timedRows = rows.size();
    bench.work(() -> {
      DnsTimes next = DnsTimes.of(rows, now);
      bench.ui(() -> times.set(next));
    });
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
