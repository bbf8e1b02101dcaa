package dev.culvert.core.tunnel.portforward;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 request and its answer, in a pipeline that goes on with something else afterwards:
 * CONNECT, or an upgrade. After an upgrade (101) the port-forward's codec is in its place.
 */
final class HttpExchange extends ChannelInboundHandlerAdapter {
  /** More than any Status object or proxy's page that says something. */
  private static final int MAX_BODY = 256 << 10;

  private final FullHttpRequest request;
  private final Promise<Answer> answer;
  private final HttpClientCodec codec = new HttpClientCodec(8192, 64 << 10, 8192);
  private final HttpObjectAggregator aggregator = new HttpObjectAggregator(MAX_BODY);

  private HttpExchange(FullHttpRequest request, Promise<Answer> answer) {
    this.request = request;
    this.answer = answer;
  }

  /** What came back. */
  record Answer(int status, String reason, String body) {
    @Override
    public String toString() {
      String message = StatusBody.message(body);
      return status + " " + reason + (message.isEmpty() ? "" : ": " + message);
    }
  }

  /** Sends the request from just below the given handler. */
  static Future<Answer> start(ChannelHandlerContext above, FullHttpRequest request) {
    Promise<Answer> answer = above.executor().newPromise();
    HttpExchange exchange = new HttpExchange(request, answer);
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
              response.content().toString(StandardCharsets.UTF_8));
    } finally {
      response.release();
    }
    if (got.status() == 101) {
      ctx.pipeline().replace(this, null, new PortForwardCodec());
    } else {
      ctx.pipeline().remove(this);
    }
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
