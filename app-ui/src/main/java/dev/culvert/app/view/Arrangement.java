package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.WorkloadLine.Health;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.app.view.WorkloadsModel.Order;
import dev.culvert.app.view.WorkloadsModel.Picture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Filters, sorts and groups workloads: a function of what is wanted, on whichever thread. */
final class Arrangement {
  private Arrangement() {}

  /**
   * What is wanted.
   *
   * @param starred favourites, as {@code shop/orders}
   * @param rates bytes per second, by {@code shop/orders}
   */
  record Wanted(
      Filter filter,
      Order order,
      Grouping grouping,
      Set<String> namespaces,
      Set<String> folded,
      Set<String> starred,
      Map<String, Double> rates) {
    static final Wanted NOTHING =
        new Wanted(
            Filter.NONE, Order.NAME, Grouping.NAMESPACE, Set.of(), Set.of(), Set.of(), Map.of());
  }

  /** The group that a workload stands in. */
  static String group(Workload workload, Grouping grouping) {
    return switch (grouping) {
      case NAMESPACE -> workload.key().namespace();
      case KIND -> workload.key().kind().word();
      case FLAT -> "";
    };
  }

  static String path(Workload.Key key) {
    return key.namespace() + "/" + key.name();
  }

  static Picture arrange(Collection<Workload> all, Wanted wanted) {
    Map<String, List<Workload>> groups = new TreeMap<>();
    int shown = 0;
    int total = 0;
    int notReady = 0;
    int starred = 0;
    for (Workload workload : all) {
      if (!wanted.namespaces.contains(workload.key().namespace())) {
        continue;
      }
      total++;
      Health health = Health.of(workload);
      notReady += health == Health.FAILING || health == Health.PARTLY ? 1 : 0;
      boolean star = wanted.starred.contains(path(workload.key()));
      starred += star ? 1 : 0;
      if (wanted.filter.isEmpty() || wanted.filter.test(new WorkloadSubject(workload, star))) {
        groups
            .computeIfAbsent(group(workload, wanted.grouping), n -> new ArrayList<>())
            .add(workload);
        shown++;
      }
    }
    List<WorkloadLine> lines = new ArrayList<>(shown + groups.size());
    Comparator<Workload> by = wanted.order.by(wanted.rates);
    groups.forEach((group, members) -> {
      members.sort(by);
      boolean fold = wanted.folded.contains(group) && wanted.grouping != Grouping.FLAT;
      if (wanted.grouping != Grouping.FLAT) {
        lines.add(head(group, members, fold));
      }
      if (!fold) {
        members.forEach(w -> lines.add(new WorkloadLine.Row(w)));
      }
    });
    return new Picture(List.copyOf(lines), shown, total, notReady, starred);
  }

  private static WorkloadLine.Head head(String group, List<Workload> members, boolean fold) {
    Map<Health, Integer> count = new EnumMap<>(Health.class);
    members.forEach(w -> count.merge(Health.of(w), 1, Integer::sum));
    return new WorkloadLine.Head(
        group,
        members.size(),
        count.getOrDefault(Health.FAILING, 0),
        count.getOrDefault(Health.PARTLY, 0),
        fold);
  }
}
