package dev.culvert.app.view;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * How long answers took over the last hour, in steps of a minute: what half of them, and what 99 of
 * 100, stayed below. Milliseconds; not a number where nothing was asked.
 */
public record DnsTimes(double[] p50, double[] p99, double allP50, double allP99) {
  /** Steps in the hour. */
  public static final int STEPS = 60;

  /** Of these queries, newest first. */
  static DnsTimes of(List<DnsRow> rows, Instant now) {
    double[][] steps = new double[STEPS][];
    int[] counts = new int[STEPS];
    double[] all = new double[Math.min(rows.size(), 50_000)];
    int kept = 0;
    for (DnsRow row : rows) {
      long age = now.getEpochSecond() - row.at().getEpochSecond();
      int step = STEPS - 1 - (int) (Math.max(0, age) / 60);
      if (step < 0 || kept == all.length) {
        continue;
      }
      double millis = row.took().toNanos() / 1e6;
      all[kept++] = millis;
      double[] values = steps[step] == null ? new double[8] : steps[step];
      if (counts[step] == values.length) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      values[counts[step]++] = millis;
      steps[step] = values;
    }
    double[] p50 = new double[STEPS];
    double[] p99 = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double[] values = steps[i] == null ? new double[0] : Arrays.copyOf(steps[i], counts[i]);
      Arrays.sort(values);
      p50[i] = share(values, 0.5);
      p99[i] = share(values, 0.99);
    }
    double[] sorted = Arrays.copyOf(all, kept);
    Arrays.sort(sorted);
    return new DnsTimes(p50, p99, share(sorted, 0.5), share(sorted, 0.99));
  }

  private static double share(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
