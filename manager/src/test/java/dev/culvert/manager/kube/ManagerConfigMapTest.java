package dev.culvert.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server whose every answer is chosen here. */
final class ManagerConfigMapTest {
  private static final String OBJECT =
      "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"culvert-manager\"}}";

  private record Answer(int status, String body) {}

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private HttpServer api;
  private KubernetesClient client;

  @BeforeEach
  void serve() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod());
          Answer answer = answers.remove();
          byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(answer.status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    api.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    client.close();
    api.stop(0);
  }

  @Test
  void triesAgainEverMoreSlowlyWhileTheApiServerIsNotThere() throws IOException {
    for (int i = 0; i < 6; i++) {
      answers.add(new Answer(503, ""));
    }
    answers.add(new Answer(404, ""));
    answers.add(new Answer(201, OBJECT));
    ManagerConfigMap.publish(client, "culvert", "PEM", waits::add);
    assertThat(asked).endsWith("GET", "POST");
    assertThat(waits).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 15L, 15L);
  }

  @Test
  void aMissingRightIsToldAtOnceInTheApiServersWords() {
    answers.add(
        new Answer(
            403,
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":403,"
                + "\"message\":\"configmaps is forbidden: no way\"}"));
    assertThatThrownBy(() -> ManagerConfigMap.publish(client, "culvert", "PEM", waits::add))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "ConfigMap culvert/culvert-manager cannot be written, so no client can know this"
                + " manager: configmaps is forbidden: no way");
    assertThat(waits).isEmpty();
  }

  @Test
  void whoWaitsCanBeInterrupted() {
    api.stop(0);
    AtomicBoolean interrupted = new AtomicBoolean();
    assertThatThrownBy(
            () -> {
              try {
                ManagerConfigMap.publish(
                    client,
                    "culvert",
                    "PEM",
                    time -> {
                      throw new InterruptedException();
                    });
              } finally {
                interrupted.set(Thread.interrupted());
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("null")
        .hasMessageContaining("onnect");
    assertThat(interrupted).isTrue();
  }
}
