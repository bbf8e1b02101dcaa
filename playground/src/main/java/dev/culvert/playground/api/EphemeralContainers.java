package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code PATCH …/pods/POD/ephemeralcontainers}: pod security admission as far as agents meet it,
 * and one more container in the store's pod, which the kubelet sees there and starts. Entries are
 * never removed and a name is never used twice, as it is in Kubernetes.
 */
final class EphemeralContainers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI store;
  private final HttpClient client;

  /** Of the store's pods: reading and writing must be one step. */
  private final ReentrantLock writing = new ReentrantLock();

  EphemeralContainers(URI store, HttpClient client) {
    this.store = store;
    this.client = client;
  }

  /** What pod security admission or validation says. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int code;

    Refused(int code, String text) {
      super(text);
      this.code = code;
    }
  }

  /** Answers from a thread of its own. */
  void answer(ChannelHandlerContext ctx, FullHttpRequest request, RequestInfo info) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    String body = request.content().toString(UTF_8);
    boolean dryRun = info.query().getOrDefault("dryRun", List.of()).contains("All");
    Thread.ofVirtual()
        .name("ephemeral-" + info.name())
        .start(() -> {
          int code = 200;
          String answer;
          try {
            Optional<Pod> pod = patch(info, Serialization.unmarshal(body, Pod.class), dryRun);
            code = pod.isPresent() ? 200 : 404;
            answer = pod.map(Serialization::asJson).orElseGet(() -> Statuses.notFound(info));
          } catch (Refused e) {
            code = e.code;
            answer =
                Statuses.error(
                    code, code == 403 ? "Forbidden" : "Invalid", String.valueOf(e.getMessage()));
          } catch (IOException | InterruptedException e) {
            code = 503;
            answer = Statuses.error(503, "ServiceUnavailable", "store: " + e.getMessage());
          }
          ApiHandler.respond(ctx, keepAlive, code, "application/json", answer.getBytes(UTF_8));
        });
  }

  private Optional<Pod> patch(RequestInfo info, Pod patch, boolean dryRun)
      throws Refused, IOException, InterruptedException {
    String path = "/api/v1/namespaces/" + info.namespace() + "/pods/" + info.name();
    writing.lock();
    try {
      Optional<Pod> found = get(path, Pod.class);
      if (found.isEmpty()) {
        return found;
      }
      Pod pod = found.orElseThrow();
      boolean first = pod.getSpec().getEphemeralContainers().isEmpty();
      for (EphemeralContainer container : patch.getSpec().getEphemeralContainers()) {
        admit(info, pod, container);
        pod.getSpec().getEphemeralContainers().add(container);
      }
      if (!dryRun) {
        store(path, first, patch.getSpec().getEphemeralContainers());
      }
      return Optional.of(pod);
    } finally {
      writing.unlock();
    }
  }

  private void admit(RequestInfo info, Pod pod, EphemeralContainer container)
      throws Refused, IOException, InterruptedException {
    if (pod.getSpec().getEphemeralContainers().stream()
            .anyMatch(each -> each.getName().equals(container.getName()))
        || pod.getSpec().getContainers().stream()
            .noneMatch(each -> each.getName().equals(container.getTargetContainerName()))) {
      throw new Refused(
          422,
          "Pod \"%s\" is invalid: spec.ephemeralContainers: %s beside %s"
              .formatted(info.name(), container.getName(), container.getTargetContainerName()));
    }
    String level =
        get("/api/v1/namespaces/" + info.namespace(), Namespace.class)
            .map(namespace -> namespace.getMetadata().getLabels())
            .orElse(Map.of())
            .getOrDefault("pod-security.kubernetes.io/enforce", "privileged");
    var context = container.getSecurityContext();
    boolean admin =
        context != null
            && context.getCapabilities() != null
            && context.getCapabilities().getAdd().contains("NET_ADMIN");
    if (admin && !level.equals("privileged")) {
      throw new Refused(
          403,
          "pods \"%s\" is forbidden: violates PodSecurity \"%s:latest\": non-default capabilities"
                  .formatted(info.name(), level)
              + " (container \"%s\" must not include \"NET_ADMIN\" in"
                  .formatted(container.getName())
              + " securityContext.capabilities.add)");
    }
  }

  private <T> Optional<T> get(String path, Class<T> type) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(store.resolve(path)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(Serialization.unmarshal(answer.body(), type));
  }

  /**
   * RFC 6902: nothing else of the pod is touched, because its status is being written meanwhile.
   */
  private void store(String path, boolean first, List<EphemeralContainer> containers)
      throws IOException, InterruptedException {
    List<Map<String, Object>> steps =
        first
            ? List.of(Map.of("op", "add", "path", "/spec/ephemeralContainers", "value", containers))
            : containers.stream()
                .map(each ->
                    Map.<String, Object>of(
                        "op", "add", "path", "/spec/ephemeralContainers/-", "value", each))
                .toList();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(store.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(Serialization.asJson(steps)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }
}
