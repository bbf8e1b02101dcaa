package dev.culvert.app.window.kit;

import java.util.List;
import javafx.collections.ObservableListBase;

/**
 * A list that is replaced whole, and tells only what is different: rows that are the same objects
 * at its start and end are not touched, so that a table redraws what changed.
 *
 * @param <R> a row; the same object when nothing about it changed
 */
public final class Snapshots<R> extends ObservableListBase<R> {
  private List<R> rows = List.of();

  /** Shows these. */
  public void show(List<R> next) {
    List<R> old = rows;
    int start = 0;
    int shorter = Math.min(old.size(), next.size());
    while (start < shorter && same(old.get(start), next.get(start))) {
      start++;
    }
    int tail = 0;
    while (tail < shorter - start
        && same(old.get(old.size() - 1 - tail), next.get(next.size() - 1 - tail))) {
      tail++;
    }
    int oldEnd = old.size() - tail;
    int newEnd = next.size() - tail;
    if (start == oldEnd && start == newEnd) {
      rows = next;
      return;
    }
    beginChange();
    rows = next;
    nextReplace(start, newEnd, old.subList(start, oldEnd));
    endChange();
  }

  private static boolean same(Object a, Object b) {
    return a.equals(b);
  }

  @Override
  public R get(int index) {
    return rows.get(index);
  }

  @Override
  public int size() {
    return rows.size();
  }
}
