package dev.culvert.app.kube;

import dev.culvert.app.cluster.ClusterWatch.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One status out of many watches'. The worst that concerns everything comes first; a missing right
 * concerns one kind in one namespace, and is told only when all else is fine. Not thread-safe.
 */
final class StatusBoard {
  private final Map<Object, Status> states = new LinkedHashMap<>();

  void set(Object watch, Status status) {
    states.put(watch, status);
  }

  void remove(Object watch) {
    states.remove(watch);
  }

  /** Of all watches; {@code Live} when there is none. */
  Status overall() {
    List<Status.Lost> lost = new ArrayList<>();
    Status loading = null;
    Status forbidden = null;
    for (Status status : states.values()) {
      switch (status) {
        case Status.Failed failed -> {
          return failed;
        }
        case Status.Lost l -> lost.add(l);
        case Status.Loading l -> loading = loading == null ? l : loading;
        case Status.Forbidden f -> forbidden = forbidden == null ? f : forbidden;
        case Status.Live _ -> {
          // Says nothing against anything.
        }
      }
    }
    if (!lost.isEmpty()) {
      // Since the first was lost; the next try is the one that comes first.
      Status.Lost first = lost.stream().min(Comparator.comparing(Status.Lost::since)).orElseThrow();
      return new Status.Lost(
          first.cause(),
          first.since(),
          lost.stream().map(Status.Lost::nextTry).min(Comparator.naturalOrder()).orElseThrow());
    }
    if (loading != null) {
      return loading;
    }
    return forbidden != null ? forbidden : new Status.Live();
  }
}
