package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.machine.Namespace;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The port-forward sub-protocol {@code v4.channel.k8s.io} on an open WebSocket: binary messages, a
 * channel byte and payload; data channels 2i, error channels 2i+1 for the i-th port; the server
 * begins each with the port, two bytes little-endian. Ports are dialled at 127.0.0.1 inside the
 * pod. There is no half-close: when the pod ends, the WebSocket is closed.
 *
 * <p>Backpressure holds both ways: at most {@link #LIMIT} bytes wait on the way to the client, and
 * reading from the client stops while a pod does not take what was sent. Runs on the channel's
 * event loop; the pods' sockets are on the same one.
 */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
final class PortForward extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** The sub-protocol's name. */
  static final String PROTOCOL = "v4.channel.k8s.io";

  private static final int LIMIT = 4 << 20;

  /** A server's message is a channel byte and at most this much, as a kubelet's. */
  private static final int CHUNK = 32 << 10;

  private final Namespace pod;
  private final String podName;
  private final List<Integer> ports;
  private final ReadGate gate;
  private final List<Forwarded> forwarded = new ArrayList<>();
  private int continued = -1;
  private boolean closing;

  PortForward(Namespace pod, String podName, List<Integer> ports, ReadGate gate) {
    this.pod = pod;
    this.podName = podName;
    this.ports = List.copyOf(ports);
    this.gate = gate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i);
      for (int channel = 2 * i; channel <= 2 * i + 1; channel++) {
        ctx.write(
            new BinaryWebSocketFrame(
                Unpooled.wrappedBuffer(
                    new byte[] {(byte) channel, (byte) port, (byte) (port >> 8)})));
      }
      Forwarded one = new Forwarded(ctx, i, port);
      forwarded.add(one);
      one.dial();
    }
    ctx.flush();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case BinaryWebSocketFrame binary -> {
        if (binary.content().isReadable()) {
          int channel = binary.content().readUnsignedByte();
          continued = binary.isFinalFragment() ? -1 : channel;
          toPod(ctx, channel, binary.content());
        }
      }
      case ContinuationWebSocketFrame more -> {
        if (continued >= 0) {
          toPod(ctx, continued, more.content());
        }
        if (more.isFinalFragment()) {
          continued = -1;
        }
      }
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> close(ctx, WebSocketCloseStatus.NORMAL_CLOSURE);
      default -> {
        // Text and pong mean nothing here.
      }
    }
  }

  private void toPod(ChannelHandlerContext ctx, int channel, ByteBuf payload) {
    if ((channel & 1) == 0 && channel / 2 < forwarded.size()) {
      forwarded.get(channel / 2).toPod(payload);
    } else if (payload.isReadable()) {
      close(ctx, WebSocketCloseStatus.POLICY_VIOLATION);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    forwarded.forEach(Forwarded::flush);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forwarded.forEach(Forwarded::end);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void close(ChannelHandlerContext ctx, WebSocketCloseStatus status) {
    if (!closing) {
      closing = true;
      ctx.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void holdClient() {
    gate.hold(ReadGate.POD, forwarded.stream().anyMatch(Forwarded::full));
  }

  /** One port: a socket inside the pod. */
  private final class Forwarded extends ChannelInboundHandlerAdapter {
    private final ChannelHandlerContext client;
    private final int index;
    private final int port;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private @Nullable Channel socket;
    private boolean connected;
    private long toPodBytes;
    private long toClientBytes;

    Forwarded(ChannelHandlerContext client, int index, int port) {
      this.client = client;
      this.index = index;
      this.port = port;
    }

    void dial() {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(client.channel().eventLoop())
              .channelFactory(EpollSocketChannel::new)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(this);
      ChannelFuture dialled = pod.call(() -> bootstrap.connect("127.0.0.1", port));
      socket = dialled.channel();
      dialled.addListener(result -> {
        if (!result.isSuccess()) {
          refused(String.valueOf(dialled.cause().getMessage()));
          return;
        }
        connected = true;
        while (!early.isEmpty()) {
          send(early.remove());
        }
        flush();
      });
    }

    void toPod(ByteBuf payload) {
      int size = payload.readableBytes();
      if (size == 0) {
        return;
      }
      toPodBytes += size;
      if (connected) {
        send(payload.retain());
      } else {
        early.add(payload.retain());
      }
      if (toPodBytes > LIMIT) {
        holdClient();
      }
    }

    private void send(ByteBuf payload) {
      int size = payload.readableBytes();
      Channel pods = java.util.Objects.requireNonNull(socket);
      pods.write(payload)
          .addListener(written -> {
            toPodBytes -= size;
            if (toPodBytes + size > LIMIT / 2 && toPodBytes <= LIMIT / 2) {
              holdClient();
            }
          });
    }

    boolean full() {
      return toPodBytes > LIMIT / 2;
    }

    void flush() {
      if (socket != null && connected) {
        socket.flush();
      }
    }

    void end() {
      early.forEach(ByteBuf::release);
      early.clear();
      if (socket != null) {
        socket.close();
      }
    }

    private void refused(String why) {
      String text =
          "error forwarding port "
              + port
              + " to pod "
              + podName
              + ": failed to connect to localhost:"
              + port
              + " inside namespace \""
              + pod.name()
              + "\": dial tcp4 127.0.0.1:"
              + port
              + ": connect: "
              + (why.contains("refused") ? "connection refused" : why);
      client.write(
          new BinaryWebSocketFrame(
              Unpooled.wrappedBuffer(
                  Unpooled.wrappedBuffer(new byte[] {(byte) (2 * index + 1)}),
                  Unpooled.copiedBuffer(text, UTF_8))));
      close(client, WebSocketCloseStatus.NORMAL_CLOSURE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      int size = data.readableBytes();
      toClientBytes += size;
      while (data.readableBytes() > CHUNK) {
        write(ctx, data.readRetainedSlice(CHUNK));
      }
      write(ctx, data);
      if (toClientBytes > LIMIT) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    private void write(ChannelHandlerContext ctx, ByteBuf payload) {
      int size = payload.readableBytes();
      ByteBuf channel = client.alloc().buffer(1, 1).writeByte(2 * index);
      client
          .write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(channel, payload)))
          .addListener(written -> {
            toClientBytes -= size;
            if (toClientBytes <= LIMIT / 2 && !ctx.channel().config().isAutoRead()) {
              ctx.channel().config().setAutoRead(true);
            }
          });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      client.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (connected) {
        close(client, WebSocketCloseStatus.NORMAL_CLOSURE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
