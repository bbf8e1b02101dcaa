package dev.culvert.core.udp;

import dev.culvert.core.demux.IdleFlow;
import dev.culvert.core.net.Endpoint;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Datagrams between one port of this computer and one end point of the cluster. */
public final class UdpFlow extends IdleFlow {
  private static final int DNS = 53;

  private final UdpStack stack;
  @Nullable UdpUser user;
  private boolean answered;

  /** The list of flows by last use, which the stack keeps. */
  @Nullable UdpFlow older;

  @Nullable UdpFlow younger;

  UdpFlow(UdpStack stack, Endpoint source, Endpoint destination) {
    super(source, destination, stack.scheduler, idle(stack.settings, destination, false).toNanos());
    this.stack = stack;
  }

  /** Sends a datagram to the program. Takes over the buffer. */
  public void send(ByteBuf payload) {
    if (isOver()) {
      payload.release();
      return;
    }
    answered = true;
    touch();
    stack.transmit(this, payload);
  }

  /** Forgets the flow. The user hears nothing more. */
  public void close() {
    if (stop()) {
      user = null;
      stack.remove(this);
    }
  }

  void received(ByteBuf payload) {
    touch();
    UdpUser hears = user;
    if (hears == null) {
      payload.release();
    } else {
      hears.onReceived(payload);
    }
  }

  @Override
  protected void end() {
    UdpUser hears = user;
    close();
    if (hears != null) {
      hears.onOver();
    }
  }

  private void touch() {
    used();
    stack.touch(this);
  }

  @Override
  protected long idleNanos() {
    return idle(stack.settings, destination, answered).toNanos();
  }

  private static Duration idle(UdpSettings settings, Endpoint destination, boolean answered) {
    return destination.port() == DNS
        ? settings.idleDns()
        : answered ? settings.idle() : settings.idleUnanswered();
  }
}
