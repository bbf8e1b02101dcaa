package dev.culvert.playground.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each way's turns at one workload gave. */
final class Turns {
  private final Map<String, List<Double>> figures = new HashMap<>();

  void add(String way, Map<String, Double> turn) {
    turn.forEach((figure, value) ->
        figures.computeIfAbsent(way + " " + figure, key -> new ArrayList<>()).add(value));
  }

  /** The median of a way's turns, or null when it had none. */
  @Nullable Double median(String way, String figure) {
    List<Double> values = figures.get(way + " " + figure);
    if (values == null) {
      return null;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
