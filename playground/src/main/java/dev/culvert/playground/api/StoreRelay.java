package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Passes a plain request on to the store, and its answer back. */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
final class StoreRelay {
  private StoreRelay() {}

  static void pass(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      RequestInfo info,
      URI store,
      HttpClient client) {
    byte[] body = ByteBufUtil.getBytes(request.content());
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(store.resolve(request.uri()))
            .timeout(Duration.ofSeconds(30))
            .method(
                request.method().name(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    if (!type.isEmpty()) {
      asked.header("Content-Type", type);
    }
    client
        .sendAsync(asked.build(), HttpResponse.BodyHandlers.ofByteArray())
        .whenComplete((response, failure) -> {
          if (failure != null) {
            ApiHandler.respond(
                ctx,
                keepAlive,
                503,
                "application/json",
                Statuses.error(503, "ServiceUnavailable", "store: " + failure.getMessage())
                    .getBytes(UTF_8));
          } else if (response.statusCode() == 404 && response.body().length == 0) {
            ApiHandler.respond(
                ctx, keepAlive, 404, "application/json", Statuses.notFound(info).getBytes(UTF_8));
          } else {
            ApiHandler.respond(
                ctx,
                keepAlive,
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse("application/json"),
                response.body());
          }
        });
  }
}
