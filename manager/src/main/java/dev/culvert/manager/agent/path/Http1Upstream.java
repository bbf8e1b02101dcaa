package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** A connection to one server for the requests of one client connection. */
final class Http1Upstream extends ChannelInboundHandlerAdapter {
  private final Optional<String> taker;
  private final Owner owner;
  private final Channel channel;
  private final ArrayDeque<HttpObject> early = new ArrayDeque<>();
  private boolean connected;
  private boolean over;
  private boolean detached;
  private boolean inExchange;
  private boolean interim;
  private boolean broken;

  /** What an upstream tells; on the event loop. */
  interface Owner {
    /** A part of the answer; it is given away. */
    void onResponse(Http1Upstream from, HttpObject object);

    /** A good moment to read on. */
    void onResponseRead(Http1Upstream from);

    void onWritable(Http1Upstream from);

    /**
     * The application has closed the connection.
     *
     * @param inExchange a request had been begun and its answer was not complete
     * @param broken it did not end by itself: whoever was there is not there any longer
     */
    void onClosed(Http1Upstream from, boolean inExchange, boolean broken);

    /**
     * There is no connection.
     *
     * @param unsent what was to be sent; it is given away
     */
    void onUnreachable(Http1Upstream from, Throwable cause, List<HttpObject> unsent);
  }

  Http1Upstream(Upstreams upstreams, Optional<String> taker, Endpoint source, Owner owner) {
    this.taker = taker;
    this.owner = owner;
    ChannelFuture connecting =
        upstreams.connect(
            taker,
            source,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel made) {
                made.pipeline()
                    .addLast("http", new HttpClientCodec(Http1Connection.limits(), false, false));
                made.pipeline().addLast("upstream", Http1Upstream.this);
              }
            });
    this.channel = connecting.channel();
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            connected();
          } else {
            over = true;
            List<HttpObject> unsent = List.copyOf(early);
            early.clear();
            owner.onUnreachable(this, done.cause(), unsent);
          }
        });
  }

  private void connected() {
    connected = true;
    while (!early.isEmpty()) {
      var _ = channel.write(early.remove());
    }
    channel.flush();
    channel.read();
    owner.onWritable(this);
  }

  Optional<String> taker() {
    return taker;
  }

  boolean usable() {
    return !over;
  }

  void begin(HttpRequest request) {
    inExchange = true;
    interim = false;
  }

  void interim(boolean now) {
    interim = now;
  }

  boolean interim() {
    return interim;
  }

  /** Whether there is room for more of the request. */
  boolean takes() {
    return connected ? channel.isWritable() : early.size() < 16;
  }

  void write(HttpObject object) {
    if (over) {
      ReferenceCountUtil.release(object);
    } else if (connected) {
      var _ = channel.write(object);
    } else {
      early.add(object);
    }
  }

  void flush() {
    if (connected) {
      channel.flush();
    }
  }

  void read() {
    if (connected && !over) {
      channel.read();
    }
  }

  /** For what comes after an upgrade. */
  Channel detach() {
    detached = true;
    channel.pipeline().remove("upstream");
    return channel;
  }

  void removeCodec() {
    channel.pipeline().remove("http");
  }

  void close() {
    over = true;
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    HttpObject object = (HttpObject) message;
    if (object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(object);
      var _ = channel.close();
      return;
    }
    if (object instanceof LastHttpContent && !interim) {
      // Before it is told: the next request may begin within.
      inExchange = false;
    }
    owner.onResponse(this, object);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!detached) {
      owner.onResponseRead(this);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      owner.onWritable(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // The codec hears it from the close and ends an answer that is delimited by it.
      var _ = channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean begun = inExchange;
    over = true;
    inExchange = false;
    if (!detached) {
      owner.onClosed(this, begun, broken);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    var _ = channel.close();
  }
}
