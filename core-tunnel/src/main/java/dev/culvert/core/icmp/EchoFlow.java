package dev.culvert.core.icmp;

import dev.culvert.core.demux.IdleFlow;
import dev.culvert.core.net.Endpoint;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The pings of one program to one address (RFC 792: an identifier stands for a program). The
 * identifier is kept where other flows have the program's port; the other port is 0.
 */
public final class EchoFlow extends IdleFlow {
  /** A ping waits a second between two requests, and seldom more than ten for an answer. */
  private static final long IDLE = 30_000_000_000L;

  private final EchoStack stack;
  @Nullable EchoUser user;

  /** Of the last request. */
  int lastSequence;

  EchoFlow(EchoStack stack, Endpoint source, Endpoint destination) {
    super(source, destination, stack.scheduler, IDLE);
    this.stack = stack;
  }

  /**
   * The target has answered.
   *
   * @param body the sequence number and the data; given away
   */
  public void reply(ByteBuf body) {
    if (isOver() || body.readableBytes() < 2) {
      body.release();
    } else {
      used();
      stack.reply(this, body);
    }
  }

  /** The last request has not got there. */
  public void unreachable(IcmpReason reason) {
    if (!isOver()) {
      stack.errors.unreachableEcho(source, destination, lastSequence, reason);
    }
  }

  /** Forgets the flow. The user hears nothing more. */
  public void close() {
    if (stop()) {
      user = null;
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

  @Override
  protected void end() {
    EchoUser hears = user;
    close();
    if (hears != null) {
      hears.onOver();
    }
  }

  @Override
  protected long idleNanos() {
    return IDLE;
  }
}
