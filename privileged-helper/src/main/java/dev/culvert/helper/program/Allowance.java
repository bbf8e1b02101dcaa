package dev.culvert.helper.program;

/**
 * How much of one processor a thread may take for something that must never matter: a share of the
 * time that passes, saved up to a most. What has been begun is finished, so it may be overdrawn,
 * and then has to be waited for. The clock is passed in; one thread.
 */
final class Allowance {
  private final int oneIn;
  private final long mostNanos;
  private long savedNanos;
  private long atNanos;

  /**
   * Full at the start.
   *
   * @param oneIn of so many parts of the time one may be taken
   * @param mostNanos what can be saved up
   */
  Allowance(int oneIn, long mostNanos, long nowNanos) {
    this.oneIn = oneIn;
    this.mostNanos = mostNanos;
    this.savedNanos = mostNanos;
    this.atNanos = nowNanos;
  }

  /** Whether there is some left. */
  boolean some(long nowNanos) {
    long earned = (nowNanos - atNanos) / oneIn;
    atNanos += earned * oneIn;
    savedNanos = Math.min(mostNanos, savedNanos + earned);
    return savedNanos > 0;
  }

  /** Whether there is so much that what can wait need not: half of what can be saved up. */
  boolean plenty(long nowNanos) {
    return some(nowNanos) && savedNanos >= mostNanos / 2;
  }

  /** Takes it out. */
  void spend(long nanos) {
    savedNanos -= nanos;
  }
}
