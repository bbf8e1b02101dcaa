package dev.culvert.core.demux;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** A flow that nobody ends: it is over when it has not been used for a while. */
public abstract class IdleFlow extends Flow implements Runnable {
  private final Scheduler scheduler;
  private long lastUsed;
  private Scheduler.@Nullable Timer timer;
  private boolean over;

  /**
   * A flow that is used now.
   *
   * @param idleNanos how long it may be idle at first
   */
  protected IdleFlow(Endpoint source, Endpoint destination, Scheduler scheduler, long idleNanos) {
    super(source, destination);
    this.scheduler = scheduler;
    lastUsed = scheduler.nanoTime();
    timer = scheduler.schedule(this, idleNanos);
  }

  /** How long it may be idle from now on. */
  protected abstract long idleNanos();

  /** Called once, when it has been idle for too long. */
  protected abstract void end();

  protected final void used() {
    lastUsed = scheduler.nanoTime();
  }

  protected final boolean isOver() {
    return over;
  }

  /**
   * Ends the time.
   *
   * @return whether it had not ended before
   */
  protected final boolean stop() {
    if (over) {
      return false;
    }
    over = true;
    if (timer != null) {
      timer.cancel();
    }
    return true;
  }

  /** The timer: a use since it was set has only moved the deadline. */
  @Override
  public final void run() {
    timer = null;
    long left = lastUsed + idleNanos() - scheduler.nanoTime();
    if (left > 0) {
      timer = scheduler.schedule(this, left);
    } else {
      end();
    }
  }
}
