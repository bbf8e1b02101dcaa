package dev.culvert.manager.agent.rpc;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until an event loop is in time with what it has to do, which is how the connections that it
 * sees to, probes among them, are seen to in time. On that loop, by its clock.
 */
final class KeepingUp {
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Of a turn; a connection takes some five of them, a probe has a second. */
  private static final Duration LATE = Duration.ofMillis(50);

  private static final int IN_TIME = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EventLoop loop;
  private final Runnable then;
  private final long deadline;
  private long due;
  private int inTime;

  private KeepingUp(EventLoop loop, Runnable then) {
    this.loop = loop;
    this.then = then;
    this.deadline = now() + PATIENCE.toNanos();
  }

  /**
   * @param then what is to be run when it was in time a few times in a row, or after three seconds
   */
  static void await(EventLoop loop, Runnable then) {
    new KeepingUp(loop, then).next();
  }

  private void next() {
    due = now() + LOOK.toNanos();
    var _ = loop.schedule(this::look, LOOK.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    long now = now();
    inTime = now - due < LATE.toNanos() ? inTime + 1 : 0;
    if (inTime == IN_TIME || now >= deadline) {
      then.run();
    } else {
      next();
    }
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
