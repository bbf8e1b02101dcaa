package dev.culvert.playground.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a byte costs in processor time, the one figure that a busy machine does not spoil: it says
 * where the work is, and how fast a core of its own could be at best.
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

  /** Measures one direction and adds a line for each process. */
  void measure(String workload, int port, Report report) throws IOException {
    double[] before = new double[parts.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = parts.get(i).cpuSeconds();
    }
    Map<String, Double> figures = culvert.measure(workload, port, seconds);
    double bytes = figures.getOrDefault("gbits", 0.0) * 1e9 / 8 * seconds;
    for (int i = 0; i < before.length; i++) {
      Part part = parts.get(i);
      report.add(
          Line.alone(
              "cpu-" + workload + "-" + part.name(),
              (part.cpuSeconds() - before[i]) * 1e9 / bytes,
              "ns per byte"));
    }
  }
}
