package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.Arrangement.Wanted;
import dev.culvert.app.view.WorkloadLine.Health;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * The workloads' table. Workloads are kept by key; filter, order and groups are made off the user
 * interface's thread, at most ten times a second.
 */
public final class WorkloadsModel {
  private static final Duration QUIET = Duration.ofMillis(200);

  private final Settings settings;
  private final Workbench bench;
  private final Runnable retry;
  private final Map<Workload.Key, Workload> all = new ConcurrentHashMap<>();
  private final ReadOnlyObjectWrapper<Picture> picture = new ReadOnlyObjectWrapper<>(Picture.EMPTY);
  private final ReadOnlyObjectWrapper<Status> status =
      new ReadOnlyObjectWrapper<>(new Status.Loading(""));
  private final StringProperty filter = new SimpleStringProperty("");
  private final ObjectProperty<Order> order = new SimpleObjectProperty<>(Order.NAME);
  private final ObjectProperty<Grouping> grouping = new SimpleObjectProperty<>(Grouping.NAMESPACE);
  private final ReadOnlyObjectWrapper<Set<String>> starred = new ReadOnlyObjectWrapper<>(Set.of());
  private final ObjectProperty<Workload.@Nullable Key> selected = new SimpleObjectProperty<>();
  private final Set<String> folded = new HashSet<>();
  private final Paced paced;

  private volatile Wanted wanted = Wanted.NOTHING;
  private Set<String> followed = Set.of();
  private Map<String, Double> rates = Map.of();
  private String context = "";

  WorkloadsModel(Settings settings, Workbench bench, Runnable retry) {
    this.settings = settings;
    this.bench = bench;
    this.retry = retry;
    this.paced = new Paced(bench, this::make);
    filter.addListener((o, was, is) -> want());
    order.addListener((o, was, is) -> want());
    grouping.set(Grouping.of(settings.get("window.workloads.grouping", "")));
    grouping.addListener((o, was, is) -> {
      settings.put("window.workloads.grouping", is.name().toLowerCase(Locale.ROOT));
      want();
    });
  }

  /** What the table shows. */
  public ReadOnlyObjectProperty<Picture> picture() {
    return picture.getReadOnlyProperty();
  }

  /** How live it is. */
  public ReadOnlyObjectProperty<Status> status() {
    return status.getReadOnlyProperty();
  }

  /** What was typed. */
  public StringProperty filter() {
    return filter;
  }

  /** How it is sorted. */
  public ObjectProperty<Order> order() {
    return order;
  }

  /** How it is grouped; kept for the next time. */
  public ObjectProperty<Grouping> grouping() {
    return grouping;
  }

  /** The favourites of this context, as {@code shop/orders}. */
  public ReadOnlyObjectProperty<Set<String>> starred() {
    return starred.getReadOnlyProperty();
  }

  /** Whether a workload is a favourite. */
  public boolean isStarred(Workload.Key key) {
    return starred.get().contains(Arrangement.path(key));
  }

  /** Makes a workload a favourite, or no more. */
  public void star(Workload.Key key, boolean on) {
    Set<String> next = new LinkedHashSet<>(starred.get());
    if (on ? next.add(Arrangement.path(key)) : next.remove(Arrangement.path(key))) {
      settings.names("starred." + context, next);
      starred.set(Set.copyOf(next));
      want();
    }
  }

  /** The group in which a line stands. */
  public String group(WorkloadLine line) {
    return switch (line) {
      case WorkloadLine.Head head -> head.group();
      case WorkloadLine.Row row -> Arrangement.group(row.workload(), grouping.get());
    };
  }

  /** What each takes of the traffic now, to sort by. */
  void rates(Map<String, Double> next) {
    rates = Map.copyOf(next);
    if (order.get().column().equals("traffic")) {
      want();
    }
  }

  /** The workload whose details are open. */
  public ObjectProperty<Workload.@Nullable Key> selected() {
    return selected;
  }

  /** The selected workload, as it is now. */
  public @Nullable Workload detail() {
    Workload.Key key = selected.get();
    return key == null ? null : all.get(key);
  }

  /** Every workload of the followed namespaces, in no order. */
  Collection<Workload> known() {
    return all.values();
  }

  /** Folds or unfolds a group. */
  public void fold(String group, boolean fold) {
    if (fold ? folded.add(group) : folded.remove(group)) {
      want();
    }
  }

  /** Tries again now. */
  public void retry() {
    retry.run();
  }

  /** The names of the shown namespaces as a sentence says them: "shop and payments". */
  public String where() {
    return names(wanted.namespaces());
  }

  /** What stands instead of the table, if anything; {@code null} when there are rows. */
  public @Nullable Notice notice(Runnable choose) {
    Picture now = picture.get();
    if (!now.lines.isEmpty()) {
      return null;
    }
    return switch (status.get()) {
      case Status.Forbidden f ->
          new Notice(
              "mdi2l-lock-outline",
              text("forbidden.title", f.verb(), f.resource(), where(f.namespace())),
              text("forbidden.text", f.account(), f.verb(), f.resource()),
              List.of(
                  new Notice.Action(
                      text("forbidden.copy"),
                      "",
                      false,
                      () ->
                          bench.copy(
                              text(
                                  "forbidden.request",
                                  f.account(),
                                  f.verb(),
                                  f.resource(),
                                  where(f.namespace()),
                                  context))),
                  new Notice.Action(text("retry"), "R", false, retry)));
      case Status.Failed f ->
          new Notice(
              "mdi2c-close-octagon-outline",
              text("cluster.failed", context),
              f.message() + " " + f.remedy(),
              List.of(new Notice.Action(text("retry"), "R", true, retry)));
      case Status.Loading ignored -> null;
      case Status.Live ignored -> empty(now, choose);
      case Status.Lost ignored -> empty(now, choose);
    };
  }

  private Notice empty(Picture now, Runnable choose) {
    if (now.total > 0 && !wanted.filter().isEmpty()) {
      return new Notice(
          "mdi2l-layers-outline",
          text("workloads.filtered"),
          Messages.count("workloads.filtered.text", now.total, wanted.filter().source()),
          List.of(new Notice.Action(text("filter.clear"), "Esc", false, () -> filter.set(""))));
    }
    if (wanted.namespaces().isEmpty()) {
      return new Notice(
          "mdi2l-layers-outline",
          text("workloads.none-chosen"),
          text("workloads.none-chosen.text"),
          List.of(new Notice.Action(text("namespaces.choose"), "", true, choose)));
    }
    return new Notice(
        "mdi2l-layers-outline",
        text("workloads.empty", where()),
        text("workloads.empty.text"),
        List.of(new Notice.Action(text("namespaces.other"), "", true, choose)));
  }

  /** What to know above the rows, if anything. */
  public @Nullable Strip strip() {
    if (!(status.get() instanceof Status.Lost lost)) {
      return null;
    }
    long seconds = Math.max(0, Duration.between(bench.now(), lost.nextTry()).toSeconds());
    return new Strip(
        false,
        text("watch.lost", lost.cause(), Units.clock(lost.since(), bench.zone()), seconds),
        List.of(new Notice.Action(text("watch.try-now"), "R", false, retry)));
  }

  /** Whether the first list takes so long that its place is drawn. */
  public boolean loading() {
    return status.get() instanceof Status.Loading && picture.get().total == 0;
  }

  /** After this, and not before, the place of what is loading is drawn. */
  public static Duration quiet() {
    return QUIET;
  }

  void begin(String newContext, Set<String> namespaces) {
    bench.work(all::clear);
    context = newContext;
    starred.set(Set.copyOf(settings.names("starred." + newContext)));
    selected.set(null);
    status.set(new Status.Loading(names(namespaces)));
    follow(namespaces);
  }

  void end() {
    bench.work(all::clear);
    selected.set(null);
    filter.set("");
    follow(Set.of());
  }

  void follow(Set<String> namespaces) {
    followed = Set.copyOf(namespaces);
    want();
  }

  void onStatus(Status next) {
    status.set(next);
    paced.poke();
  }

  /** On the watch's own thread. */
  void onWorkloads(
      BooleanSupplier current, Collection<Workload> upserts, Collection<Workload.Key> removed) {
    bench.work(() -> {
      if (!current.getAsBoolean()) {
        return;
      }
      removed.forEach(all::remove);
      upserts.forEach(workload -> all.put(workload.key(), workload));
      paced.poke();
    });
  }

  private void want() {
    wanted =
        new Wanted(
            Filter.parse(filter.get()),
            order.get(),
            grouping.get(),
            followed,
            Set.copyOf(folded),
            starred.get(),
            rates);
    paced.poke();
  }

  private Runnable make() {
    Picture next = Arrangement.arrange(all.values(), wanted);
    return () -> picture.set(next);
  }

  private static String names(Set<String> namespaces) {
    List<String> sorted = List.copyOf(new TreeSet<>(namespaces));
    return switch (sorted.size()) {
      case 0 -> text("where.none");
      case 1 -> sorted.getFirst();
      case 2 -> text("where.two", sorted.getFirst(), sorted.getLast());
      default -> text("where.many", sorted.size());
    };
  }

  private String where(String namespace) {
    return namespace.isEmpty() ? context : namespace;
  }

  /**
   * What the table shows.
   *
   * @param shown workloads that pass the filter
   * @param total workloads of the chosen namespaces
   * @param notReady those of them that have fewer pods ready than they want
   * @param starred those of them that are favourites
   */
  public record Picture(List<WorkloadLine> lines, int shown, int total, int notReady, int starred) {
    static final Picture EMPTY = new Picture(List.of(), 0, 0, 0, 0);
  }

  /**
   * How it is sorted, within a namespace.
   *
   * @param column which column, by its key in the bundle
   */
  public record Order(String column, boolean descending) {
    /** By name. */
    public static final Order NAME = new Order("name", false);

    private static final Comparator<Workload> BY_NAME = Comparator.comparing(w -> w.key().name());

    Comparator<Workload> by(Map<String, Double> rates) {
      Comparator<Workload> first =
          switch (column) {
            case "ready" ->
                Comparator.comparing((Workload w) -> Health.of(w), Comparator.reverseOrder());
            case "ports" ->
                Comparator.comparingInt(
                    w -> w.ports().isEmpty() ? Integer.MAX_VALUE : w.ports().getFirst().number());
            case "namespace" -> Comparator.comparing((Workload w) -> w.key().namespace());
            case "traffic" ->
                Comparator.comparing(
                    (Workload w) -> rates.getOrDefault(Arrangement.path(w.key()), 0.0),
                    Comparator.reverseOrder());
            case "image" -> Comparator.comparing(Workload::image);
            case "age" -> Comparator.comparing(Workload::created, Comparator.reverseOrder());
            default -> BY_NAME;
          };
      return (descending ? first.reversed() : first).thenComparing(BY_NAME);
    }
  }

  /** Under which heads workloads stand. */
  public enum Grouping {
    /** By namespace. */
    NAMESPACE,
    /** By kind. */
    KIND,
    /** Under none. */
    FLAT;

    static Grouping of(String setting) {
      for (Grouping grouping : values()) {
        if (grouping.name().equalsIgnoreCase(setting)) {
          return grouping;
        }
      }
      return NAMESPACE;
    }
  }
}
