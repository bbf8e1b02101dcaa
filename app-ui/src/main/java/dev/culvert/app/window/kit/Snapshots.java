package dev.culvert.app.window.kit;

import java.util.List;
import javafx.collections.ObservableListBase;

/**
 * A list that is replaced whole, and tells what a table needs to draw it again: how many rows there
 * are, and that those on the screen are others. Which of a hundred thousand rows changed, nobody
 * looks at; to find it out and to tell it took longer than a frame.
 *
 * @param <R> a row
 */
public final class Snapshots<R> extends ObservableListBase<R> {
  private List<R> rows = List.of();
  private Window window = () -> new int[] {0, Integer.MAX_VALUE};

  /** Which rows are on the screen: the first, and the one behind the last. */
  public interface Window {
    /** Both ends. */
    int[] seen();
  }

  /** From now on, only changes of these rows are told one by one. */
  public void seen(Window next) {
    window = next;
  }

  /** Shows these. */
  public void show(List<R> next) {
    List<R> old = rows;
    int[] seen = window.seen();
    int shorter = Math.min(old.size(), next.size());
    beginChange();
    rows = next;
    for (int i = Math.max(0, seen[0]); i < Math.min(shorter, seen[1]); i++) {
      if (!old.get(i).equals(next.get(i))) {
        nextUpdate(i);
      }
    }
    if (next.size() > old.size()) {
      nextAdd(old.size(), next.size());
    } else if (next.size() < old.size()) {
      nextRemove(next.size(), old.subList(next.size(), old.size()));
    }
    endChange();
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
