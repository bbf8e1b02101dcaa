package dev.culvert.core.tcp;

import dev.culvert.core.time.Scheduler;
import dev.culvert.core.words.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a connection on one timer of the loop. A deadline that moves later costs nothing:
 * the loop's timer runs at the old one, finds nothing due and is set again; so an acknowledgment
 * neither cancels nor schedules. Times are the stack's clock, which is never 0.
 */
final class TcpTimers implements Runnable {
  private static final long OFF = 0;
  private static final long KEEP_ALIVE_INTERVAL = 15_000_000_000L;
  private static final int KEEP_ALIVE_PROBES = 6;

  private final TcpConnection connection;
  private long retransmission = OFF;
  private long delayedAck = OFF;

  /** The end of TIME-WAIT, or the next look at a silent program. */
  private long life = OFF;

  private long lastHeard;
  private int keepAliveProbes;
  private Scheduler.@Nullable Timer timer;
  private long timerAt;

  TcpTimers(TcpConnection connection) {
    this.connection = connection;
  }

  void startRetransmission() {
    retransmission = connection.stack.now() + connection.sender.timeout.nanos();
    arm(retransmission);
  }

  void ensureRetransmission() {
    if (retransmission == OFF) {
      startRetransmission();
    }
  }

  void stopRetransmission() {
    retransmission = OFF;
  }

  void startDelayedAck() {
    if (delayedAck == OFF) {
      delayedAck = connection.stack.now() + connection.stack.settings.delayedAck().toNanos();
      arm(delayedAck);
    }
  }

  void stopDelayedAck() {
    delayedAck = OFF;
  }

  void enterTimeWait() {
    retransmission = OFF;
    restartTimeWait();
  }

  void restartTimeWait() {
    life = connection.stack.now() + connection.stack.settings.timeWait().toNanos();
    arm(life);
  }

  /** A segment has come: the program's side is alive. */
  void heard(long now) {
    lastHeard = now;
    keepAliveProbes = 0;
    if (life == OFF) {
      life = now + connection.stack.settings.keepAliveIdle().toNanos();
      arm(life);
    }
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** The loop's timer. */
  @Override
  public void run() {
    timer = null;
    long now = connection.stack.now();
    if (due(retransmission, now)) {
      retransmission = OFF;
      connection.sender.onTimeout();
    }
    if (due(delayedAck, now)) {
      delayedAck = OFF;
      connection.receiver.ackNow = true;
    }
    if (due(life, now)) {
      life = OFF;
      if (connection.state == TcpState.TIME_WAIT) {
        connection.discard();
      } else {
        keepAlive(now);
      }
    }
    if (connection.state != TcpState.CLOSED) {
      connection.stack.ready(connection);
      arm(retransmission);
      arm(delayedAck);
      arm(life);
    } else {
      connection.stack.turn.wake();
    }
  }

  /** RFC 9293 section 3.8.4: asks with a segment that must be answered. */
  private void keepAlive(long now) {
    long idle = connection.stack.settings.keepAliveIdle().toNanos();
    if (now - lastHeard < idle) {
      life = lastHeard + idle;
    } else if (keepAliveProbes < KEEP_ALIVE_PROBES) {
      keepAliveProbes++;
      life = now + KEEP_ALIVE_INTERVAL;
      connection.stack.writer.keepAlive(connection);
    } else {
      connection.giveUp(Phrase.PROGRAM_NO_KEEP_ALIVE.of(KEEP_ALIVE_PROBES));
    }
  }

  private static boolean due(long deadline, long now) {
    return deadline != OFF && deadline <= now;
  }

  private void arm(long deadline) {
    if (deadline == OFF) {
      return;
    }
    if (timer != null) {
      if (timerAt <= deadline) {
        return;
      }
      timer.cancel();
    }
    timerAt = deadline;
    timer = connection.stack.scheduler.schedule(this, deadline - connection.stack.now());
  }
}
