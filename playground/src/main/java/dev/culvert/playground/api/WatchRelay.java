package dev.culvert.playground.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One watch: events come from the store over its WebSocket, one at a time, and go to the client as
 * it asked, in a WebSocket or as lines of a chunked answer. The next one is taken when the last one
 * is written.
 */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
final class WatchRelay implements WebSocket.Listener {
  /** The first one in an event is the object's own: metadata comes before everything that nests. */
  private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"(\\d+)\"");

  private final ChannelHandlerContext client;
  private final boolean webSocket;
  private final long from;
  private final StringBuilder event = new StringBuilder();

  private WatchRelay(ChannelHandlerContext client, boolean webSocket, long from) {
    this.client = client;
    this.webSocket = webSocket;
    this.from = from;
  }

  static void start(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      RequestInfo info,
      URI store,
      HttpClient http) {
    boolean webSocket = "websocket".equalsIgnoreCase(request.headers().get("Upgrade"));
    WatchRelay relay = new WatchRelay(ctx, webSocket, number(info, "resourceVersion"));
    String uri = request.uri().replace("watch=1", "watch=true");
    URI source = URI.create(store.resolve(uri).toString().replaceFirst("^http", "ws"));
    ChannelFuture begun = webSocket ? relay.upgrade(request) : relay.beginLines();
    long seconds = number(info, "timeoutSeconds");
    if (seconds > 0) {
      ctx.executor().schedule(relay::end, seconds, TimeUnit.SECONDS);
    }
    begun.addListener(done -> {
      if (!done.isSuccess()) {
        return;
      }
      http.newWebSocketBuilder()
          .buildAsync(source, relay)
          .whenComplete((socket, failure) -> {
            if (failure != null) {
              relay.end();
            } else {
              ctx.channel().closeFuture().addListener(closed -> socket.abort());
            }
          });
    });
  }

  private static long number(RequestInfo info, String parameter) {
    List<String> values = info.query().getOrDefault(parameter, List.of());
    return values.isEmpty() || !values.getFirst().matches("\\d{1,18}")
        ? 0
        : Long.parseLong(values.getFirst());
  }

  private ChannelFuture upgrade(FullHttpRequest request) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "wss://" + request.headers().get(HttpHeaderNames.HOST, "api"), null, false)
            .newHandshaker(request);
    if (handshaker == null) {
      return WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(client.channel());
    }
    client.pipeline().addLast("watch", new Frames());
    return handshaker.handshake(client.channel(), request);
  }

  private ChannelFuture beginLines() {
    DefaultHttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    return client.writeAndFlush(response);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket source, CharSequence data, boolean last) {
    event.append(data);
    if (!last) {
      source.request(1);
      return null;
    }
    String whole = event.toString();
    event.setLength(0);
    if (alreadyKnown(whole)) {
      source.request(1);
      return null;
    }
    ByteBuf text = ByteBufUtil.writeUtf8(client.alloc(), whole);
    ChannelFuture written =
        webSocket
            ? client.channel().writeAndFlush(new TextWebSocketFrame(text))
            : client.writeAndFlush(new DefaultHttpContent(text.writeByte('\n')));
    written.addListener(done -> source.request(1));
    return null;
  }

  /** The store begins each watch with all there is; a client that has listed has seen that. */
  private boolean alreadyKnown(String event) {
    if (from == 0 || !isAddition(event)) {
      return false;
    }
    Matcher version = VERSION.matcher(event);
    return version.find() && Long.parseLong(version.group(1)) <= from;
  }

  /** The type stands before or after the object. */
  private static boolean isAddition(String event) {
    return event.endsWith("\"type\":\"ADDED\"}") || event.startsWith("{\"type\":\"ADDED\"");
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket source, int code, String reason) {
    end();
    return null;
  }

  @Override
  public void onError(WebSocket source, Throwable error) {
    end();
  }

  private void end() {
    Object goodbye =
        webSocket ? new CloseWebSocketFrame(1000, "") : LastHttpContent.EMPTY_LAST_CONTENT;
    client.channel().writeAndFlush(goodbye).addListener(ChannelFutureListener.CLOSE);
  }

  /** What a client says on a watch: pings and goodbyes. */
  private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof PingWebSocketFrame ping) {
        ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      } else if (frame instanceof CloseWebSocketFrame close) {
        ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }
}
