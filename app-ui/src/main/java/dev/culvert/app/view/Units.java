package dev.culvert.app.view;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Figures as people read them: three significant ones, a no-break space before the unit, bytes
 * decimal.
 */
public final class Units {
  /** Unknown. */
  public static final String UNKNOWN = "–";

  // Not the narrow one, U+202F: at 12 pixels Plex draws it one pixel wide, and "30 s" reads "30s".
  private static final char THIN = '\u00a0';
  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final String[] BITS = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
  private static volatile boolean bits;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private Units() {}

  /** A count with the locale's thousands: {@code 1,284}. */
  public static String count(long count) {
    return NumberFormat.getIntegerInstance(Messages.locale()).format(count);
  }

  /** {@code 864 kB}, {@code 18.4 MB}, {@code 1.03 GB}. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < SIZES.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit == 0 ? Long.toString(Math.round(value)) : three(value)) + THIN + SIZES[unit];
  }

  /** {@code 12.4 MB/s}. */
  public static String rate(double bytesPerSecond) {
    if (!bits) {
      return bytes(bytesPerSecond) + "/s";
    }
    double value = bytesPerSecond * 8;
    int unit = 0;
    while (value >= 999.5 && unit < BITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit == 0 ? Long.toString(Math.round(value)) : three(value)) + THIN + BITS[unit];
  }

  /** Whether rates are in bits per second, by the person's choice. */
  public static void bits(boolean on) {
    bits = on;
  }

  /** A short time: {@code 0.1 ms}, {@code 18.2 ms}, {@code 412 ms}, {@code 2.0 s}. */
  public static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 99.95) {
      return String.format(Messages.locale(), "%.1f", millis) + THIN + "ms";
    }
    if (millis < 999.5) {
      return Math.round(millis) + "" + THIN + "ms";
    }
    return millis < 59_950
        ? String.format(Messages.locale(), "%.1f", millis / 1000) + THIN + "s"
        : span(time);
  }

  /** As {@link #time}, with one decimal more below a millisecond. */
  public static String fineTime(Duration time) {
    double millis = time.toNanos() / 1e6;
    return millis < 0.995
        ? String.format(Messages.locale(), "%.2f", millis) + THIN + "ms"
        : time(time);
  }

  /** As {@link #time}, without decimals from ten milliseconds and ten seconds on. */
  public static String about(Duration time) {
    long millis = Math.round(time.toNanos() / 1e6);
    return millis < 10 || millis >= 1000 && millis < 10_000
        ? time(time)
        : millis < 1000 ? millis + "" + THIN + "ms" : span(time);
  }

  /** A span in its largest unit: {@code 30 s}, {@code 14 min}, {@code 3 h}, {@code 12 d}. */
  public static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + "" + THIN + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "" + THIN + "min";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + "" + THIN + "h";
    }
    return seconds / 86_400 + "" + THIN + "d";
  }

  /** A span in its two largest units: {@code 2 h 14 min}. */
  public static String longSpan(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds >= 86_400) {
      return span(span) + rest(seconds % 86_400 / 3600, "h");
    }
    if (seconds >= 3600) {
      return span(span) + rest(seconds % 3600 / 60, "min");
    }
    return span(span);
  }

  /** {@code 14:24:11}. */
  public static String clock(Instant at, ZoneId zone) {
    return CLOCK.format(at.atZone(zone));
  }

  /** {@code 14:24:06.114}. */
  public static String clockMillis(Instant at, ZoneId zone) {
    return MILLIS.format(at.atZone(zone));
  }

  /** Cut in the middle, keeping the end, so that the result has at most {@code room} characters. */
  public static String middle(String text, int room) {
    if (text.length() <= room || room < 5) {
      return text;
    }
    int end = (room - 1) / 2;
    return text.substring(0, room - 1 - end) + "…" + text.substring(text.length() - end);
  }

  private static String rest(long value, String unit) {
    return value == 0 ? "" : " " + value + THIN + unit;
  }

  private static String three(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Messages.locale(), format, value);
  }
}
