package dev.culvert.app.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
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
  private final int cap;
  private final Paced paced;
  private final ReadOnlyObjectWrapper<Picture<R>> picture =
      new ReadOnlyObjectWrapper<>(new Picture<>(List.of(), 0, 0, 0));
  private final StringProperty filter = new SimpleStringProperty("");
  private final ObjectProperty<@Nullable Comparator<R>> order = new SimpleObjectProperty<>();
  private final BooleanProperty frozen = new SimpleBooleanProperty();

  // Of the work thread.
  private final TreeMap<Long, R> rows = new TreeMap<>(Comparator.reverseOrder());
  private long newestShown = -1;
  private long pictures;

  private volatile Filter wanted = Filter.NONE;
  private volatile @Nullable Comparator<R> sort;
  private volatile boolean hold;
  private volatile boolean refilter;
  private List<R> held = List.of();

  LiveTable(Workbench bench, Function<R, Long> id, Function<R, Filter.Subject> subject, int cap) {
    this.bench = bench;
    this.id = id;
    this.subject = subject;
    this.cap = cap;
    this.paced = new Paced(bench, this::make);
    filter.addListener((o, was, is) -> {
      wanted = Filter.parse(is);
      refilter = true;
      paced.poke();
    });
    order.addListener((o, was, is) -> {
      sort = is;
      refilter = true;
      paced.poke();
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
    Picture<R> next = new Picture<>(held, rows.size(), news, ++pictures);
    return () -> picture.set(next);
  }

  private List<R> arranged() {
    Filter asked = wanted;
    // Frozen rows are filtered and sorted again on request, without those that came meanwhile.
    Collection<R> from =
        hold && newestShown >= 0 ? rows.tailMap(newestShown, true).values() : rows.values();
    List<R> passed;
    if (asked.isEmpty()) {
      passed = new ArrayList<>(from);
    } else {
      passed = new ArrayList<>();
      for (R row : from) {
        if (asked.test(subject.apply(row))) {
          passed.add(row);
        }
      }
    }
    Comparator<R> by = sort;
    if (by != null) {
      passed.sort(by);
    }
    return Collections.unmodifiableList(passed);
  }

  /**
   * What is shown.
   *
   * @param rows those that pass the filter, in order
   * @param total all that are kept
   * @param news those that came since it was frozen
   * @param number counts the pictures
   */
  public record Picture<R>(List<R> rows, int total, long news, long number) {}
}
