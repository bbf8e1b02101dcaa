package dev.culvert.helper.state;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying to reconnect again: the first try is made at once, then about 0.5
 * s, 1 s, 2 s and from there on 3 s after the one before has begun. So new connections work within
 * 5 s of the road being back, the time that opening a tunnel takes included. The jitter keeps a
 * hundred laptops from coming back in the same instant; it only shortens.
 */
public final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long CAP_MILLIS = 3_000;
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
   * @param took the attempt before: who was silent for long has been waited for already
   */
  Duration before(int attempt, Duration took) {
    if (attempt <= 1) {
      return Duration.ZERO;
    }
    long full = Math.min(CAP_MILLIS, FIRST_MILLIS << Math.min(attempt - 2, 10));
    long period = full - (long) (full * JITTER * random.nextDouble());
    // A computer's clock may be set back meanwhile: never wait longer for that.
    return Duration.ofMillis(period - Math.clamp(took.toMillis(), 0, period));
  }
}
