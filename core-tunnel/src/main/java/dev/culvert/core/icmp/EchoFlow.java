package dev.culvert.core.icmp;

import dev.culvert.core.demux.Flow;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The pings of one program to one address (RFC 792: an identifier stands for a program). The
 * identifier is kept where other flows have the program's port; the other port is 0.
 */
public final class EchoFlow extends Flow implements Runnable {
  /** A ping waits a second between two requests, and seldom more than ten for an answer. */
  private static final long IDLE = 30_000_000_000L;

  private final EchoStack stack;
  @Nullable EchoUser user;

  /** Of the last request. */
  int lastSequence;

  private long lastUsed;
  private Scheduler.@Nullable Timer timer;
  private boolean over;

  EchoFlow(EchoStack stack, Endpoint source, Endpoint destination) {
    super(source, destination);
    this.stack = stack;
    used();
    timer = stack.scheduler.schedule(this, IDLE);
  }

  /**
   * The target has answered.
   *
   * @param body the sequence number and the data; given away
   */
  public void reply(ByteBuf body) {
    if (over || body.readableBytes() < 2) {
      body.release();
    } else {
      used();
      stack.reply(this, body);
    }
  }

  /** The last request has not got there. */
  public void unreachable(IcmpReason reason) {
    if (!over) {
      stack.errors.unreachableEcho(source, destination, lastSequence, reason);
    }
  }

  /** Forgets the flow. The user hears nothing more. */
  public void close() {
    if (!over) {
      over = true;
      user = null;
      if (timer != null) {
        timer.cancel();
      }
      stack.remove(this);
    }
  }

  void requested(ByteBuf body) {
    used();
    EchoUser hears = user;
    if (hears == null) {
      body.release();
    } else {
      hears.onRequest(body);
    }
  }

  void end() {
    EchoUser hears = user;
    close();
    if (hears != null) {
      hears.onOver();
    }
  }

  private void used() {
    lastUsed = stack.scheduler.nanoTime();
  }

  /** The timer: a use since it was set has only moved the deadline. */
  @Override
  public void run() {
    timer = null;
    long left = lastUsed + IDLE - stack.scheduler.nanoTime();
    if (left > 0) {
      timer = stack.scheduler.schedule(this, left);
    } else {
      end();
    }
  }
}
