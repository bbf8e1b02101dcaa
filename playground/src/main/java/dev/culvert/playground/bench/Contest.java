package dev.culvert.playground.bench;

import java.util.List;

/**
 * Ways that take turns at a workload, so that the machine's noise meets all of them, and the lines
 * that come of it: the medians of the rounds.
 *
 * @param relay the way that Culvert is compared with
 * @param seconds that a turn lasts
 */
record Contest(Report report, String relay, int rounds, double seconds) {

  Turns turns(String workload, int port, List<Way> ways, String... more) {
    progress(workload + " " + String.join(" ", more));
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      for (Way way : ways) {
        turns.add(way.name(), way.measure(workload, port, seconds, more));
      }
    }
    return turns;
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
