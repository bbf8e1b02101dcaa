package dev.culvert.core.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import io.netty.channel.EventLoop;

/**
 * A dialer of another event loop, for use on this one: every call and every event is a task of the
 * other's. Tasks of a loop run in order, so nothing overtakes. It costs a change of threads for
 * each piece of payload, and is for when there is nothing better.
 */
public final class CrossLoopDialer implements Dialer {
  private final EventLoop here;
  private final EventLoop there;
  private final Dialer dialer;

  /**
   * @param here where it is used and its listeners are called
   * @param there the dialer's loop
   */
  public CrossLoopDialer(EventLoop here, EventLoop there, Dialer dialer) {
    this.here = here;
    this.there = there;
    this.dialer = dialer;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    return CrossLoopStream.open(
        here, there, listener, far -> dialer.dialTcp(source, destination, far));
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    return CrossLoopFlow.open(
        here, there, listener, far -> dialer.openUdp(source, destination, far));
  }

  @Override
  public DatagramFlow openEcho(
      IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
    return CrossLoopFlow.open(
        here, there, listener, far -> dialer.openEcho(source, destination, far));
  }
}
