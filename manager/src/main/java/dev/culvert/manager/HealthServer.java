package dev.culvert.manager;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** {@code /livez} and {@code /readyz} for the kubelet: plain HTTP, nothing else. */
final class HealthServer implements AutoCloseable {
  private final HttpServer server;

  int port() {
    return server.getAddress().getPort();
  }

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  static HealthServer start(InetSocketAddress address, BooleanSupplier ready) throws IOException {
    HttpServer server = HttpServer.create(address, 16);
    answer(server, "/livez", () -> true);
    answer(server, "/readyz", ready);
    server.start();
    return new HealthServer(server);
  }

  private static void answer(HttpServer server, String path, BooleanSupplier good) {
    server.createContext(
        path,
        exchange -> {
          boolean ok = good.getAsBoolean();
          byte[] text = (ok ? "ok\n" : "not ready\n").getBytes(StandardCharsets.US_ASCII);
          try (exchange) {
            exchange.sendResponseHeaders(ok ? 200 : 503, text.length);
            exchange.getResponseBody().write(text);
          }
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
