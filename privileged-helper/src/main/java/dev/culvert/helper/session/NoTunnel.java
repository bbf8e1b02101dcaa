package dev.culvert.helper.session;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * Where new flows go while there is no tunnel. A TCP flow fails with TUNNEL_DOWN, which the engine
 * answers with silence: the program's kernel sends its SYN again, and finds the tunnel when that is
 * back. A UDP flow ends at once, so that the next datagram opens a new one.
 */
final class NoTunnel implements Dialer {
  private static final Failure DOWN =
      new Failure(Failure.Cause.TUNNEL_DOWN, "the tunnel to the cluster is being opened anew");

  private final EventLoop loop;

  NoTunnel(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    Stream stream = new Stream();
    loop.execute(() -> {
      if (!stream.over) {
        stream.over = true;
        listener.onFailed(DOWN);
      }
    });
    return stream;
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    Flow flow = new Flow();
    loop.execute(() -> {
      if (!flow.over) {
        flow.over = true;
        listener.onClosed();
      }
    });
    return flow;
  }

  private static final class Stream implements ByteStream {
    private boolean over;

    @Override
    public void write(ByteBuf payload) {
      payload.release();
    }

    @Override
    public void flush() {
      // Nothing is held.
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void request(int bytes) {
      // Nothing will come.
    }

    @Override
    public void shutdownOutput() {
      // Nothing is open.
    }

    @Override
    public void reset() {
      over = true;
    }
  }

  private static final class Flow implements DatagramFlow {
    private boolean over;

    @Override
    public boolean send(ByteBuf payload) {
      payload.release();
      return false;
    }

    @Override
    public void close() {
      over = true;
    }
  }
}
