package dev.culvert.playground.api;

import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Namespace;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A port-forward by hand, from a namespace: frames as they are. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel, which is seen.
public final class ForwardClient implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<String> error = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final Channel channel;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  private ForwardClient(Namespace from, String token, String namespace, String pod, int port)
      throws Exception {
    SslContext tls =
        SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
    URI uri =
        URI.create(
            "wss://%s:%d/api/v1/namespaces/%s/pods/%s/portforward?ports=%d"
                .formatted(Layout.NODE, Layout.API_PORT, namespace, pod, port));
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(EpollSocketChannel::new)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            tls.newHandler(made.alloc()),
                            new HttpClientCodec(),
                            new HttpObjectAggregator(65_536),
                            new WebSocketClientProtocolHandler(
                                uri,
                                WebSocketVersion.V13,
                                "v4.channel.k8s.io",
                                false,
                                new DefaultHttpHeaders().set("Authorization", "Bearer " + token),
                                1 << 20,
                                false,
                                true,
                                false),
                            new Frames());
                  }
                });
    channel =
        from.call(() -> bootstrap.connect(new InetSocketAddress(Layout.NODE, Layout.API_PORT)))
            .sync()
            .channel();
    ready.get(20, TimeUnit.SECONDS);
  }

  /** Opens one. */
  public static ForwardClient open(
      Namespace from, String token, String namespace, String pod, int port) throws Exception {
    return new ForwardClient(from, token, namespace, pod, port);
  }

  /** Sends on the data channel, 64 KiB at a time. */
  public void sendInPieces(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += 65_536) {
      channel.write(frame(bytes, at, Math.min(65_536, bytes.length - at)));
    }
    channel.flush();
  }

  /** Sends while the socket takes it; returns how much until nothing went for this long. */
  public long sendUntilHeldBack(long most, Duration quiet) throws Exception {
    byte[] piece = new byte[1 << 18];
    long sent = 0;
    while (sent < most) {
      try {
        channel
            .writeAndFlush(frame(piece, 0, piece.length))
            .get(quiet.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return sent;
      }
      sent += piece.length;
    }
    return sent;
  }

  private static BinaryWebSocketFrame frame(byte[] bytes, int at, int length) {
    return new BinaryWebSocketFrame(
        Unpooled.wrappedBuffer(
            Unpooled.wrappedBuffer(new byte[] {0}), Unpooled.copiedBuffer(bytes, at, length)));
  }

  /** Exactly this many bytes of the data channel. */
  public byte[] receive(int count, Duration patience) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (rest.size() < count) {
      byte[] more = received.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (more == null) {
        throw new TimeoutException("got " + rest.size() + " of " + count + " bytes");
      }
      rest.write(more);
    }
    byte[] all = rest.toByteArray();
    rest.reset();
    rest.write(all, count, all.length - count);
    return java.util.Arrays.copyOf(all, count);
  }

  /** The error channel's text. */
  public String error(Duration patience) throws Exception {
    return error.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The close code; -1 when the connection broke. */
  public int closed(Duration patience) throws Exception {
    return closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    channel.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private int greetings;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        ready.complete(null);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        closed.complete(close.statusCode());
        return;
      }
      ByteBuf content = frame.content();
      int number = content.readUnsignedByte();
      if (greetings < 2) {
        greetings++;
      } else if (number == 0) {
        received.add(ByteBufUtil.getBytes(content));
      } else {
        error.complete(content.toString(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      closed.complete(-1);
      ready.completeExceptionally(new IllegalStateException("closed before it was open"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ready.completeExceptionally(cause);
      ctx.close();
    }
  }
}
