package dev.culvert.app.view;

import java.util.Map;

/** Figures with units as a person types them. */
final class FilterFigures {
  private static final Map<String, Double> BYTES =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("b", 1.0),
          Map.entry("k", 1e3),
          Map.entry("kb", 1e3),
          Map.entry("m", 1e6),
          Map.entry("mb", 1e6),
          Map.entry("g", 1e9),
          Map.entry("gb", 1e9),
          Map.entry("kib", 1024.0),
          Map.entry("mib", 1048576.0),
          Map.entry("gib", 1073741824.0));
  private static final Map<String, Double> TIMES =
      Map.of("us", 1e3, "ms", 1e6, "s", 1e9, "min", 6e10, "m", 6e10, "h", 3.6e12, "d", 8.64e13);

  private FilterFigures() {}

  /** The figure in bytes, nanoseconds or as it is; not a number when it is none. Lower case. */
  static double read(FilterKeys.Kind kind, String text) {
    int unit = 0;
    while (unit < text.length()
        && (Character.isDigit(text.charAt(unit)) || text.charAt(unit) == '.')) {
      unit++;
    }
    double number;
    try {
      number = Double.parseDouble(text.substring(0, unit));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
    String word = text.substring(unit).replace("/s", "");
    Double factor =
        switch (kind) {
          case BYTES -> BYTES.get(word);
          case TIME -> TIMES.get(word);
          case COUNT, TEXT, WORD -> word.isEmpty() && number == Math.rint(number) ? 1.0 : null;
        };
    return factor == null ? Double.NaN : number * factor;
  }
}
