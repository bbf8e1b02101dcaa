package dev.culvert.manager.agent.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream of a client's HTTP/2 connection: finds its server, then passes frames both ways. */
final class Http2Stream extends ChannelInboundHandlerAdapter {
  private final Http2Connection connection;
  private final ArrayDeque<Object> early = new ArrayDeque<>();
  private @Nullable Channel server;
  private boolean chosen;

  Http2Stream(Http2Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!chosen && message instanceof Http2HeadersFrame headers) {
      chosen = true;
      Optional<String> taker =
          connection.owner().rules().taker(new Http2Connection.Asked(headers.headers()));
      taker.ifPresent(connection.owner()::taken);
      connect(ctx.channel(), taker);
    }
    Channel to = server;
    if (to == null) {
      early.add(message);
    } else {
      pass(message, to);
    }
  }

  private void connect(Channel client, Optional<String> taker) {
    ChannelFuture upstream = connection.upstream(taker);
    var _ =
        upstream.addListener(done -> {
          if (!done.isSuccess()) {
            unreachable(client, taker, done.cause());
            return;
          }
          Http2StreamChannelBootstrap opening =
              new Http2StreamChannelBootstrap(upstream.channel()).handler(new Back(client));
          var _ =
              opening
                  .open()
                  .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                      join(client, opened.getNow());
                    } else {
                      unreachable(client, taker, opened.cause());
                    }
                  });
        });
  }

  private void join(Channel client, Channel to) {
    to.config().setAutoRead(false);
    if (!client.isActive()) {
      var _ = to.close();
      return;
    }
    server = to;
    while (!early.isEmpty()) {
      pass(early.remove(), to);
    }
    to.flush();
    to.read();
    client.read();
  }

  private void unreachable(Channel client, Optional<String> taker, Throwable cause) {
    if (taker.isPresent() && StreamChannel.isAway(cause) && client.isActive()) {
      connect(client, Optional.empty());
      return;
    }
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    if (taker.isEmpty()) {
      var _ = client.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
      return;
    }
    String text =
        "culvert: this request is intercepted, and the local program does not take it: "
            + cause.getMessage();
    var _ =
        client.write(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers()
                    .status("502")
                    .set("content-type", "text/plain; charset=utf-8"),
                false));
    var _ =
        client.writeAndFlush(
            new DefaultHttp2DataFrame(
                io.netty.buffer.Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8), true));
  }

  /** Frames belong to a stream of one connection: for the other they are made anew. */
  private static void pass(Object message, Channel to) {
    switch (message) {
      case Http2HeadersFrame headers -> {
        var _ = to.write(new DefaultHttp2HeadersFrame(headers.headers(), headers.isEndStream()));
      }
      case Http2DataFrame data -> {
        var _ =
            to.write(new DefaultHttp2DataFrame(data.content(), data.isEndStream(), data.padding()));
      }
      case Http2ResetFrame reset -> {
        var _ = to.writeAndFlush(new DefaultHttp2ResetFrame(reset.errorCode()));
      }
      default -> ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Channel to = server;
    if (to != null) {
      to.flush();
      if (to.isWritable()) {
        ctx.read();
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Channel to = server;
    if (to != null && ctx.channel().isWritable()) {
      to.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      Channel to = server;
      if (to != null) {
        pass(reset, to);
      }
      early.forEach(ReferenceCountUtil::release);
      early.clear();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Channel to = server;
    if (to != null && to.isActive()) {
      var _ = to.close();
    }
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  /** From the server to the client. */
  private static final class Back extends ChannelInboundHandlerAdapter {
    private final Channel client;

    Back(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      pass(message, client);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      client.flush();
      if (client.isWritable()) {
        ctx.read();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        client.read();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame reset) {
        pass(reset, client);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (client.isActive()) {
        // Without an end of the stream before, this is a reset.
        var _ = client.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
