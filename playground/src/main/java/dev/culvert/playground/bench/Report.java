package dev.culvert.playground.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a run, as a table for people and as JSON for programs. */
final class Report {
  private final List<Line> lines = new ArrayList<>();
  private final String tunnel;

  /**
   * An empty one.
   *
   * @param tunnel what the tunnel is called that Culvert is compared with
   */
  Report(String tunnel) {
    this.tunnel = tunnel;
  }

  void add(Line line) {
    lines.add(line);
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-22s %12s %12s %12s %7s  %-36s %s%n",
        "",
        "culvert",
        "direct",
        tunnel,
        "ratio",
        "goal",
        "verdict");
    for (Line line : lines) {
      out.printf(
          Locale.ROOT,
          "%-22s %12s %12s %12s %7s  %-36s %s%n",
          line.name() + " " + line.unit(),
          figure(line.value()),
          figure(line.direct()),
          figure(line.tunnel()),
          line.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", line.ratio()),
          line.goal(),
          line.verdict());
    }
  }

  /** An array of objects with the fields of {@link Line}. */
  void writeJson(Path file) {
    List<Map<String, @Nullable Object>> array = new ArrayList<>();
    for (Line line : lines) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("name", line.name());
      object.put("value", line.value());
      object.put("unit", line.unit());
      object.put("direct", line.direct());
      object.put(tunnel, line.tunnel());
      object.put("ratio", line.ratio());
      object.put("goal", line.goal());
      object.put("verdict", line.verdict());
      array.add(object);
    }
    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), array);
  }

  private static String figure(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
  }
}
