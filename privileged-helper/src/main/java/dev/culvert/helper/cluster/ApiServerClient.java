package dev.culvert.helper.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import dev.culvert.core.tunnel.ConnectSettings.Impersonation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks the API server as the user. Methods block and are called from virtual threads, one at a
 * time; {@link #close} is safe from any thread and makes a call that is under way fail.
 */
final class ApiServerClient implements AutoCloseable {
  private final ApiServer api;
  private final ApiServerRoad road;
  private final Object lock = new Object();
  private Optional<Socket> current = Optional.empty();
  private boolean closed;

  /**
   * @param known addresses of the API server's host; empty to ask the resolver
   * @param patience for each part of a call: connecting, TLS, the answer
   */
  ApiServerClient(ApiServer api, List<IpAddress> known, Duration patience) {
    this.api = api;
    road = new ApiServerRoad(api, known, patience, this::hold);
  }

  /**
   * GET.
   *
   * @param path with query, below the url of the kubeconfig
   * @param right what the call needs, for texts: "list pods in namespace culvert"
   * @return empty when the API server answered 404
   */
  Optional<JsonObject> get(String path, String right) throws ConnectFailure {
    String server = ApiServerRoad.name(api.url());
    HttpReply reply = ask(request("GET", path, ""), right);
    return switch (reply.status()) {
      case 200 -> Optional.of(json(reply, server, right));
      case 404 -> Optional.empty();
      case 401 ->
          throw new ConnectFailure(
              Kind.API_UNAUTHENTICATED,
              server + " does not know the user (401): " + statusMessage(reply));
      case 403 ->
          throw new ConnectFailure(
              Kind.API_FORBIDDEN, "the right to " + right + " is missing: " + statusMessage(reply));
      default ->
          throw new ConnectFailure(
              Kind.API_UNREACHABLE,
              server
                  + " answered "
                  + reply.status()
                  + " when asked to "
                  + right
                  + ": "
                  + statusMessage(reply));
    };
  }

  /**
   * POST of something that one may have to do without.
   *
   * @param body JSON
   * @return empty when the API server refused, for whatever reason
   */
  Optional<JsonObject> create(String path, String body) throws ConnectFailure {
    String right = "create " + path;
    HttpReply reply = ask(request("POST", path, body), right);
    return reply.status() == 200 || reply.status() == 201
        ? Optional.of(json(reply, ApiServerRoad.name(api.url()), right))
        : Optional.empty();
  }

  private HttpReply ask(String request, String right) throws ConnectFailure {
    try (Socket socket = road.open()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return HttpReply.read(socket.getInputStream());
    } catch (IOException e) {
      throw new ConnectFailure(
          Kind.API_UNREACHABLE,
          ApiServerRoad.name(api.url()) + " " + road.said(e) + " when asked to " + right,
          e);
    }
  }

  @Override
  public void close() {
    Optional<Socket> socket;
    synchronized (lock) {
      closed = true;
      socket = current;
    }
    socket.ifPresent(ApiServerClient::closeQuietly);
  }

  private void hold(Socket socket) {
    boolean late;
    synchronized (lock) {
      current = Optional.of(socket);
      late = closed;
    }
    if (late) {
      closeQuietly(socket);
    }
  }

  private String request(String method, String path, String body) {
    URI url = api.url();
    String base = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    StringBuilder text = new StringBuilder(512);
    text.append(method).append(' ').append(base).append(path).append(" HTTP/1.1\r\n");
    header(text, "Host", url.getRawAuthority().replaceAll("^.*@", ""));
    header(text, "Accept", "application/json");
    header(text, "Connection", "close");
    header(text, "User-Agent", "culvert-helper");
    Optional<Impersonation> impersonation =
        switch (api.credentials()) {
          case BearerToken token -> {
            header(text, "Authorization", "Bearer " + token.token());
            yield token.impersonation();
          }
          case ClientCertificate certificate -> certificate.impersonation();
        };
    impersonation.ifPresent(who -> {
      header(text, "Impersonate-User", who.user());
      who.groups().forEach(group -> header(text, "Impersonate-Group", group));
    });
    if (!body.isEmpty()) {
      header(text, "Content-Type", "application/json");
      header(
          text, "Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    }
    return text.append("\r\n").append(body).toString();
  }

  private static void header(StringBuilder text, String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("the value of " + name + " has control characters");
    }
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private static JsonObject json(HttpReply reply, String server, String right)
      throws ConnectFailure {
    try {
      return JsonParser.parseString(reply.body()).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new ConnectFailure(
          Kind.PROTOCOL,
          server
              + " answered something else than a JSON object when asked to "
              + right
              + ": is it a Kubernetes API server?",
          e);
    }
  }

  /** The message of a Kubernetes Status, or the body's beginning when it is none. */
  private static String statusMessage(HttpReply reply) {
    try {
      JsonObject status = JsonParser.parseString(reply.body()).getAsJsonObject();
      if (status.has("message")) {
        return status.get("message").getAsString();
      }
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      // A gateway in front of the API server has answered, in its own words.
      return beginning(reply.body());
    }
    return beginning(reply.body());
  }

  private static String beginning(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    if (line.isEmpty()) {
      return "(no text)";
    }
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Giving up: nobody waits for what the socket has to say.
      return;
    }
  }
}
