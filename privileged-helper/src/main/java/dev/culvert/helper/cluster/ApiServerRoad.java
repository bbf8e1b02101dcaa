package dev.culvert.helper.cluster;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections to an API server: the name, TCP, the proxy, TLS, each with its own failure. */
final class ApiServerRoad {
  private final ApiServer api;
  private final List<IpAddress> known;
  private final Duration patience;
  private final Consumer<Socket> opened;

  /**
   * @param known what the host's name stands for; empty to ask the resolver
   * @param patience for each part: TCP, the proxy, TLS
   * @param opened is given each socket as soon as it exists, so that somebody can close it to give
   *     up
   */
  ApiServerRoad(ApiServer api, List<IpAddress> known, Duration patience, Consumer<Socket> opened) {
    this.api = api;
    this.known = List.copyOf(known);
    this.patience = patience;
    this.opened = opened;
  }

  /** In texts: "the API server dev.example:6443". */
  static String name(URI url) {
    return "the API server " + url.getHost() + ":" + port(url);
  }

  /** A connected socket, inside TLS where the url says https. */
  Socket open() throws ConnectFailure {
    boolean tls = "https".equals(api.url().getScheme());
    Socket plain = api.proxy().isPresent() ? throughProxy(api.proxy().orElseThrow()) : toServer();
    if (!tls) {
      return plain;
    }
    String host = api.tlsServerName().orElse(host(api.url()));
    return wrap(plain, TlsSetup.of(api), host, port(api.url()), name(api.url()), true);
  }

  private Socket toServer() throws ConnectFailure {
    String host = host(api.url());
    List<InetAddress> addresses =
        known.isEmpty()
            ? resolve(host, name(api.url()))
            : known.stream().map(IpAddress::toInetAddress).toList();
    return connect(addresses, port(api.url()), name(api.url()));
  }

  private Socket throughProxy(URI proxy) throws ConnectFailure {
    String name = "the proxy " + proxy.getHost() + ":" + port(proxy);
    Socket socket = connect(resolve(host(proxy), name), port(proxy), name);
    if ("https".equals(proxy.getScheme())) {
      try {
        socket = wrap(socket, SSLContext.getDefault(), host(proxy), port(proxy), name, false);
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has a default TLS context", e);
      }
    }
    String authority = api.url().getHost() + ":" + port(api.url());
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(authority).append("\r\n");
    if (proxy.getUserInfo() != null) {
      byte[] user = proxy.getUserInfo().getBytes(StandardCharsets.UTF_8);
      request.append("Proxy-Authorization: Basic ");
      request.append(Base64.getEncoder().encodeToString(user)).append("\r\n");
    }
    request.append("\r\n");
    try {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      HttpReply reply = HttpReply.readHead(socket.getInputStream());
      if (reply.status() == 200) {
        return socket;
      }
      close(socket);
      String what = reply.status() == 407 ? "wants other credentials" : "did not open a way";
      throw new ConnectFailure(
          Kind.API_UNREACHABLE,
          name + " " + what + " to " + authority + ": it answered " + reply.status());
    } catch (IOException e) {
      close(socket);
      throw new ConnectFailure(
          Kind.API_UNREACHABLE, name + " " + said(e) + " when asked for " + authority, e);
    }
  }

  private List<InetAddress> resolve(String host, String name) throws ConnectFailure {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new ConnectFailure(
          Kind.API_UNREACHABLE,
          name + " cannot be found: no address is known for the name " + host,
          e);
    }
  }

  private Socket connect(List<InetAddress> addresses, int port, String name) throws ConnectFailure {
    IOException last = new IOException("no address to try");
    String tried = "";
    for (InetAddress address : addresses) {
      Socket socket = new Socket();
      opened.accept(socket);
      tried = " (" + address.getHostAddress() + ")";
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), millis());
        socket.setSoTimeout(millis());
        return socket;
      } catch (IOException e) {
        close(socket);
        last = e;
      }
    }
    throw new ConnectFailure(Kind.API_UNREACHABLE, name + tried + " " + said(last), last);
  }

  private Socket wrap(
      Socket plain, SSLContext context, String host, int port, String name, boolean server)
      throws ConnectFailure {
    try {
      // The host given here is the name asked for in the handshake and checked in the certificate.
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
      opened.accept(socket);
      if (!server || !api.insecureSkipTlsVerify()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      close(plain);
      throw untrusted(e, host, name);
    } catch (IOException e) {
      close(plain);
      throw new ConnectFailure(
          Kind.API_UNREACHABLE, name + " " + said(e) + " in the TLS handshake", e);
    }
  }

  private static ConnectFailure untrusted(SSLException e, String host, String name) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CertPathBuilderException) {
        return new ConnectFailure(
            Kind.API_UNTRUSTED,
            name + " shows a certificate that the kubeconfig's authority has not signed",
            e);
      }
      if (t instanceof CertificateException && t.getCause() == null) {
        return new ConnectFailure(
            Kind.API_UNTRUSTED,
            name + " shows a certificate that is not good for " + host + ": " + t.getMessage(),
            e);
      }
    }
    String text = String.valueOf(e.getMessage());
    if (text.contains("bad_certificate") || text.contains("certificate_")) {
      return new ConnectFailure(
          Kind.API_UNAUTHENTICATED, name + " does not take the client certificate: " + text, e);
    }
    return new ConnectFailure(
        Kind.API_UNREACHABLE, name + " did not finish the TLS handshake: " + text, e);
  }

  /** What an error means, as the rest of a sentence that begins with who it was. */
  String said(IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return switch (e) {
      case SocketTimeoutException silent -> "was silent for " + patience.toMillis() / 1000.0 + " s";
      case NoRouteToHostException none -> "cannot be reached: no route to it";
      case ConnectException refused when text.contains("refused") -> "refused the connection";
      case ConnectException other -> "cannot be reached: " + other.getMessage();
      default -> "broke the connection: " + e.getMessage();
    };
  }

  private int millis() {
    return (int) patience.toMillis();
  }

  private static int port(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return "https".equals(url.getScheme()) ? 443 : 80;
  }

  /** Without the brackets that an IPv6 address has in a URL. */
  private static String host(URI url) {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is being thrown away because of a failure that is reported already.
      return;
    }
  }
}
