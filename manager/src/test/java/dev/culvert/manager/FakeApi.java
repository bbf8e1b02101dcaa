package dev.culvert.manager;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.culvert.manager.tls.ServerAuthority;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server on loopback, over TLS, that answers what a test tells it to: reviews by functions,
 * objects from a map, lists and watches as if the cluster were empty and quiet.
 */
public final class FakeApi implements AutoCloseable {
  private final ServerAuthority authority =
      ServerAuthority.create(Instant.now(), List.of("localhost"));
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, JsonObject> objects = new ConcurrentHashMap<>();
  private final Map<String, Function<JsonObject, JsonObject>> posts = new ConcurrentHashMap<>();
  private final Map<String, String> forbidden = new ConcurrentHashMap<>();

  private final Map<String, String> bearers = new ConcurrentHashMap<>();
  private final Map<String, String> queries = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> created = new ConcurrentHashMap<>();

  /** Requests as {@code METHOD /path}, in order. */
  final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  /** Starts on any port. */
  public FakeApi() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "server", authority.key(), new char[0], new Certificate[] {authority.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Answers creations at this path. */
  FakeApi onPost(String path, Function<JsonObject, JsonObject> answer) {
    posts.put(path, answer);
    return this;
  }

  /** Refuses every request of this path, with the API server's words. */
  FakeApi forbid(String path, String message) {
    forbidden.put(path, message);
    return this;
  }

  /** Puts an object where GET finds it. */
  FakeApi object(String path, String json) {
    objects.put(path, JsonParser.parseString(json).getAsJsonObject());
    return this;
  }

  /** A review that finds every token to be mara's and lets her do everything. */
  FakeApi kind() {
    return onPost(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            review -> {
              review.add(
                  "status",
                  JsonParser.parseString(
                      "{\"authenticated\":true,\"user\":{\"username\":\"mara\",\"uid\":\"1\","
                          + "\"groups\":[\"system:authenticated\"]}}"));
              return review;
            })
        .onPost(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            review -> {
              review.add("status", JsonParser.parseString("{\"allowed\":true}"));
              return review;
            });
  }

  /** Whose token the last request of this path had. */
  String bearer(String path) {
    return String.valueOf(bearers.get(path));
  }

  /** The queries of all creations at this path. */
  String queries(String path) {
    return String.valueOf(queries.get(path));
  }

  /** What was last created at this path. */
  JsonObject made(String path) {
    return java.util.Objects.requireNonNull(created.get(path), path);
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  String authorityPem() {
    return authority.authorityPem();
  }

  /** Writes a kubeconfig for it. */
  Path kubeconfig(Path file) throws IOException {
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: fake
        clusters:
        - name: fake
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: manager
          user:
            token: the-managers-own
        contexts:
        - name: fake
          context: {cluster: fake, user: manager, namespace: culvert}
        """
            .formatted(
                url(),
                java.util.Base64.getEncoder()
                    .encodeToString(authorityPem().getBytes(StandardCharsets.US_ASCII))));
    return file;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      seen.add(exchange.getRequestMethod() + " " + path);
      bearers.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      if (exchange.getRequestMethod().equals("POST")) {
        queries.put(path, query);
      }
      String refusal = forbidden.get(path);
      if (refusal != null) {
        send(exchange, HttpURLConnection.HTTP_FORBIDDEN, status(403, "Forbidden", refusal));
      } else if (query.contains("watch=true")) {
        // Nothing ever happens; the client's end closes it.
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        Thread.sleep(Long.MAX_VALUE);
      } else {
        method(exchange, path);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void method(HttpExchange exchange, String path) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        JsonObject found = objects.get(path);
        if (found != null) {
          send(exchange, 200, found);
        } else if (path.matches(".*/(configmaps|secrets|services|pods)/[^/]+")) {
          send(exchange, 404, status(404, "NotFound", path + " not found"));
        } else {
          send(
              exchange,
              200,
              JsonParser.parseString(
                      "{\"kind\":\"List\",\"apiVersion\":\"v1\","
                          + "\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}")
                  .getAsJsonObject());
        }
      }
      case "POST" -> {
        JsonObject body = body(exchange);
        Function<JsonObject, JsonObject> post = posts.get(path);
        JsonObject made = post == null ? body : post.apply(body);
        created.put(path, body);
        boolean refused = made.has("code");
        send(exchange, refused ? made.get("code").getAsInt() : 201, made);
      }
      default -> {
        JsonObject body = body(exchange);
        objects.put(path, body);
        send(exchange, 200, body);
      }
    }
  }

  /** What the API server answers instead of an object. */
  static JsonObject status(int code, String reason, String message) {
    JsonObject status = new JsonObject();
    status.addProperty("kind", "Status");
    status.addProperty("apiVersion", "v1");
    status.addProperty("status", "Failure");
    status.addProperty("reason", reason);
    status.addProperty("message", message);
    status.addProperty("code", code);
    return status;
  }

  private static JsonObject body(HttpExchange exchange) throws IOException {
    try (Reader in = new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    }
  }

  private static void send(HttpExchange exchange, int code, JsonObject object) throws IOException {
    byte[] bytes = new Gson().toJson(object).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
