package dev.culvert.playground.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a figure is held against.
 *
 * @param against what kind of yardstick
 * @param yardstick its name, as the report calls it
 * @param atLeast whether more is better; otherwise the bound is an upper one
 * @param bound as a ratio to the yardstick, or in the line's unit for {@link Against#ITSELF}
 */
record Goal(Against against, String yardstick, boolean atLeast, double bound) {

  /** The yardsticks. */
  enum Against {
    TUNNEL,
    DIRECT,
    ITSELF;

    @Nullable Double ratio(double value, @Nullable Double direct, @Nullable Double tunnel) {
      return switch (this) {
        case TUNNEL -> tunnel == null ? null : value / tunnel;
        case DIRECT -> direct == null ? null : value / direct;
        case ITSELF -> null;
      };
    }
  }

  static Goal atLeastOfRelay(double bound) {
    return atLeastOf("relay", bound);
  }

  static Goal atLeastOfDirect(double bound) {
    return new Goal(Against.DIRECT, "direct", true, bound);
  }

  static Goal atMostOfRelay(double bound) {
    return atMostOf("relay", bound);
  }

  static Goal atLeast(double bound) {
    return new Goal(Against.ITSELF, "", true, bound);
  }

  /** Against another tunnel, by its name. */
  static Goal atLeastOf(String tunnel, double bound) {
    return new Goal(Against.TUNNEL, tunnel, true, bound);
  }

  static Goal atMostOf(String tunnel, double bound) {
    return new Goal(Against.TUNNEL, tunnel, false, bound);
  }

  static Goal atMost(double bound) {
    return new Goal(Against.ITSELF, "", false, bound);
  }

  boolean isReachedBy(double value, @Nullable Double direct, @Nullable Double tunnel) {
    double judged;
    if (against == Against.ITSELF) {
      judged = value;
    } else {
      Double ratio = against.ratio(value, direct, tunnel);
      if (ratio == null) {
        return false; // No yardstick, no verdict in our favour.
      }
      judged = ratio;
    }
    return atLeast ? judged >= bound : judged <= bound;
  }

  String words() {
    String comparison = atLeast ? ">= " : "<= ";
    return switch (against) {
      case TUNNEL, DIRECT ->
          String.format(Locale.ROOT, "%s%.2f x %s", comparison, bound, yardstick);
      case ITSELF -> String.format(Locale.ROOT, "%s%,.2f", comparison, bound);
    };
  }
}
