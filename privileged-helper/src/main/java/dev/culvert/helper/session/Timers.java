package dev.culvert.helper.session;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something later, once. Passed in, so that tests need not wait. */
@FunctionalInterface
public interface Timers {

  /** Runs the task after the delay, on any thread; the task is quick. */
  Runnable after(Duration delay, Runnable task);

  /** The real ones. */
  static Timers of(ScheduledExecutorService executor) {
    return (delay, task) -> {
      var timer = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    };
  }
}
