package dev.culvert.app.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** fabric8's API server with a memory, over real HTTP, that can be told to refuse things. */
final class MockCluster implements AutoCloseable {
  final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  final Queue<String> lists = new ConcurrentLinkedQueue<>();

  private final Memory memory = new Memory();
  private KubernetesMockServer server;
  private final int port;

  MockCluster() {
    server = open(0);
    port = server.getPort();
  }

  private KubernetesMockServer open(int atPort) {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    KubernetesMockServer opened =
        new KubernetesMockServer(new Context(), new MockWebServer(), responses, memory, false);
    opened.init(InetAddress.getLoopbackAddress(), atPort);
    return opened;
  }

  private final class Memory extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String path = String.valueOf(request.getPath());
      for (var refusal : refusals.entrySet()) {
        if (path.contains(refusal.getKey())) {
          int code = refusal.getValue();
          String body =
              "{\"kind\":\"Status\",\"code\":%d,\"message\":\"User \\\"dev\\\" cannot list resource\"}"
                  .formatted(code);
          return new MockResponse().setResponseCode(code).setBody(body);
        }
      }
      if (request.method() == HttpMethod.GET && !path.contains("watch=true")) {
        lists.add(path);
      }
      return super.dispatch(request);
    }
  }

  KubernetesClient client() {
    return server.createClient();
  }

  void stop() {
    server.destroy();
  }

  void startAgain() {
    server = open(port);
  }

  /** A kubeconfig with the context {@code box}. */
  Path kubeconfig(Path directory) {
    try {
      return Files.writeString(
          directory.resolve("config"),
          """
          current-context: box
          clusters: [{name: box, cluster: {server: "http://127.0.0.1:%d"}}]
          users: [{name: dev, user: {token: secret}}]
          contexts: [{name: box, context: {cluster: box, user: dev, namespace: shop}}]
          """
              .formatted(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void namespaces(String... names) {
    try (KubernetesClient client = client()) {
      for (String name : names) {
        client
            .namespaces()
            .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
      }
    }
  }

  static Deployment deployment(String namespace, String name, int ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withCreationTimestamp("2026-11-01T10:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("registry.example/" + name + ":1.2")
        .addNewPort()
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .withNewStatus()
        .withReadyReplicas(ready)
        .endStatus()
        .build();
  }

  static Service service(String namespace, String name, String app) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .addToSelector("app", app)
        .addNewPort()
        .withPort(80)
        .withName("http")
        .endPort()
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    server.destroy();
  }
}
