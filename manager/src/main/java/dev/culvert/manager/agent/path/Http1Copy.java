package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;

/** Copies of requests for a wiretap with a filter. Never waited for; answers are dropped. */
final class Http1Copy {
  private static final int MOST_HELD = 256;

  private final Channel channel;
  private final ArrayDeque<HttpObject> early = new ArrayDeque<>();
  private boolean connected;
  private boolean over;

  Http1Copy(Upstreams upstreams, String attachment, Endpoint source) {
    ChannelFuture connecting =
        upstreams.connect(
            Optional.of(attachment),
            source,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel made) {
                made.pipeline().addLast(new HttpRequestEncoder());
                made.pipeline().addLast(new Drop());
              }
            });
    this.channel = connecting.channel();
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            connected = true;
            channel.config().setAutoRead(true);
            early.forEach(object -> {
              var _ = channel.write(object);
            });
            early.clear();
            channel.flush();
          } else {
            close();
          }
        });
  }

  boolean usable() {
    return !over;
  }

  /** Copies; the object stays the caller's. */
  void write(HttpObject object) {
    if (over) {
      return;
    }
    if (connected && !channel.isWritable() || early.size() > MOST_HELD) {
      // Half a request would spoil the next: the copy ends here.
      close();
      return;
    }
    HttpObject copy =
        switch (object) {
          case HttpRequest request ->
              new DefaultHttpRequest(
                  request.protocolVersion(),
                  request.method(),
                  request.uri(),
                  request.headers().copy());
          case HttpContent content -> content.retainedDuplicate();
          default -> object;
        };
    if (connected) {
      var _ = channel.write(copy);
    } else {
      early.add(copy);
    }
  }

  void flush() {
    if (connected) {
      channel.flush();
    }
  }

  void close() {
    over = true;
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    var _ = channel.close();
  }

  private final class Drop extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      over = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      close();
    }
  }
}
