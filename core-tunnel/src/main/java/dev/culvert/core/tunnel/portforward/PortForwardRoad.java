package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.PortForward;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Makes a road through the API server to a port of a pod, below a handler of a connected channel:
 *
 * <pre>
 *   socket -> [HTTP CONNECT through a proxy] -> TLS to the API server -> HTTP/1.1 upgrade
 *          -> WebSocket frames -> SPDY's data stream, or data channel 0 -> a stream of bytes
 * </pre>
 *
 * <p>Each step adds its handler, and takes it away when its part is done. RFC 9110 section 9.3.6
 * (CONNECT), RFC 6455 (WebSocket), Kubernetes' {@code portforward.k8s.io} and {@code
 * v4.channel.k8s.io} (what is in the frames).
 */
public final class PortForwardRoad {
  private final ChannelHandlerContext above;
  private final PortForward road;
  private final Progress progress;
  private final Promise<Void> opened;

  private PortForwardRoad(ChannelHandlerContext above, PortForward road, Progress progress) {
    this.above = above;
    this.road = road;
    this.progress = progress;
    this.opened = above.executor().newPromise();
  }

  /**
   * Begins. On the channel's event loop.
   *
   * @param above handlers are added below this one
   * @return fails with a {@link ConnectFailure} where the reason is known; whoever waits closes the
   *     channel then
   */
  public static Future<Void> open(
      ChannelHandlerContext above, PortForward road, Progress progress) {
    PortForwardRoad made = new PortForwardRoad(above, road, progress);
    made.proxy();
    return made.opened;
  }

  /**
   * Where the socket has to be connected to: the proxy or the API server. The name is not resolved.
   *
   * @throws ConnectFailure when there is a proxy of a kind that is not supported
   */
  public static InetSocketAddress firstHop(ApiServer server) throws ConnectFailure {
    Optional<URI> proxy = server.proxy();
    if (proxy.isEmpty()) {
      return InetSocketAddress.createUnresolved(host(server.url()), port(server.url()));
    }
    String scheme = String.valueOf(proxy.orElseThrow().getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http")) {
      throw new ConnectFailure(
          ConnectFailure.Kind.API_UNREACHABLE,
          "the proxy of "
              + server.url()
              + " is of the kind \""
              + scheme
              + "\"; Culvert can use http:// proxies (HTTP CONNECT) only");
    }
    int port = proxy.orElseThrow().getPort();
    return InetSocketAddress.createUnresolved(host(proxy.orElseThrow()), port < 0 ? 80 : port);
  }

  /** Who the first hop is, for texts. */
  public static String firstHopName(ApiServer server) {
    return server.proxy().isPresent()
        ? "the proxy at " + authority(server.proxy().orElseThrow())
        : apiServer(server);
  }

  private static String apiServer(ApiServer server) {
    return "the API server at " + authority(server.url());
  }

  private void proxy() {
    Optional<URI> proxy = road.apiServer().proxy();
    if (proxy.isEmpty()) {
      secure();
      return;
    }
    String target = authority(road.apiServer().url());
    progress.enter(
        ConnectFailure.Kind.API_UNREACHABLE,
        "the proxy at " + authority(proxy.orElseThrow()) + " to connect to " + target);
    FullHttpRequest request = UpgradeRequests.connect(proxy.orElseThrow(), target);
    var _ =
        HttpExchange.start(above, request)
            .addListener((Future<HttpExchange.Answer> done) -> {
              if (!done.isSuccess()) {
                fail(progress.failed(done.cause()));
              } else if (done.getNow().status() != 200) {
                fail(
                    new ConnectFailure(
                        ConnectFailure.Kind.API_UNREACHABLE,
                        "the proxy at "
                            + authority(proxy.orElseThrow())
                            + " does not connect to "
                            + target
                            + ": "
                            + done.getNow()));
              } else {
                secure();
              }
            });
  }

  private void secure() {
    ApiServer server = road.apiServer();
    if (!"https".equalsIgnoreCase(server.url().getScheme())) {
      upgrade();
      return;
    }
    progress.enter(
        ConnectFailure.Kind.API_UNREACHABLE, apiServer(server) + " to answer the TLS handshake");
    SslContext context;
    try {
      context = ClientTls.toApiServer(server);
    } catch (ConnectFailure e) {
      fail(e);
      return;
    }
    SslHandler tls =
        Handshakes.add(
            above, context, server.tlsServerName().orElse(host(server.url())), port(server.url()));
    var _ =
        tls.handshakeFuture()
            .addListener(done -> {
              if (done.isSuccess()) {
                upgrade();
              } else if (done.cause() instanceof SSLException) {
                fail(
                    new ConnectFailure(
                        ConnectFailure.Kind.API_UNTRUSTED,
                        "the TLS handshake with "
                            + apiServer(server)
                            + " failed: "
                            + Handshakes.reason(done),
                        done.cause()));
              } else {
                fail(progress.failed(done.cause()));
              }
            });
  }

  private void upgrade() {
    String pod = pod();
    progress.enter(
        ConnectFailure.Kind.API_UNREACHABLE,
        apiServer(road.apiServer()) + " to open a port-forward to pod " + pod);
    var _ =
        HttpExchange.start(above, UpgradeRequests.webSocket(road), this::overWebSocket)
            .addListener((Future<HttpExchange.Answer> done) -> {
              if (done.isSuccess() && UpgradeRequests.mayBeTheUpgrade(done.getNow().status())) {
                spdy(done.getNow());
              } else {
                upgraded(done);
              }
            });
  }

  /** Something on the way may not let WebSockets pass, and an older kind of upgrade may. */
  private void spdy(HttpExchange.Answer refused) {
    var _ =
        HttpExchange.start(
                above, UpgradeRequests.spdy(road), answer -> List.of(new SpdyForward(road.port())))
            .addListener((Future<HttpExchange.Answer> done) -> {
              if (done.isSuccess() && done.getNow().status() == 101) {
                upgraded(done);
              } else {
                // The first answer is the one to a request that every API server knows.
                fail(UpgradeRequests.refused(apiServer(road.apiServer()), pod(), refused));
              }
            });
  }

  private List<ChannelHandler> overWebSocket(HttpExchange.Answer answer) {
    return answer.protocol().equals(UpgradeRequests.TUNNEL)
        ? List.of(new TunnelFrames(), new SpdyForward(road.port()))
        : List.of(new ChannelForward());
  }

  private void upgraded(Future<HttpExchange.Answer> done) {
    ApiServer server = road.apiServer();
    if (!done.isSuccess()) {
      fail(
          done.cause() instanceof SSLException
              ? UpgradeRequests.refusedInTls(apiServer(server), done.cause())
              : progress.failed(done.cause()));
    } else if (done.getNow().status() != 101) {
      fail(UpgradeRequests.refused(apiServer(server), pod(), done.getNow()));
    } else {
      progress.enter(
          ConnectFailure.Kind.MANAGER_UNREACHABLE,
          "port " + road.port() + " of pod " + pod() + " to answer");
      opened.trySuccess(null);
    }
  }

  private String pod() {
    return road.namespace() + "/" + road.pod();
  }

  private void fail(ConnectFailure failure) {
    opened.tryFailure(failure);
  }

  static String host(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return "";
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  static String authority(URI uri) {
    String host = host(uri);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port(uri);
  }
}
