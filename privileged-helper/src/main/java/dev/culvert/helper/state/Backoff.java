package dev.culvert.helper.state;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying to reconnect again: the first try is made at once, then after
 * about 0.5 s, 1 s, 2 s, 4 s and from there on 5 s. The jitter keeps a hundred laptops from coming
 * back in the same instant; it only shortens, so that 5 s are never exceeded.
 */
public final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long CAP_MILLIS = 5_000;
  private static final double JITTER = 0.2;

  private final RandomGenerator random;

  /** With a seeded generator in tests. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The wait before this attempt.
   *
   * @param attempt from 1, which waits for nothing
   */
  Duration before(int attempt) {
    if (attempt <= 1) {
      return Duration.ZERO;
    }
    long full = Math.min(CAP_MILLIS, FIRST_MILLIS << Math.min(attempt - 2, 10));
    return Duration.ofMillis(full - (long) (full * JITTER * random.nextDouble()));
  }
}
