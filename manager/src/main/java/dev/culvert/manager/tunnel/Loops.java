package dev.culvert.manager.tunnel;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

/** Finds the event loop that is running the caller. */
public final class Loops {
  private final EventLoopGroup group;

  /**
   * @param group the loops of the gRPC server
   */
  public Loops(EventLoopGroup group) {
    this.group = group;
  }

  /**
   * The loop that runs this call's transport, so that what is dialled for it shares the thread.
   * gRPC's direct executor calls services on the transport's loop; elsewhere any loop is right,
   * only slower.
   */
  public EventLoop current() {
    for (EventExecutor each : group) {
      if (each.inEventLoop()) {
        return (EventLoop) each;
      }
    }
    return group.next();
  }
}
