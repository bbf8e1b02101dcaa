package dev.culvert.manager;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The API server's port-forward as real ones do it, in three kinds. Over a WebSocket with channels:
 * the ports first, messages of 32 KiB from the server, errors on channel 1 and then close 1000. The
 * two others end in {@link SpdyPod}. With Netty's own codecs, so that ours meet another's.
 */
final class PortForwardServer implements AutoCloseable {
  static final String TOKEN = "kube-token";

  /** What the server lets a request become. */
  enum Kind {
    /** A WebSocket of {@code v4.channel.k8s.io}: Kubernetes before 1.30. */
    CHANNELS,
    /** A WebSocket with SPDY in it. */
    TUNNEL,
    /** SPDY: something before the server lets no WebSocket pass. */
    SPDY
  }

  private final Kind kind;

  private final EventLoopGroup loops = Transports.newLoops(1, "test-api");
  private final InetSocketAddress target;
  private final @Nullable SslContext tls;
  private final Channel listening;
  final CopyOnWriteArrayList<String> requests = new CopyOnWriteArrayList<>();
  final CopyOnWriteArrayList<Channel> connections = new CopyOnWriteArrayList<>();

  PortForwardServer(Kind kind, InetSocketAddress target, @Nullable SslContext tls)
      throws Exception {
    this.kind = kind;
    this.target = target;
    this.tls = tls;
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(Transports.serverSocket(loops))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.add(channel);
                    if (PortForwardServer.this.tls != null) {
                      channel
                          .pipeline()
                          .addLast(PortForwardServer.this.tls.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(), new HttpObjectAggregator(65_536), new Upgrade());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  URI url() {
    return URI.create(
        (tls == null ? "http" : "https")
            + "://127.0.0.1:"
            + ((InetSocketAddress) listening.localAddress()).getPort());
  }

  private final class Upgrade extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      FullHttpRequest request = (FullHttpRequest) message;
      requests.add(request.method() + " " + request.uri());
      String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
      if (!authorization.equals("Bearer " + TOKEN)) {
        refuse(ctx, HttpResponseStatus.UNAUTHORIZED, "Unauthorized");
      } else if (request.uri().contains("/pods/absent/")) {
        refuse(ctx, HttpResponseStatus.NOT_FOUND, "pods \\\"absent\\\" not found");
      } else if (request.uri().contains("/pods/forbidden/")) {
        refuse(
            ctx,
            HttpResponseStatus.FORBIDDEN,
            "User \\\"mara\\\" cannot create resource \\\"pods/portforward\\\"");
      } else if (!request.uri().contains("/pods/silent/")) {
        switch (kind) {
          case CHANNELS -> {
            webSocket(ctx, request, "v4.channel.k8s.io");
            ctx.pipeline().replace(this, null, new Forward());
            forward(ctx.channel());
          }
          case TUNNEL -> {
            webSocket(ctx, request, "SPDY/3.1+portforward.k8s.io");
            ctx.pipeline().addLast(new FramesOfBytes());
            SpdyPod.add(ctx.pipeline(), target);
            ctx.pipeline().remove(this);
          }
          case SPDY -> spdy(ctx, request);
        }
      }
      request.release();
    }

    private void webSocket(ChannelHandlerContext ctx, FullHttpRequest request, String protocol) {
      WebSocketServerHandshaker handshaker =
          new WebSocketServerHandshakerFactory(url().toString(), protocol, false, 8 << 20)
              .newHandshaker(request);
      var _ = handshaker.handshake(ctx.channel(), request);
    }

    private void spdy(ChannelHandlerContext ctx, FullHttpRequest request) {
      if (!request.headers().get(HttpHeaderNames.UPGRADE, "").equals("SPDY/3.1")) {
        refuse(ctx, HttpResponseStatus.BAD_REQUEST, "no WebSockets here");
        return;
      }
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
      response.headers().set(HttpHeaderNames.CONNECTION, "Upgrade");
      response.headers().set(HttpHeaderNames.UPGRADE, "SPDY/3.1");
      var _ = ctx.writeAndFlush(response);
      ctx.pipeline().remove(HttpObjectAggregator.class);
      SpdyPod.add(ctx.pipeline(), target);
      ctx.pipeline().remove(HttpServerCodec.class);
      ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
      String body =
          "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\""
              + text
              + "\",\"code\":"
              + status.code()
              + "}";
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      var _ = ctx.writeAndFlush(response);
    }
  }

  /** A WebSocket's binary frames as a stream of bytes. */
  private static final class FramesOfBytes extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof CloseWebSocketFrame close) {
        close.release();
        var _ = ctx.close();
      } else if (message instanceof WebSocketFrame frame) {
        ctx.fireChannelRead(frame.content());
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      var _ = ctx.write(new BinaryWebSocketFrame((ByteBuf) message), promise);
    }
  }

  private void forward(Channel client) {
    for (int channel = 0; channel < 2; channel++) {
      var _ =
          client.writeAndFlush(
              new BinaryWebSocketFrame(
                  client.alloc().buffer().writeByte(channel).writeShortLE(target.getPort())));
    }
    client.config().setAutoRead(false);
    ChannelFuture connecting =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(Transports.socket(client.eventLoop()))
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new FromPod(client))
            .connect(target);
    var _ =
        connecting.addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            client.pipeline().get(Forward.class).pod = done.channel();
            done.channel().read();
            client.read();
          } else {
            ByteBuf text =
                client
                    .alloc()
                    .buffer()
                    .writeByte(1)
                    .writeBytes(
                        ("an error occurred forwarding: " + done.cause().getMessage())
                            .getBytes(StandardCharsets.UTF_8));
            var _ = client.writeAndFlush(new BinaryWebSocketFrame(text));
            var _ = client.writeAndFlush(new CloseWebSocketFrame(1000, ""));
            client.config().setAutoRead(true);
          }
        });
  }

  /** From the laptop to the pod. */
  private static final class Forward extends ChannelInboundHandlerAdapter {
    private @Nullable Channel pod;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      Channel to = pod;
      if (message instanceof CloseWebSocketFrame close) {
        close.release();
        var _ = ctx.close();
      } else if (to != null && message instanceof WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (!(frame instanceof ContinuationWebSocketFrame)) {
          content.skipBytes(1);
        }
        var _ = to.writeAndFlush(content).addListener(done -> ctx.read());
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (pod != null && pod.isWritable()) {
        ctx.read();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (pod != null) {
        var _ = pod.close();
      }
    }
  }

  /** From the pod to the laptop. */
  private static final class FromPod extends ChannelInboundHandlerAdapter {
    private final Channel client;

    FromPod(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable()) {
        int count = Math.min(32_768, bytes.readableBytes());
        ByteBuf payload = ctx.alloc().buffer(count + 1).writeByte(0).writeBytes(bytes, count);
        var _ = client.write(new BinaryWebSocketFrame(payload)).addListener(done -> ctx.read());
      }
      bytes.release();
      client.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      var _ = client.close();
    }
  }

  @Override
  public void close() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }
}
