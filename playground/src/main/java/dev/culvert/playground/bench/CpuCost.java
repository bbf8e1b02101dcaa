package dev.culvert.playground.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What a byte, a round trip, a connection costs in processor time, the one figure that a busy
 * machine does not spoil: it says where the work is, and how fast a core of its own could be at
 * best.
 */
record CpuCost(Way culvert, double seconds, List<Part> parts) {
  /** Clock ticks a second in {@code /proc}; 100 wherever Linux runs. */
  private static final double TICKS = 100;

  // utime and stime of proc(5), counted from the field after the command's name.
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /**
   * A process.
   *
   * @param name as in the line
   */
  record Part(String name, long pid) {
    double cpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS;
    }
  }

  /** A byte one way; adds a line for each process. */
  void ofBytes(String workload, int port, Report report) throws IOException {
    measure(
        workload,
        "ns per byte",
        report,
        () -> culvert.measure(workload, port, seconds).getOrDefault("gbits", 0.0) / 8 * seconds);
  }

  /** One of what the workload counts by the second; adds a line for each process. */
  void ofEach(String workload, int port, String flows, String each, Report report)
      throws IOException {
    measure(
        workload,
        "us per " + each,
        report,
        () ->
            culvert.measure(workload, port, seconds, flows).getOrDefault("persec", 0.0)
                * seconds
                / 1e6);
  }

  private void measure(String name, String unit, Report report, DoubleSupplier work)
      throws IOException {
    double[] before = new double[parts.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = parts.get(i).cpuSeconds();
    }
    double done = work.getAsDouble();
    for (int i = 0; i < before.length; i++) {
      Part part = parts.get(i);
      report.add(
          Line.alone(
              "cpu-" + name + "-" + part.name(), (part.cpuSeconds() - before[i]) / done, unit));
    }
  }
}
