package dev.culvert.manager.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.manager.dial.DialFailures;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One flow of datagrams or pings: a socket connected to the destination, so that the kernel hands
 * ICMP errors to it and nothing from elsewhere.
 */
final class TargetFlow {
  /** Datagrams that may wait for the socket. */
  private static final int EARLY = 16;

  final long number;
  private final EventLoop loop;
  private final Endpoint destination;
  private final FlowSocket kind;
  private final DatagramsCall owner;
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
  private @Nullable Channel socket;
  private boolean connected;

  /** Why there is no socket. */
  private @Nullable Throwable broken;

  private boolean closed;

  /** Since the client was told last. */
  long dropped;

  /** {@link System#nanoTime}. */
  long lastUsed = System.nanoTime();

  TargetFlow(
      EventLoop loop, long number, FlowSocket kind, Endpoint destination, DatagramsCall owner) {
    this.loop = loop;
    this.number = number;
    this.kind = kind;
    this.destination = destination;
    this.owner = owner;
  }

  TargetFlow start() {
    ChannelFuture connecting =
        new Bootstrap()
            .group(kind.loop(loop))
            .channelFactory(kind.factory(loop))
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ScratchReads())
            .handler(new Receiver())
            .connect(
                new InetSocketAddress(destination.address().toInetAddress(), destination.port()));
    Throwable failed = connecting.cause();
    if (failed != null) {
      // No socket at all: what Netty returns for one belongs to another thread.
      broken = failed;
      tell(failed);
      return this;
    }
    socket = connecting.channel();
    var _ = connecting.addListener(done -> here(() -> connected(connecting)));
    return this;
  }

  private void connected(ChannelFuture connecting) {
    if (!connecting.isSuccess()) {
      broken = connecting.cause();
      tell(connecting.cause());
      releaseEarly();
    } else if (closed) {
      var _ = connecting.channel().close();
    } else {
      connected = true;
      for (ByteBuf payload : early) {
        write(payload);
      }
      early.clear();
    }
  }

  /** What a socket on another loop says, in turn. */
  private void here(Runnable said) {
    if (loop.inEventLoop()) {
      said.run();
    } else {
      loop.execute(said);
    }
  }

  void send(ByteBuf payload) {
    lastUsed = System.nanoTime();
    Throwable why = broken;
    if (closed) {
      payload.release();
    } else if (why != null) {
      payload.release();
      tell(why); // Each datagram has its answer, as from a router.
    } else if (connected) {
      write(payload);
    } else if (early.size() < EARLY) {
      early.add(payload);
    } else {
      payload.release();
      dropped++;
    }
  }

  private void write(ByteBuf payload) {
    Channel to = socket;
    if (to == null || !to.isWritable()) {
      payload.release();
      dropped++;
      return;
    }
    var _ =
        to.writeAndFlush(kind.toSocket(payload))
            .addListener(done -> {
              if (!done.isSuccess()) {
                here(() -> tellUnlessClosed(done.cause()));
              }
            });
  }

  private void tellUnlessClosed(Throwable cause) {
    if (!closed) {
      tell(cause);
    }
  }

  private void tell(Throwable cause) {
    Failure failure =
        cause instanceof PingSocket.Forbidden
            ? new Failure(Failure.Cause.FORBIDDEN, String.valueOf(cause.getMessage()))
            : DialFailures.ofConnect(cause, destination, Duration.ZERO);
    owner.failed(number, failure);
  }

  void close() {
    closed = true;
    releaseEarly();
    if (socket != null) {
      var _ = socket.close();
    }
  }

  private void releaseEarly() {
    early.forEach(ByteBuf::release);
    early.clear();
  }

  private void received(ByteBuf payload) {
    lastUsed = System.nanoTime();
    owner.received(this, payload);
  }

  /** On the socket's loop. */
  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      ByteBuf content = packet.content();
      ByteBuf copy = ctx.alloc().directBuffer(content.readableBytes()).writeBytes(content);
      ByteBuf payload = kind.fromSocket(copy);
      if (payload != null) {
        here(() -> received(payload));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      here(() -> tellUnlessClosed(cause));
    }
  }
}
