package dev.culvert.helper.attach;

import dev.culvert.core.inspect.StreamTape;
import dev.culvert.core.inspect.TakenFlow;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * What is kept of one connection that an attachment brings: packets on its tape, while they are
 * recorded, and its line among the flows. On the connection's loop.
 */
final class Account implements Splice.Tape {
  private static final long PUBLISH_MILLIS = 100;

  private final StreamTape tape;
  private final TakenFlow flow;
  private final EventLoop loop;
  private boolean due;
  private boolean programEnded;
  private boolean over;

  Account(StreamTape tape, TakenFlow flow, EventLoop loop) {
    this.tape = tape;
    this.flow = flow;
    this.loop = loop;
  }

  @Override
  public void opened(SocketChannel socket) {
    tape.opened();
    flow.opened(endpoint(socket.remoteAddress()), endpoint(socket.localAddress()));
  }

  private static Endpoint endpoint(InetSocketAddress address) {
    return new Endpoint(IpAddress.of(address.getAddress()), address.getPort());
  }

  @Override
  public void fromStream(ByteBuf payload) {
    tape.fromCaller(payload);
    flow.in(payload.readableBytes());
    publishSoon();
  }

  @Override
  public void fromSocket(ByteBuf payload) {
    tape.fromProgram(payload);
    flow.out(payload.readableBytes());
    publishSoon();
  }

  private void publishSoon() {
    if (!due) {
      due = true;
      var _ =
          loop.schedule(
              () -> {
                due = false;
                flow.publish();
              },
              PUBLISH_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void streamEnded() {
    tape.callerEnded();
  }

  @Override
  public void socketEnded() {
    programEnded = true;
    tape.programEnded();
  }

  /** Both ends have said all. */
  @Override
  public void ended() {
    if (!over) {
      over = true;
      flow.ended(null);
    }
  }

  /**
   * The connection itself is as broken as it is, unless the program had ended its direction, as
   * with every answer that ends with its connection; for the program nothing is wrong.
   */
  @Override
  public void left() {
    if (!over) {
      over = true;
      if (programEnded) {
        tape.callerEnded();
      } else {
        tape.broken();
      }
      flow.ended(null);
    }
  }

  /** It never was, or broke. */
  @Override
  public void failed(Failure failure) {
    if (!over) {
      over = true;
      tape.broken();
      flow.ended(failure);
    }
  }
}
