package dev.culvert.app.kube;

import dev.culvert.app.cluster.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Workloads joined with the services that select their pods, kept up to date fact by fact. A change
 * costs what it touches: a workload looks up services by its labels, a service looks up workloads
 * by the rarest of its selector's labels. Not thread-safe; one thread owns it.
 */
final class WorkloadIndex {
  private static final Comparator<Workload.Port> PORT_ORDER =
      Comparator.comparingInt(Workload.Port::number)
          .thenComparing(Workload.Port::protocol)
          .thenComparing(Workload.Port::name);

  private final Map<Workload.Key, Fact.Runs> workloads = new HashMap<>();
  private final Map<ServiceKey, Fact.Serves> services = new HashMap<>();
  private final Map<Label, Set<Workload.Key>> workloadsByLabel = new HashMap<>();
  private final Map<Label, Set<ServiceKey>> servicesByLabel = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<Workload.Key, Workload> told = new HashMap<>();
  private final Set<Workload.Key> touched = new LinkedHashSet<>();

  private record ServiceKey(String namespace, String name) {}

  private record Label(String namespace, String key, String value) {}

  /** What is to be told since the last time. */
  record Changes(Collection<Workload> upserts, Collection<Workload.Key> removed) {
    boolean isEmpty() {
      return upserts.isEmpty() && removed.isEmpty();
    }
  }

  void put(Fact.Runs fact) {
    Fact.Runs old = workloads.put(fact.key(), fact);
    if (fact.equals(old)) {
      return;
    }
    if (old == null) {
      counts.merge(fact.key().namespace(), 1, Integer::sum);
    } else {
      unindex(old);
    }
    for (var label : fact.podLabels().entrySet()) {
      workloadsByLabel
          .computeIfAbsent(label(fact.key().namespace(), label), _ -> new HashSet<>())
          .add(fact.key());
    }
    touched.add(fact.key());
  }

  void put(Fact.Serves fact) {
    ServiceKey key = new ServiceKey(fact.namespace(), fact.name());
    Fact.Serves old = services.put(key, fact);
    if (fact.equals(old)) {
      return;
    }
    if (old != null) {
      unindex(key, old);
    }
    for (var label : fact.selector().entrySet()) {
      servicesByLabel
          .computeIfAbsent(label(fact.namespace(), label), _ -> new HashSet<>())
          .add(key);
    }
    touchSelected(fact);
  }

  void removeWorkload(Workload.Key key) {
    Fact.Runs old = workloads.remove(key);
    if (old != null) {
      counts.merge(key.namespace(), -1, Integer::sum);
      unindex(old);
      touched.add(key);
    }
  }

  void removeService(String namespace, String name) {
    ServiceKey key = new ServiceKey(namespace, name);
    Fact.Serves old = services.remove(key);
    if (old != null) {
      unindex(key, old);
    }
  }

  /** All that is known of a namespace. */
  void removeNamespace(String namespace) {
    for (Workload.Key key : List.copyOf(workloads.keySet())) {
      if (key.namespace().equals(namespace)) {
        removeWorkload(key);
      }
    }
    for (ServiceKey key : List.copyOf(services.keySet())) {
      if (key.namespace().equals(namespace)) {
        removeService(key.namespace(), key.name());
      }
    }
    counts.remove(namespace);
  }

  int count(String namespace) {
    return counts.getOrDefault(namespace, 0);
  }

  /** What looks different from what was told last; the next call begins from here. */
  Changes takeChanges() {
    List<Workload> upserts = new ArrayList<>();
    List<Workload.Key> removed = new ArrayList<>();
    for (Workload.Key key : touched) {
      Fact.Runs fact = workloads.get(key);
      if (fact == null) {
        if (told.remove(key) != null) {
          removed.add(key);
        }
        continue;
      }
      Workload now = join(fact);
      if (!now.equals(told.put(key, now))) {
        upserts.add(now);
      }
    }
    touched.clear();
    return new Changes(upserts, removed);
  }

  private Workload join(Fact.Runs fact) {
    Set<Workload.Port> ports = new TreeSet<>(PORT_ORDER);
    ports.addAll(fact.ports());
    Set<String> names = new TreeSet<>();
    for (var label : fact.podLabels().entrySet()) {
      for (ServiceKey key :
          servicesByLabel.getOrDefault(label(fact.key().namespace(), label), Set.of())) {
        Fact.Serves service = services.get(key);
        if (service != null && selects(service, fact)) {
          names.add(service.name());
          ports.addAll(service.ports());
        }
      }
    }
    return new Workload(
        fact.key(),
        fact.desired(),
        fact.ready(),
        withoutDoubles(ports),
        fact.image(),
        fact.created(),
        fact.labels(),
        List.copyOf(names));
  }

  /** The same number and protocol once, with a name if either has one. */
  private static List<Workload.Port> withoutDoubles(Set<Workload.Port> sorted) {
    List<Workload.Port> ports = new ArrayList<>();
    for (Workload.Port port : sorted) {
      Workload.@Nullable Port last = ports.isEmpty() ? null : ports.getLast();
      if (last != null
          && last.number() == port.number()
          && last.protocol().equals(port.protocol())) {
        if (last.name().isEmpty()) {
          ports.set(ports.size() - 1, port);
        }
      } else {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean selects(Fact.Serves service, Fact.Runs fact) {
    return !service.selector().isEmpty()
        && fact.podLabels().entrySet().containsAll(service.selector().entrySet());
  }

  private void touchSelected(Fact.Serves service) {
    Set<Workload.Key> rarest = null;
    for (var label : service.selector().entrySet()) {
      Set<Workload.Key> having =
          workloadsByLabel.getOrDefault(label(service.namespace(), label), Set.of());
      if (rarest == null || having.size() < rarest.size()) {
        rarest = having;
      }
    }
    if (rarest == null) {
      return;
    }
    for (Workload.Key key : rarest) {
      Fact.Runs fact = workloads.get(key);
      if (fact != null && selects(service, fact)) {
        touched.add(key);
      }
    }
  }

  private void unindex(Fact.Runs fact) {
    for (var label : fact.podLabels().entrySet()) {
      drop(workloadsByLabel, label(fact.key().namespace(), label), fact.key());
    }
  }

  private void unindex(ServiceKey key, Fact.Serves fact) {
    for (var label : fact.selector().entrySet()) {
      drop(servicesByLabel, label(fact.namespace(), label), key);
    }
    touchSelected(fact);
  }

  private static <T> void drop(Map<Label, Set<T>> index, Label label, T key) {
    Set<T> keys = index.get(label);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      index.remove(label);
    }
  }

  private static Label label(String namespace, Map.Entry<String, String> label) {
    return new Label(namespace, label.getKey(), label.getValue());
  }
}
