package dev.culvert.app.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * Figures as the window writes them: three significant digits, bytes decimal, a narrow no-break
 * space before the unit. Unknown is "–".
 */
final class Units {
  static final String UNKNOWN = "–";

  private static final char SPACE = '\u202f';
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Units() {}

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // 999.5 kB would be written as "1000 kB".
    while (value >= (unit == 0 ? 1000 : 999.5) && unit < BYTES.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + SPACE + BYTES[unit];
  }

  /** Spans of time, from a tenth of a millisecond to days. */
  static String time(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f", millis) + SPACE + "ms";
    }
    if (millis < 999.5) {
      return Math.round(millis) + "" + SPACE + "ms";
    }
    double seconds = millis / 1000;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f", seconds) + SPACE + "s";
    }
    if (seconds < 60) {
      return (long) seconds + "" + SPACE + "s";
    }
    if (duration.toMinutes() < 60) {
      return duration.toMinutes() + "" + SPACE + "min";
    }
    if (duration.toHours() < 24) {
      return duration.toHours() + "" + SPACE + "h";
    }
    return duration.toDays() + "" + SPACE + "d";
  }

  private static String threeDigits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
