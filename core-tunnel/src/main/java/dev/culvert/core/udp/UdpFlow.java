package dev.culvert.core.udp;

import dev.culvert.core.demux.Flow;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Datagrams between one port of this computer and one end point of the cluster. */
public final class UdpFlow extends Flow implements Runnable {
  private static final int DNS = 53;

  private final UdpStack stack;
  @Nullable UdpUser user;
  private boolean answered;
  private boolean over;
  private long lastUsed;
  private Scheduler.@Nullable Timer timer;

  /** The list of flows by last use, which the stack keeps. */
  @Nullable UdpFlow older;

  @Nullable UdpFlow younger;

  UdpFlow(UdpStack stack, Endpoint source, Endpoint destination) {
    super(source, destination);
    this.stack = stack;
    lastUsed = stack.scheduler.nanoTime();
    timer = stack.scheduler.schedule(this, idle().toNanos());
  }

  /** Sends a datagram to the program. Takes over the buffer. */
  public void send(ByteBuf payload) {
    if (over) {
      payload.release();
      return;
    }
    answered = true;
    used();
    stack.transmit(this, payload);
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

  void received(ByteBuf payload) {
    used();
    UdpUser hears = user;
    if (hears == null) {
      payload.release();
    } else {
      hears.onReceived(payload);
    }
  }

  void end() {
    UdpUser hears = user;
    close();
    if (hears != null) {
      hears.onOver();
    }
  }

  private void used() {
    lastUsed = stack.scheduler.nanoTime();
    stack.touch(this);
  }

  /** The timer: a use since it was set has only moved the deadline. */
  @Override
  public void run() {
    timer = null;
    long left = lastUsed + idle().toNanos() - stack.scheduler.nanoTime();
    if (left > 0) {
      timer = stack.scheduler.schedule(this, left);
    } else {
      end();
    }
  }

  private Duration idle() {
    UdpSettings settings = stack.settings;
    return destination.port() == DNS
        ? settings.idleDns()
        : answered ? settings.idle() : settings.idleUnanswered();
  }
}
