package dev.culvert.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.playground.api.ForwardClient;
import dev.culvert.playground.machine.Leftovers;
import dev.culvert.playground.machine.Output;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Tag("integration")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // Set before all tests.
final class PlaygroundIT {
  private Playground playground;

  @BeforeAll
  void start() {
    playground =
        Playground.start(
            new Options(Options.defaults().base(), 0, /* manager= */ false, Duration.ofMinutes(2)));
  }

  @AfterAll
  void nothingIsLeft() throws IOException {
    Path folder = playground.folder();
    String id = playground.id();
    playground.close();
    assertThat(folder).doesNotExist();
    try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
      assertThat(namespaces.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("cv" + id));
    }
    assertThat(Leftovers.living(Options.defaults().base())).doesNotContain(id);
  }

  @Test
  void podsReachServicesByName() {
    Output output = inRedis("curl -sS -m 10 http://echo; curl -sS -m 10 http://web.default");
    assertThat(output.out()).contains("\"pod\": \"echo-").contains("\"pod\": \"web-");
    assertThat(inRedis("redis-cli -h redis ping").out()).isEqualTo("PONG\n");
    assertThat(inRedis("dig +short cart-1.cart.shop.svc.cluster.local").out())
        .startsWith("10.244.");
  }

  @Test
  void closedDoorsAreClosedInTheirOwnWay() {
    assertThat(inRedis("curl -4 -sS -m 10 http://refused").exitCode()).isEqualTo(7);
    assertThat(inRedis("curl -4 -sS -m 10 http://empty").exitCode()).isEqualTo(7);
    assertThat(inRedis("curl -4 -sS -m 10 http://unreachable").err()).contains("connect");
    assertThat(inRedis("curl -4 -sS -m 2 http://blackhole").exitCode()).isEqualTo(28);
  }

  @Test
  void theLaptopReachesTheApiServerAndNoPod() {
    String pod = playground.pod("shop", "echo").address();
    assertThat(onLaptop("curl -sS -m 5 http://" + pod + ":8080").ok()).isFalse();
    assertThat(onLaptop("curl -sS -m 5 http://10.96.20.1").ok()).isFalse();
    assertThat(onLaptop("curl -sk -m 10 https://192.0.2.10:6443/readyz").out()).isEqualTo("ok");
    assertThat(onLaptop("curl -sS -m 10 http://www.example.com").out()).contains("internet");
    assertThat(onLaptop("getent hosts echo.shop").exitCode()).isEqualTo(2);
  }

  @Test
  void aPodThatIsTakenDownLeavesItsService() {
    playground.takeDownPod("shop", "cart-1");
    await(
        () -> inRedis("dig +short cart.shop.svc.cluster.local").out().lines().count() == 1,
        "one address");
    playground.bringBackPod("shop", "cart-1");
    await(
        () -> inRedis("dig +short cart.shop.svc.cluster.local").out().lines().count() == 2,
        "two addresses");
  }

  @Test
  void theStoreListsWatchesAndPatches() throws Exception {
    var seen = new java.util.concurrent.CountDownLatch(1);
    try (var watch =
        playground
            .admin()
            .pods()
            .inNamespace("shop")
            .withName("redis-0")
            .watch(
                new io.fabric8.kubernetes.client.Watcher<>() {
                  @Override
                  public void eventReceived(
                      Action action, io.fabric8.kubernetes.api.model.Pod pod) {
                    if (pod.getMetadata().getLabels().containsKey("seen")) {
                      seen.countDown();
                    }
                  }

                  @Override
                  public void onClose(io.fabric8.kubernetes.client.WatcherException cause) {
                    // The test's own end.
                  }
                })) {
      playground
          .admin()
          .pods()
          .inNamespace("shop")
          .withName("redis-0")
          .edit(pod ->
              new io.fabric8.kubernetes.api.model.PodBuilder(pod)
                  .editMetadata()
                  .addToLabels("seen", "yes")
                  .endMetadata()
                  .build());
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void rightsAreThoseOfTheTable() throws Exception {
    Config config = Config.fromKubeconfig(Files.readString(playground.kubeconfig()));
    assertThat(config.getCurrentContext().getName()).isEqualTo("dev-eu");
    String token = config.getAutoOAuthToken();
    assertThat(api(token, "/api/v1/namespaces/shop/pods")).startsWith("200");
    assertThat(api(token, "/api/v1/namespaces/shop/secrets"))
        .startsWith("403")
        .contains("secrets is forbidden");
    assertThat(api("nonsense", "/api/v1/pods")).startsWith("401").contains("Unauthorized");
  }

  @Test
  void forwardsBothWays() throws Exception {
    try (ForwardClient client = forward("ledger", 7007)) {
      byte[] bytes = new byte[3 << 20];
      new java.util.Random(5).nextBytes(bytes);
      client.sendInPieces(bytes);
      assertThat(client.receive(bytes.length, Duration.ofSeconds(30))).isEqualTo(bytes);
    }
  }

  @Test
  void aPortThatNobodyListensOnIsToldOnTheErrorChannel() throws Exception {
    try (ForwardClient client = forward("ledger", 9)) {
      assertThat(client.error(Duration.ofSeconds(10))).contains("connection refused");
      assertThat(client.closed(Duration.ofSeconds(10))).isEqualTo(1000);
    }
  }

  @Test
  void aPodThatDoesNotReadHoldsTheSenderBack() throws Exception {
    try (ForwardClient client = forward("stubborn", 7010)) {
      long sent = client.sendUntilHeldBack(256L << 20, Duration.ofSeconds(2));
      assertThat(sent).isLessThan(128L << 20);
    }
  }

  @Test
  void connectionsMisbehaveOnRequest() throws Exception {
    try (ForwardClient client = forward("ledger", 7007)) {
      client.sendInPieces(new byte[] {1});
      assertThat(client.receive(1, Duration.ofSeconds(10))).isEqualTo(new byte[] {1});
      playground.faults().stall(dev.culvert.playground.api.Faults.Scope.PRESENT);
      client.sendInPieces(new byte[] {2});
      assertThatThrownBy(() -> client.receive(1, Duration.ofSeconds(1)))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      playground.faults().heal();
      assertThat(client.receive(1, Duration.ofSeconds(10))).isEqualTo(new byte[] {2});
      playground.faults().cut();
      assertThat(client.closed(Duration.ofSeconds(10))).isEqualTo(-1);
    }
  }

  private ForwardClient forward(String pod, int port) throws Exception {
    Config config = Config.fromKubeconfig(Files.readString(playground.adminKubeconfig()));
    return ForwardClient.open(
        playground.sandbox(Place.laptop()).network(),
        config.getAutoOAuthToken(),
        "payments",
        playground.pod("payments", pod).pod().getMetadata().getName(),
        port);
  }

  private String api(String token, String path) throws KubernetesClientException {
    Output output =
        onLaptop(
            "curl -sk -m 10 -w '%{http_code}' -o /tmp/cv-"
                + playground.id()
                + " -H 'Authorization: Bearer "
                + token
                + "' https://192.0.2.10:6443"
                + path
                + "; cat /tmp/cv-"
                + playground.id()
                + "; rm /tmp/cv-"
                + playground.id());
    return output.out();
  }

  private Output inRedis(String line) {
    return playground.exec(Place.pod("shop", "redis-0"), "/bin/sh", "-c", line);
  }

  private Output onLaptop(String line) {
    return playground.exec(Place.laptop(), "/bin/sh", "-c", line);
  }

  private static void await(java.util.function.BooleanSupplier condition, String what) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
    }
  }
}
