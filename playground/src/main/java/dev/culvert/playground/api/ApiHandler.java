package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.machine.Namespace;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One connection's requests, one after the other: who is it, may they, and then the answer from
 * where it is. On the channel's event loop.
 */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String BEARER = "Bearer ";

  private final ApiServer.Settings settings;
  private final URI store;
  private final X509Certificate clients;
  private final HttpClient storeClient;
  private final Reviews reviews;
  private final EphemeralContainers ephemeral;

  ApiHandler(
      ApiServer.Settings settings,
      X509Certificate clients,
      URI store,
      HttpClient storeClient,
      EphemeralContainers ephemeral) {
    this.ephemeral = ephemeral;
    this.settings = settings;
    this.clients = clients;
    this.store = store;
    this.storeClient = storeClient;
    reviews = new Reviews(settings.accounts(), settings.rbac());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    RequestInfo info = RequestInfo.of(request.method().name(), request.uri());
    if (info.path().equals("/healthz")
        || info.path().equals("/readyz")
        || info.path().equals("/livez")) {
      respond(ctx, request, 200, "text/plain", "ok");
      return;
    }
    Optional<Identity> authenticated = authenticate(ctx, request.headers());
    if (authenticated.isEmpty()) {
      respond(ctx, request, 401, Statuses.unauthorized());
      return;
    }
    Identity caller = authenticated.orElseThrow();
    Optional<String> refusal = Optional.empty();
    Rbac.Act act = info.act();
    List<String> impersonated = request.headers().getAll("Impersonate-User");
    if (!impersonated.isEmpty()) {
      act = new Rbac.Act("impersonate", "", "users", "", impersonated.getFirst());
      refusal = settings.rbac().refusal(caller, act);
      caller =
          new Identity(impersonated.getFirst(), "", request.headers().getAll("Impersonate-Group"));
    }
    if (refusal.isEmpty() && info.resource()) {
      act = info.act();
      refusal = settings.rbac().refusal(caller, act);
      if (refusal.isEmpty() && info.subresource().equals("portforward")) {
        // Kubernetes asks for both since the WebSocket upgrade is a GET.
        act = info.act("create");
        refusal = settings.rbac().refusal(caller, act);
      }
    }
    if (refusal.isPresent()) {
      respond(ctx, request, 403, Statuses.forbidden(refusal.orElseThrow(), act));
      return;
    }
    answer(ctx, request, info, caller);
  }

  private void answer(
      ChannelHandlerContext ctx, FullHttpRequest request, RequestInfo info, Identity caller) {
    if (!info.resource()) {
      Optional<String> document = Discovery.document(info.path());
      if (document.isPresent()) {
        respond(ctx, request, 200, document.orElseThrow());
      } else {
        respond(ctx, request, 404, Statuses.notFound(info));
      }
      return;
    }
    if (info.subresource().equals("portforward") && info.kind().equals("pods")) {
      portForward(ctx, request, info);
      return;
    }
    if (info.subresource().equals("ephemeralcontainers") && info.verb().equals("patch")) {
      ephemeral.answer(ctx, request, info);
      return;
    }
    if (info.verb().equals("create")) {
      Optional<String> review = reviews.answer(info, caller, request.content().toString(UTF_8));
      if (review.isPresent()) {
        respond(ctx, request, 201, review.orElseThrow());
        return;
      }
    }
    if (info.verb().equals("watch")) {
      WatchRelay.start(ctx, request, info, store, storeClient);
      return;
    }
    StoreRelay.pass(ctx, request, info, store, storeClient);
  }

  private Optional<Identity> authenticate(ChannelHandlerContext ctx, HttpHeaders headers) {
    Optional<Identity> certificate = byCertificate(ctx);
    if (certificate.isPresent()) {
      return certificate;
    }
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    return authorization.startsWith(BEARER)
        ? settings
            .accounts()
            .byToken(
                authorization.substring(BEARER.length()).strip(), List.of(Accounts.API_AUDIENCE))
        : Optional.empty();
  }

  private Optional<Identity> byCertificate(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      if (chain.length > 0 && chain[0] instanceof X509Certificate leaf) {
        leaf.verify(clients.getPublicKey());
        leaf.checkValidity();
        return Optional.of(Accounts.byCertificate(leaf));
      }
      return Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      // No certificate was shown.
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      // Of another authority, or expired: as good as none.
      return Optional.empty();
    }
  }

  private void portForward(ChannelHandlerContext ctx, FullHttpRequest request, RequestInfo info) {
    List<Integer> ports = new ArrayList<>();
    for (String value : info.query().getOrDefault("ports", List.of())) {
      for (String port : value.split(",", -1)) {
        try {
          ports.add(Integer.parseInt(port));
        } catch (NumberFormatException e) {
          ports.add(-1);
        }
      }
    }
    if (ports.isEmpty() || ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      respond(
          ctx,
          request,
          400,
          Statuses.error(
              400, "BadRequest", "query parameter \"ports\" is required, each 1 to 65535"));
      return;
    }
    Optional<Namespace> pod = settings.pods().find(info.namespace(), info.name());
    if (pod.isEmpty()) {
      respond(ctx, request, 404, Statuses.notFound(info));
      return;
    }
    if (!"websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
      respond(
          ctx,
          request,
          400,
          Statuses.error(400, "BadRequest", "Upgrade request required: websocket"));
      return;
    }
    String offered = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
    if (!offered.isEmpty()
        && List.of(offered.split("[, ]+", -1)).stream().noneMatch(PortForward.PROTOCOL::equals)) {
      // As seen on a real one: other protocols are 403 with an empty body.
      respond(ctx, request, 403, "text/plain", "");
      return;
    }
    if (offered.isEmpty()) {
      request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, PortForward.PROTOCOL);
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "wss://" + request.headers().get(HttpHeaderNames.HOST, "api") + info.path(),
                PortForward.PROTOCOL,
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(16 << 20)
                    .withUTF8Validator(false)
                    .build())
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
      return;
    }
    handshaker
        .handshake(ctx.channel(), request)
        .addListener(done -> {
          if (done.isSuccess()) {
            ReadGate gate = new ReadGate(ctx.channel());
            ctx.pipeline().addAfter("tls", "shaper", new Shaper(settings.faults(), gate));
            ctx.pipeline()
                .replace(
                    this,
                    "portforward",
                    new PortForward(
                        pod.orElseThrow(), info.name() + "_" + info.namespace(), ports, gate));
          }
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A broken connection, or a client that does not trust us: its business.
    ctx.close();
  }

  static void respond(ChannelHandlerContext ctx, FullHttpRequest request, int code, String json) {
    respond(ctx, request, code, "application/json", json);
  }

  static void respond(
      ChannelHandlerContext ctx, FullHttpRequest request, int code, String type, String body) {
    respond(ctx, HttpUtil.isKeepAlive(request), code, type, body.getBytes(UTF_8));
  }

  static void respond(
      ChannelHandlerContext ctx, boolean keepAlive, int code, String type, byte[] body) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            Objects.requireNonNull(HttpResponseStatus.valueOf(code)),
            Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(io.netty.channel.ChannelFutureListener.CLOSE);
    }
  }
}
