package dev.culvert.app.kube;

import dev.culvert.app.cluster.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The few fields of a Kubernetes object that the picture needs; the object itself is not kept. Two
 * equal facts look the same.
 */
sealed interface Fact {
  /** Of the object. */
  String name();

  /**
   * Something that runs pods, or one pod without owner.
   *
   * @param podLabels what services select by
   * @param ports of its containers
   */
  record Runs(
      Workload.Key key,
      int desired,
      int ready,
      List<Workload.Port> ports,
      String image,
      Instant created,
      Map<String, String> labels,
      Map<String, String> podLabels)
      implements Fact {
    public Runs {
      ports = List.copyOf(ports);
      labels = Map.copyOf(labels);
      podLabels = Map.copyOf(podLabels);
    }

    @Override
    public String name() {
      return key.name();
    }
  }

  /**
   * A service.
   *
   * @param selector empty: it selects no pods
   */
  record Serves(
      String namespace, String name, Map<String, String> selector, List<Workload.Port> ports)
      implements Fact {
    public Serves {
      selector = Map.copyOf(selector);
      ports = List.copyOf(ports);
    }
  }

  /** A namespace. */
  record Space(String name) implements Fact {}
}
