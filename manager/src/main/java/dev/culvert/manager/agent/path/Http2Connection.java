package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.manager.agent.rules.RequestFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/2 connection (prior knowledge, as gRPC has it), split by stream: each goes to who takes
 * it by the rules of that moment. One connection to each server for all of the client's streams.
 */
final class Http2Connection {
  private final PortListener owner;
  private final Endpoint source;
  private final Map<Optional<String>, ChannelFuture> upstreams = new HashMap<>();

  private Http2Connection(PortListener owner, Endpoint source) {
    this.owner = owner;
    this.source = source;
  }

  static void begin(PortListener owner, Channel client, Endpoint source, ByteBuf first) {
    Http2Connection connection = new Http2Connection(owner, source);
    client
        .pipeline()
        .addLast(
            Http2FrameCodecBuilder.forServer()
                .initialSettings(settings())
                .validateHeaders(false)
                .build());
    client
        .pipeline()
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setAutoRead(false);
                    stream.pipeline().addLast(new Http2Stream(connection));
                    stream.read();
                  }
                }));
    client.config().setAutoRead(true);
    var _ = client.closeFuture().addListener(closed -> connection.close());
    client.pipeline().fireChannelRead(first);
    client.pipeline().fireChannelReadComplete();
  }

  private static Http2Settings settings() {
    return Http2Settings.defaultSettings().initialWindowSize(1 << 20).maxHeaderListSize(1 << 20);
  }

  PortListener owner() {
    return owner;
  }

  /** Headers as filters ask for them. */
  record Asked(Http2Headers headers) implements RequestFilter.Request {
    @Override
    public String method() {
      return String.valueOf(headers.method());
    }

    @Override
    public String target() {
      return String.valueOf(headers.path());
    }

    @Override
    public List<String> header(String name) {
      // Names are in lower case (RFC 9113 section 8.2).
      String key =
          name.equalsIgnoreCase("host") ? ":authority" : name.toLowerCase(java.util.Locale.ROOT);
      return headers.getAll(key).stream().map(CharSequence::toString).toList();
    }
  }

  /** The connection to a server, made when its first stream comes. */
  ChannelFuture upstream(Optional<String> taker) {
    ChannelFuture known = upstreams.get(taker);
    if (known != null && (!known.isDone() || known.channel().isActive())) {
      return known;
    }
    ChannelFuture connecting =
        owner
            .upstreams()
            .connect(
                taker,
                source,
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient()
                                .initialSettings(settings().pushEnabled(false))
                                .validateHeaders(false)
                                .build());
                    made.pipeline().addLast(new Http2MultiplexHandler(new NoPush()));
                  }
                });
    upstreams.put(taker, connecting);
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            connecting.channel().config().setAutoRead(true);
          }
        });
    return connecting;
  }

  private void close() {
    upstreams
        .values()
        .forEach(each -> {
          var _ = each.channel().close();
        });
  }

  /** Servers must not push: the settings say so. */
  @ChannelHandler.Sharable
  private static final class NoPush extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(io.netty.channel.ChannelHandlerContext ctx) {
      var _ =
          ctx.writeAndFlush(
              new io.netty.handler.codec.http2.DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
    }
  }
}
