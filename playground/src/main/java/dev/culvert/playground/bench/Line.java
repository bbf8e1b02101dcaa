package dev.culvert.playground.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the report, and one object of the JSON array.
 *
 * @param name what was measured: {@code tcp-up-1}
 * @param value through Culvert, the median of the rounds
 * @param unit of the three figures
 * @param direct the same work without any tunnel, or null where there is no such thing
 * @param tunnel the same work through the tunnel that is the yardstick, or null
 * @param ratio what the goal speaks of, or value by direct where there is no goal, or null
 * @param goal in words, empty where there is none
 * @param verdict {@code reached}, {@code missed}, or empty where there is no goal
 */
record Line(
    String name,
    double value,
    String unit,
    @Nullable Double direct,
    @Nullable Double tunnel,
    @Nullable Double ratio,
    String goal,
    String verdict) {

  /** A figure that stands alone. */
  static Line alone(String name, double value, String unit) {
    return new Line(name, value, unit, null, null, null, "", "");
  }

  /** Judged against a goal; several of them must all hold. */
  static Line judged(
      String name,
      double value,
      String unit,
      @Nullable Double direct,
      @Nullable Double tunnel,
      Goal... goals) {
    Double ratio = direct == null ? null : value / direct;
    if (goals.length == 0) {
      return new Line(name, value, unit, direct, tunnel, ratio, "", "");
    }
    StringBuilder words = new StringBuilder();
    boolean reached = true;
    for (Goal goal : goals) {
      words.append(words.isEmpty() ? "" : ", ").append(goal.words());
      reached &= goal.isReachedBy(value, direct, tunnel);
    }
    Double judged = goals[0].against().ratio(value, direct, tunnel);
    return new Line(
        name,
        value,
        unit,
        direct,
        tunnel,
        judged == null ? ratio : judged,
        words.toString(),
        reached ? "reached" : "missed");
  }
}
