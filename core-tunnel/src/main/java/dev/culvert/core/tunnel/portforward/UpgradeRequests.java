package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import dev.culvert.core.tunnel.ConnectSettings.Impersonation;
import dev.culvert.core.tunnel.ConnectSettings.PortForward;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The two requests of the road, and what a refusal of the second means. */
final class UpgradeRequests {
  /** SPDY in a WebSocket, by API servers since 1.30. */
  static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

  /** Channels in a WebSocket, by all of them. */
  static final String CHANNELS = "v4.channel.k8s.io";

  private static final SecureRandom RANDOM = new SecureRandom();

  private UpgradeRequests() {}

  static FullHttpRequest connect(URI proxy, String target) {
    FullHttpRequest request = request(HttpMethod.CONNECT, target, target);
    String user = proxy.getRawUserInfo();
    if (user != null) {
      String decoded = java.net.URLDecoder.decode(user, StandardCharsets.UTF_8);
      request
          .headers()
          .set(
              HttpHeaderNames.PROXY_AUTHORIZATION,
              "Basic "
                  + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8)));
    }
    return request;
  }

  /** To become a WebSocket; the server chooses what it carries, the first that it knows. */
  static FullHttpRequest webSocket(PortForward road) {
    FullHttpRequest request = portForward(road, HttpMethod.GET);
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    HttpHeaders headers = request.headers();
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(nonce));
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, TUNNEL + ", " + CHANNELS);
    return request;
  }

  /** To become SPDY, without a WebSocket around it. */
  static FullHttpRequest spdy(PortForward road) {
    FullHttpRequest request = portForward(road, HttpMethod.POST);
    request.headers().set(HttpHeaderNames.UPGRADE, "SPDY/3.1");
    request.headers().set("X-Stream-Protocol-Version", "portforward.k8s.io");
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
    return request;
  }

  private static FullHttpRequest portForward(PortForward road, HttpMethod method) {
    URI url = road.apiServer().url();
    String base = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    String path =
        base
            + "/api/v1/namespaces/"
            + segment(road.namespace())
            + "/pods/"
            + segment(road.pod())
            + "/portforward?ports="
            + road.port();
    FullHttpRequest request = request(method, path, PortForwardRoad.authority(url));
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    authenticate(request.headers(), road.apiServer().credentials());
    return request;
  }

  private static void authenticate(HttpHeaders headers, Credentials credentials) {
    Optional<Impersonation> impersonation =
        switch (credentials) {
          case BearerToken bearer -> {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + bearer.token());
            yield bearer.impersonation();
          }
          case ClientCertificate certificate -> certificate.impersonation();
        };
    impersonation.ifPresent(as -> {
      headers.set("Impersonate-User", as.user());
      for (String group : as.groups()) {
        headers.add("Impersonate-Group", group);
      }
    });
  }

  /**
   * Whether it may be the kind of upgrade that was refused, by the server or by a proxy before it,
   * and not what was asked for.
   */
  static boolean mayBeTheUpgrade(int status) {
    return switch (status) {
      case 200, 400, 405, 426, 500, 501, 502 -> true;
      default -> false;
    };
  }

  /** What the API server means by not answering 101. */
  static ConnectFailure refused(String apiServer, String pod, HttpExchange.Answer answer) {
    ConnectFailure.Kind kind =
        switch (answer.status()) {
          case 401 -> ConnectFailure.Kind.API_UNAUTHENTICATED;
          case 403 -> ConnectFailure.Kind.API_FORBIDDEN;
          case 404 -> ConnectFailure.Kind.MANAGER_MISSING;
          case 400, 409, 500 -> ConnectFailure.Kind.MANAGER_NOT_READY;
          case 429, 502, 503, 504 -> ConnectFailure.Kind.API_UNREACHABLE;
          default -> ConnectFailure.Kind.PROTOCOL;
        };
    String told = answer.toString();
    // Since Kubernetes 1.31 a missing "create" is refused without a word on what was missing.
    String needed =
        answer.status() == 403 && !told.contains("pods/portforward")
            ? " (it takes the rights to get and to create pods/portforward)"
            : "";
    return new ConnectFailure(
        kind, apiServer + " did not open a port-forward to pod " + pod + ": " + told + needed);
  }

  /** TLS 1.3: the API server's verdict on a client certificate comes after the handshake's end. */
  static ConnectFailure refusedInTls(String apiServer, Throwable cause) {
    return new ConnectFailure(
        ConnectFailure.Kind.API_UNAUTHENTICATED,
        apiServer
            + " ended TLS, which it does when it does not accept the client certificate: "
            + cause.getMessage(),
        cause);
  }

  private static FullHttpRequest request(HttpMethod method, String target, String host) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, target, Unpooled.EMPTY_BUFFER);
    request.headers().set(HttpHeaderNames.HOST, host);
    request.headers().set(HttpHeaderNames.USER_AGENT, "culvert");
    return request;
  }

  private static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
