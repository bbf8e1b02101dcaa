package dev.culvert.core.time;

/**
 * The clock and the timers of one event loop. Everything that needs time is given one of these; a
 * test gives a virtual one. All methods are called on the loop, and tasks run on it, never inside
 * {@link #schedule}.
 */
public interface Scheduler {

  /**
   * Nanoseconds of a clock that only goes forward; the origin means nothing (as {@link
   * System#nanoTime()}).
   */
  long nanoTime();

  /**
   * Runs the task on the loop once, after at least this long.
   *
   * @param delayNanos 0 or less: as soon as the loop is free, still not inside this call
   */
  Timer schedule(Runnable task, long delayNanos);

  /** A task that has not run yet. */
  interface Timer {
    /** Does nothing when it has run or was cancelled. */
    void cancel();
  }
}
