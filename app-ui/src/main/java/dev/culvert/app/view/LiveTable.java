package dev.culvert.app.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * Rows by number, newest first, that come faster than anyone can read: kept up to a cap, filtered
 * and sorted off the user interface's thread, shown at most ten times a second, frozen on request.
 *
 * @param <R> a row; immutable, so that the same object means that nothing changed
 */
public final class LiveTable<R> {
  private final Workbench bench;
  private final Function<R, Long> id;
  private final Function<R, Filter.Subject> subject;
  private final Predicate<R> mark;
  private final int cap;
  private final Paced paced;
  private final ReadOnlyObjectWrapper<Picture<R>> picture =
      new ReadOnlyObjectWrapper<>(new Picture<>(List.of(), 0, 0, 0, 0, 0));
  private final StringProperty filter = new SimpleStringProperty("");
  private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
  private final ObjectProperty<@Nullable Comparator<R>> order = new SimpleObjectProperty<>();
  private final BooleanProperty frozen = new SimpleBooleanProperty();

  // Of the work thread.
  private final TreeMap<Long, R> rows = new TreeMap<>(Comparator.reverseOrder());
  private long newestShown = -1;
  private long pictures;

  private volatile Filter wanted = Filter.NONE;
  private volatile Predicate<R> also = row -> true;
  private volatile UnaryOperator<List<R>> grouping = rows -> rows;
  private volatile @Nullable Comparator<R> sort;
  private volatile boolean hold;
  private volatile boolean refilter;
  private List<R> held = List.of();
  private int passed;
  private long marked;

  /**
   * @param keys what the filter knows
   * @param mark rows to count among those that pass the filter
   * @param cap rows kept at most
   */
  LiveTable(
      Workbench bench,
      Function<R, Long> id,
      Function<R, Filter.Subject> subject,
      FilterKeys keys,
      Predicate<R> mark,
      int cap) {
    this.bench = bench;
    this.mark = mark;
    this.id = id;
    this.subject = subject;
    this.cap = cap;
    this.paced = new Paced(bench, this::make);
    filter.addListener((o, was, is) -> {
      FilterKeys.Parsed parsed = keys.parse(is);
      problem.set(parsed.problem());
      if (parsed.problem().isEmpty()) {
        wanted = parsed.filter();
        again();
      }
    });
    order.addListener((o, was, is) -> {
      sort = is;
      again();
    });
    frozen.addListener((o, was, is) -> {
      hold = is;
      paced.poke();
    });
  }

  /** What is shown. */
  public ReadOnlyObjectProperty<Picture<R>> picture() {
    return picture.getReadOnlyProperty();
  }

  /** What was typed. */
  public StringProperty filter() {
    return filter;
  }

  /** What of it cannot be understood, in words; the filter before it is in force then. */
  public ReadOnlyStringProperty problem() {
    return problem.getReadOnlyProperty();
  }

  /** Adds {@code key:value}, or its opposite, to the filter. */
  public void filterBy(String key, String value, boolean negated) {
    filter.set(Filter.plus(filter.get(), key, value, negated));
  }

  /** Rows must pass this beside the filter. Any thread. */
  void also(Predicate<R> next) {
    also = next;
    again();
  }

  /** What becomes of the rows after filter and order, as heads above groups. Any thread. */
  void grouping(UnaryOperator<List<R>> next) {
    grouping = next;
    again();
  }

  private void again() {
    refilter = true;
    paced.poke();
  }

  /** The newest row that fits, of all that are kept; told on the user interface's thread. */
  void find(Predicate<R> fits, Consumer<Optional<R>> then) {
    bench.work(() -> {
      Optional<R> found = rows.values().stream().filter(fits).findFirst();
      bench.ui(() -> then.accept(found));
    });
  }

  /** How it is sorted; {@code null} is newest first. */
  public ObjectProperty<@Nullable Comparator<R>> order() {
    return order;
  }

  /** Whether the list holds. */
  public BooleanProperty frozen() {
    return frozen;
  }

  /** How many are kept at most. */
  public int cap() {
    return cap;
  }

  /** Any thread. */
  void change(boolean forgetFirst, Collection<R> upserts, Collection<Long> removed) {
    bench.work(() -> {
      if (forgetFirst) {
        rows.clear();
      }
      removed.forEach(rows::remove);
      for (R row : upserts) {
        rows.put(id.apply(row), row);
      }
      while (rows.size() > cap) {
        rows.pollLastEntry();
      }
      paced.poke();
    });
  }

  private Runnable make() {
    boolean arrange = !hold || refilter || held.isEmpty();
    if (arrange) {
      refilter = false;
      held = arranged();
      newestShown = hold ? newestShown : rows.isEmpty() ? -1 : rows.firstKey();
    }
    long news = hold ? rows.headMap(newestShown, false).size() : 0;
    Picture<R> next = new Picture<>(held, passed, marked, rows.size(), news, ++pictures);
    return () -> picture.set(next);
  }

  private List<R> arranged() {
    Filter asked = wanted;
    // Frozen rows are filtered and sorted again on request, without those that came meanwhile.
    Collection<R> from =
        hold && newestShown >= 0 ? rows.tailMap(newestShown, true).values() : rows.values();
    Predicate<R> too = also;
    Instant now = bench.now();
    List<R> through = new ArrayList<>(asked.isEmpty() ? from.size() : 64);
    long count = 0;
    for (R row : from) {
      if ((asked.isEmpty() || asked.test(subject.apply(row), now)) && too.test(row)) {
        through.add(row);
        count += mark.test(row) ? 1 : 0;
      }
    }
    passed = through.size();
    marked = count;
    Comparator<R> by = sort;
    if (by != null) {
      through.sort(by);
    }
    return Collections.unmodifiableList(grouping.apply(through));
  }

  /**
   * What is shown.
   *
   * @param rows those that pass the filter, in order, with the heads of groups
   * @param passed how many pass the filter
   * @param marked how many of them are of the kind that is counted
   * @param total all that are kept
   * @param news those that came since it was frozen
   * @param number counts the pictures
   */
  public record Picture<R>(
      List<R> rows, int passed, long marked, int total, long news, long number) {}
}
