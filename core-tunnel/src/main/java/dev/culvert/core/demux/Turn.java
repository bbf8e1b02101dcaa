package dev.culvert.core.demux;

import dev.culvert.core.time.Scheduler;

/**
 * One turn of the event loop: packets and frames that arrive in it are handled as they come; what
 * they cause to be sent is sent once, at its end. The end is the end of the link's batch, or, for
 * what the tunnel or a timer has caused, the moment when the loop is free again.
 */
public final class Turn {
  private final Scheduler scheduler;
  private final Runnable end;
  private boolean inBatch;
  private boolean scheduled;

  /**
   * @param end sends what is due
   */
  public Turn(Scheduler scheduler, Runnable end) {
    this.scheduler = scheduler;
    this.end = end;
  }

  /** Something is to be sent at the end of this turn. */
  public void wake() {
    if (!inBatch && !scheduled) {
      scheduled = true;
      scheduler.schedule(this::run, 0);
    }
  }

  /** The link delivers a packet: the end of its batch is the end of the turn. */
  public void inBatch() {
    inBatch = true;
  }

  /** The link has delivered all it had. */
  public void batchEnd() {
    inBatch = false;
    end.run();
  }

  private void run() {
    scheduled = false;
    end.run();
  }
}
