package dev.culvert.core.time;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clock and timers of a Netty event loop. Used on that loop only. */
public final class EventLoopScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(EventLoopScheduler.class);

  private final EventLoop loop;

  public EventLoopScheduler(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Task timer = new Task(task);
    if (delayNanos <= 0) {
      // Not a timer: the loop's task queue, which runs after the I/O that is being handled now.
      loop.execute(timer);
    } else {
      timer.future = loop.schedule(timer, delayNanos, TimeUnit.NANOSECONDS);
    }
    return timer;
  }

  /** Logs what a task throws: a scheduled future would keep it to itself. */
  private static final class Task implements Runnable, Timer {
    private final Runnable task;
    private boolean cancelled;
    private @Nullable ScheduledFuture<?> future;

    Task(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (cancelled) {
        return;
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("a task of the event loop failed: {}", task, e);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (future != null) {
        future.cancel(false);
      }
    }
  }
}
