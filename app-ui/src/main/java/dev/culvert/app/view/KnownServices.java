package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import java.util.HashSet;
import java.util.Set;

/** Services of the cluster that is looked at: to be tried, and to find what a typed name meant. */
final class KnownServices {
  private static final String EXAMPLE = "orders.shop";

  private final ClusterModel cluster;

  KnownServices(ClusterModel cluster) {
    this.cluster = cluster;
  }

  /** The services that are known, as {@code orders.shop}. */
  Set<String> all() {
    Set<String> services = new HashSet<>();
    for (WorkloadLine line : cluster.workloads().picture().get().lines()) {
      if (line instanceof WorkloadLine.Row row) {
        row.workload()
            .services()
            .forEach(s -> services.add(s + "." + row.workload().key().namespace()));
      }
    }
    return services;
  }

  /** A service of the cluster to try, as {@code orders.shop}. */
  String example() {
    for (WorkloadLine line : cluster.workloads().picture().get().lines()) {
      if (line instanceof WorkloadLine.Row row && !row.workload().services().isEmpty()) {
        Workload workload = row.workload();
        return workload.services().getFirst() + "." + workload.key().namespace();
      }
    }
    return EXAMPLE;
  }
}
