package dev.culvert.app.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.Workload.Kind;
import dev.culvert.app.cluster.Workload.Port;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class WorkloadIndexTest {
  private final WorkloadIndex index = new WorkloadIndex();

  private static Workload.Key key(String name) {
    return new Workload.Key(Kind.DEPLOYMENT, "shop", name);
  }

  private static Fact.Runs runs(String name, Map<String, String> labels, Port... ports) {
    return new Fact.Runs(key(name), 1, 1, List.of(ports), "image", Instant.EPOCH, Map.of(), labels);
  }

  private static Fact.Serves serves(String name, Map<String, String> selector, Port... ports) {
    return new Fact.Serves("shop", name, selector, List.of(ports));
  }

  @Test
  void joinsPortsWithoutDoublesAndServiceNames() {
    index.put(runs("orders", Map.of("app", "orders"), new Port(8080, "", "TCP")));
    index.put(
        serves(
            "orders",
            Map.of("app", "orders"),
            new Port(8080, "http", "TCP"),
            new Port(53, "", "UDP")));
    index.put(serves("everything", Map.of()));
    assertThat(index.takeChanges().upserts())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.services()).containsExactly("orders");
          assertThat(w.ports())
              .containsExactly(new Port(53, "", "UDP"), new Port(8080, "http", "TCP"));
        });
  }

  @Test
  void tellsOnlyWhatLooksDifferent() {
    index.put(runs("a", Map.of("app", "a")));
    assertThat(index.takeChanges().upserts()).hasSize(1);
    index.put(runs("a", Map.of("app", "a")));
    assertThat(index.takeChanges().isEmpty()).isTrue();
    index.put(runs("b", Map.of()));
    index.removeWorkload(key("b"));
    assertThat(index.takeChanges().isEmpty()).isTrue();
    index.removeWorkload(key("a"));
    assertThat(index.takeChanges().removed()).containsExactly(key("a"));
  }

  /** Against the slow obvious way, on random changes. */
  @Test
  void agreesWithJoiningEverythingAnew() {
    Random random = new Random(20261123);
    Map<String, Fact.Runs> runs = new HashMap<>();
    Map<String, Fact.Serves> serves = new HashMap<>();
    Map<Workload.Key, Workload> seen = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      String name = "n" + random.nextInt(20);
      switch (random.nextInt(4)) {
        case 0 -> {
          Fact.Runs fact = runs(name, labels(random), new Port(random.nextInt(3), "", "TCP"));
          runs.put(name, fact);
          index.put(fact);
        }
        case 1 -> {
          Fact.Serves fact = serves(name, labels(random), new Port(random.nextInt(5), "", "TCP"));
          serves.put(name, fact);
          index.put(fact);
        }
        case 2 -> {
          runs.remove(name);
          index.removeWorkload(key(name));
        }
        default -> {
          serves.remove(name);
          index.removeService("shop", name);
        }
      }
      if (step % 7 == 0) {
        var changes = index.takeChanges();
        changes.upserts().forEach(w -> seen.put(w.key(), w));
        changes.removed().forEach(seen::remove);
        assertThat(names(seen)).isEqualTo(expected(runs, serves));
        assertThat(index.count("shop")).isEqualTo(runs.size());
      }
    }
  }

  private static Map<String, String> labels(Random random) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      labels.put("k" + random.nextInt(2), "v" + random.nextInt(3));
    }
    return labels;
  }

  private static List<String> names(Map<Workload.Key, Workload> seen) {
    List<String> lines = new ArrayList<>();
    seen.forEach((key, w) ->
        lines.add(key.name() + w.services() + w.ports().stream().map(Port::number).toList()));
    lines.sort(null);
    return lines;
  }

  private static List<String> expected(
      Map<String, Fact.Runs> runs, Map<String, Fact.Serves> serves) {
    List<String> lines = new ArrayList<>();
    for (Fact.Runs run : runs.values()) {
      TreeSet<String> services = new TreeSet<>();
      TreeSet<Integer> ports = new TreeSet<>();
      run.ports().forEach(p -> ports.add(p.number()));
      for (Fact.Serves s : serves.values()) {
        if (!s.selector().isEmpty()
            && run.podLabels().entrySet().containsAll(s.selector().entrySet())) {
          services.add(s.name());
          s.ports().forEach(p -> ports.add(p.number()));
        }
      }
      lines.add(run.name() + List.copyOf(services) + List.copyOf(ports));
    }
    lines.sort(null);
    return lines;
  }
}
