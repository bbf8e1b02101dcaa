package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.bench.NodePort;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Layout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manager with a port on its node: used where the laptop reaches it, by itself. */
@Tag("integration")
final class DirectIT extends Story {
  private static final String ADDRESS = Layout.NODE + ":" + NodePort.PORT;

  @Test
  void theManagersOwnAddressIsUsedWhereItCanBeReached() throws IOException {
    playground().admin().services().inNamespace("culvert").resource(service()).create();
    Laptop.await(
        Duration.ofSeconds(30),
        "the manager tells where it is",
        () -> {
          ConfigMap told =
              playground()
                  .admin()
                  .configMaps()
                  .inNamespace("culvert")
                  .withName("culvert-manager")
                  .get();
          return ADDRESS.equals(told.getData().get("addresses"));
        });

    connect();
    assertThat(status()).contains("by port-forward (" + ADDRESS + " cannot be reached from here)");
    recovers("connecting", "http://echo.shop");
    disconnect();

    NodePort.open(playground());
    connect();
    assertThat(status()).contains("by direct (" + ADDRESS + " can be reached)");
    recovers("connecting", "http://echo.shop");
    theApiServerIsNotOnTheWay();

    NodePort.close(playground());
    recovers("the direct way was cut", "http://echo.shop");
    assertThat(status()).contains("by port-forward (" + ADDRESS + " cannot be reached from here)");
    disconnect();
  }

  private void theApiServerIsNotOnTheWay() throws IOException {
    playground().stopApi();
    try {
      remains(
          Duration.ofSeconds(3),
          "new connections without the API server",
          () -> reaches("http://echo.shop"));
      assertThat(status()).contains("Connected");
    } finally {
      playground().startApi();
    }
    awaitApi();
  }

  private String status() {
    return laptop().cli("status").out();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("culvert-manager")
        .withNamespace("culvert")
        .endMetadata()
        .withNewSpec()
        .withType("NodePort")
        .withClusterIP("10.96.0.50")
        .withClusterIPs("10.96.0.50")
        .withSelector(Map.of("app.kubernetes.io/name", "culvert-manager"))
        .addNewPort()
        .withName("tunnel")
        .withPort(8443)
        .withNewTargetPort(8443)
        .withNodePort(NodePort.PORT)
        .endPort()
        .endSpec()
        .build();
  }
}
