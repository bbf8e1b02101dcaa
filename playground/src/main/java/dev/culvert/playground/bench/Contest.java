package dev.culvert.playground.bench;

import java.util.List;
import java.util.Map;

/**
 * Ways that take turns at a workload, so that the machine's noise meets all of them, and the lines
 * that come of it: the medians of the rounds. Before them each way does the work until it gets no
 * faster: a Java program's code is compiled while it works, and on a busy machine late.
 *
 * @param relay the way that Culvert is compared with
 * @param seconds that a turn lasts
 */
record Contest(Report report, String relay, int rounds, double seconds) {

  private static final int WARM_UP_TURNS = 5;

  /** What a turn must be faster than the best before it for another one to follow. */
  private static final double FASTER = 1.05;

  Turns turns(String workload, int port, List<Way> ways, String... more) {
    progress(workload + " " + String.join(" ", more));
    ways.forEach(way -> warmUp(way, workload, port, more));
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      for (Way way : ways) {
        turns.add(way.name(), way.measure(workload, port, seconds, more));
      }
    }
    return turns;
  }

  private void warmUp(Way way, String workload, int port, String... more) {
    double best = 0;
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      Map<String, Double> figures = way.measure(workload, port, seconds, more);
      double now = figures.getOrDefault("gbits", figures.getOrDefault("persec", 0.0));
      if (now < FASTER * best) {
        return;
      }
      best = now;
    }
  }

  void line(String name, String unit, Turns turns, String figure, Goal... goals) {
    Double value = turns.median("culvert", figure);
    if (value == null) {
      throw new IllegalStateException("nothing measured for " + name);
    }
    report.add(
        Line.judged(
            name, value, unit, turns.median("direct", figure), turns.median(relay, figure), goals));
  }

  static void progress(String what) {
    System.err.println("bench: " + what);
  }
}
