package dev.culvert.core.time;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * A clock that moves only when it is told to, for tests: the same program with the same seed runs
 * the same way every time, and an hour costs nothing. Tasks of one moment run in the order they
 * were scheduled in. One thread.
 */
public final class VirtualScheduler implements Scheduler {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now;
  private long order;

  /** A clock that starts at 0. */
  public VirtualScheduler() {
    this(0);
  }

  /** A clock that starts elsewhere, to find code that takes the origin for something. */
  public VirtualScheduler(long originNanos) {
    now = originNanos;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Task timer = new Task(now + Math.max(0, delayNanos), order++, task);
    tasks.add(timer);
    return timer;
  }

  /** Runs what is due at this moment, and what that makes due at this moment. */
  public void run() {
    advance(Duration.ZERO);
  }

  /** Lets this much time pass and runs what becomes due, each task at its own time. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    while (true) {
      Task next = tasks.peek();
      if (next == null || next.deadline - end > 0) {
        break;
      }
      tasks.remove();
      now = next.deadline;
      next.task.run();
    }
    now = end;
  }

  /** Goes to the next task and runs it; false when there is none. */
  public boolean step() {
    Task next = tasks.poll();
    if (next == null) {
      return false;
    }
    now = next.deadline;
    next.task.run();
    return true;
  }

  /** Tasks that have not run: 0 when nothing leaked. */
  public int pending() {
    return tasks.size();
  }

  private final class Task implements Timer, Comparable<Task> {
    final long deadline;
    final long order;
    final Runnable task;

    Task(long deadline, long order, Runnable task) {
      this.deadline = deadline;
      this.order = order;
      this.task = task;
    }

    @Override
    public void cancel() {
      tasks.remove(this);
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(deadline - other.deadline, 0);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
