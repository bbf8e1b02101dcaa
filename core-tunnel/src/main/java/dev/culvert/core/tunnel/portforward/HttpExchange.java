package dev.culvert.core.tunnel.portforward;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One HTTP/1.1 request and its answer, in a pipeline that goes on with something else afterwards:
 * CONNECT, or an upgrade. After an upgrade (101) the handlers of what was agreed on are in its
 * place.
 */
final class HttpExchange extends ChannelInboundHandlerAdapter {
  /** More than any Status object or proxy's page that says something. */
  private static final int MAX_BODY = 256 << 10;

  private final String above;
  private final FullHttpRequest request;
  private final Upgraded upgraded;
  private final Promise<Answer> answer;
  private final HttpClientCodec codec = new HttpClientCodec(8192, 64 << 10, 8192);
  private final HttpObjectAggregator aggregator = new HttpObjectAggregator(MAX_BODY);

  private HttpExchange(
      String above, FullHttpRequest request, Upgraded upgraded, Promise<Answer> answer) {
    this.above = above;
    this.request = request;
    this.upgraded = upgraded;
    this.answer = answer;
  }

  /** What came back; {@code protocol} is the sub-protocol that the server chose, or empty. */
  record Answer(int status, String reason, String protocol, String body) {
    @Override
    public String toString() {
      String message = StatusBody.message(body);
      return status + " " + reason + (message.isEmpty() ? "" : ": " + message);
    }
  }

  /** What an upgrade leads to. */
  interface Upgraded {
    /** The handlers that go on after a 101, from the socket up. */
    List<ChannelHandler> handlers(Answer answer);
  }

  /** Sends the request from just below the given handler; where a 101 is no answer to it. */
  static Future<Answer> start(ChannelHandlerContext above, FullHttpRequest request) {
    return start(above, request, answer -> List.of());
  }

  /** Sends the request from just below the given handler. */
  static Future<Answer> start(
      ChannelHandlerContext above, FullHttpRequest request, Upgraded upgraded) {
    Promise<Answer> answer = above.executor().newPromise();
    HttpExchange exchange = new HttpExchange(above.name(), request, upgraded, answer);
    above.pipeline().addBefore(above.name(), null, exchange.codec);
    above.pipeline().addBefore(above.name(), null, exchange.aggregator);
    above.pipeline().addBefore(above.name(), null, exchange);
    return answer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var _ =
        ctx.writeAndFlush(request)
            .addListener(sent -> {
              if (!sent.isSuccess()) {
                answer.tryFailure(sent.cause());
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof FullHttpResponse response)) {
      ReferenceCountUtil.release(message);
      return;
    }
    Answer got;
    try {
      got =
          new Answer(
              response.status().code(),
              response.status().reasonPhrase(),
              response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, ""),
              response.content().toString(StandardCharsets.UTF_8));
    } finally {
      response.release();
    }
    if (got.status() == 101) {
      // What the new handlers write at once is no HTTP.
      codec.prepareUpgradeFrom(ctx);
      for (ChannelHandler handler : upgraded.handlers(got)) {
        ctx.pipeline().addBefore(above, null, handler);
      }
    }
    ctx.pipeline().remove(this);
    ctx.pipeline().remove(aggregator);
    // What came behind the answer is no HTTP any more: the codec hands it on when it leaves.
    ctx.pipeline().remove(codec);
    answer.trySuccess(got);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    answer.tryFailure(new ClosedChannelException());
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (!answer.tryFailure(cause)) {
      super.exceptionCaught(ctx, cause);
    }
  }
}
