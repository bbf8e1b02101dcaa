package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The workloads looked at lately in the context that the window is about, the latest first. */
final class RecentWorkloads {
  private static final int MOST = 5;

  private final ReadOnlyObjectWrapper<List<Workload.Key>> recent =
      new ReadOnlyObjectWrapper<>(List.of());

  /** They. */
  ReadOnlyObjectProperty<List<Workload.Key>> all() {
    return recent.getReadOnlyProperty();
  }

  /** This one is looked at. */
  void add(Workload.Key key) {
    List<Workload.Key> next = new ArrayList<>(recent.get());
    next.remove(key);
    next.addFirst(key);
    recent.set(List.copyOf(next.subList(0, Math.min(MOST, next.size()))));
  }

  /** Another context: none of them is there. */
  void clear() {
    recent.set(List.of());
  }
}
