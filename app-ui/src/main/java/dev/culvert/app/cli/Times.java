package dev.culvert.app.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Protocol buffers' times as Java's. */
final class Times {
  private Times() {}

  static Instant of(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  static java.time.Duration of(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** For JSON: milliseconds with their fraction. */
  static double millis(Duration duration) {
    return of(duration).toNanos() / 1e6;
  }
}
