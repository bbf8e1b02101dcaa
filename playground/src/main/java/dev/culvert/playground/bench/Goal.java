package dev.culvert.playground.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a figure is held against.
 *
 * @param against the yardstick
 * @param atLeast whether more is better; otherwise the bound is an upper one
 * @param bound as a ratio to the yardstick, or in the line's unit for {@link Against#ITSELF}
 */
record Goal(Against against, boolean atLeast, double bound) {

  /** The yardsticks. */
  enum Against {
    RELAY,
    DIRECT,
    ITSELF;

    @Nullable Double ratio(double value, @Nullable Double direct, @Nullable Double relay) {
      return switch (this) {
        case RELAY -> relay == null ? null : value / relay;
        case DIRECT -> direct == null ? null : value / direct;
        case ITSELF -> null;
      };
    }
  }

  static Goal atLeastOfRelay(double bound) {
    return new Goal(Against.RELAY, true, bound);
  }

  static Goal atLeastOfDirect(double bound) {
    return new Goal(Against.DIRECT, true, bound);
  }

  static Goal atMostOfRelay(double bound) {
    return new Goal(Against.RELAY, false, bound);
  }

  static Goal atLeast(double bound) {
    return new Goal(Against.ITSELF, true, bound);
  }

  static Goal atMost(double bound) {
    return new Goal(Against.ITSELF, false, bound);
  }

  boolean isReachedBy(double value, @Nullable Double direct, @Nullable Double relay) {
    double judged;
    if (against == Against.ITSELF) {
      judged = value;
    } else {
      Double ratio = against.ratio(value, direct, relay);
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
      case RELAY -> String.format(Locale.ROOT, "%s%.2f x relay", comparison, bound);
      case DIRECT -> String.format(Locale.ROOT, "%s%.2f x direct", comparison, bound);
      case ITSELF -> String.format(Locale.ROOT, "%s%,.2f", comparison, bound);
    };
  }
}
