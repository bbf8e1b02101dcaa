package dev.culvert.app.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.ClusterWatch.NamespaceCount;
import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Right;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.Workload.Kind;
import dev.culvert.app.cluster.WorkloadDetail;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fabric8's API server over real HTTP. */
final class FabricClusterWatchTest {
  @TempDir private Path dir;

  private final MockCluster cluster = new MockCluster();
  private final Heard heard = new Heard();
  private KubeContexts contexts = KubeContexts.of(List.of());
  private ClusterWatch watch = new NoWatch();

  /** Before the first one is open. */
  private static final class NoWatch implements ClusterWatch {
    @Override
    public void start(Listener listener) {}

    @Override
    public void follow(Set<String> namespaces) {}

    @Override
    public void retry() {}

    @Override
    public CompletableFuture<WorkloadDetail> look(Workload.Key workload) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<String> reveal(WorkloadDetail.SecretKey secret) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Optional<String>> may(Right right, String namespace) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    contexts = KubeContexts.of(List.of(cluster.kubeconfig(dir)));
    watch = contexts.watch("box");
  }

  @AfterEach
  void close() {
    watch.close();
    contexts.close();
    cluster.close();
  }

  @Test
  void listsThenFollows() throws Exception {
    cluster.namespaces("shop", "other");
    try (KubernetesClient client = cluster.client()) {
      client.resource(MockCluster.deployment("shop", "orders", 1)).create();
      client.resource(MockCluster.service("shop", "orders", "orders")).create();
      watch.follow(Set.of("shop"));
      watch.start(heard);
      heard.awaitLive();
      heard.await("both", h -> h.named("orders") != null);
      var counts = List.of(new NamespaceCount("other", -1), new NamespaceCount("shop", 1));
      heard.await("counts", h -> h.namespaces.equals(counts));
      Workload orders = heard.require("orders");
      assertThat(orders.key()).isEqualTo(new Workload.Key(Kind.DEPLOYMENT, "shop", "orders"));
      assertThat(orders.desired()).isEqualTo(2);
      assertThat(orders.ready()).isEqualTo(1);
      assertThat(orders.services()).containsExactly("orders");
      assertThat(orders.ports()).extracting(Workload.Port::number).containsExactly(80, 8080);
      assertThat(orders.image()).isEqualTo("registry.example/orders:1.2");

      client.resource(MockCluster.deployment("shop", "orders", 2)).update();
      heard.await("ready", h -> h.require("orders").ready() == 2);
      client.resource(MockCluster.deployment("shop", "cart", 2)).create();
      heard.await("cart", h -> h.named("cart") != null);
      client.services().inNamespace("shop").withName("orders").delete();
      heard.await("no service", h -> h.require("orders").services().isEmpty());
      client.apps().deployments().inNamespace("shop").withName("cart").delete();
      heard.await("no cart", h -> h.named("cart") == null);

      watch.follow(Set.of());
      heard.await("nothing", h -> h.workloads.isEmpty());
      heard.await("not counted", h -> h.namespaces.contains(new NamespaceCount("shop", -1)));
    }
  }

  @Test
  void showsPodsOfNobodyAndNotThoseOfWorkloads() throws Exception {
    cluster.namespaces("shop");
    try (KubernetesClient client = cluster.client()) {
      for (String owner : List.of("", "ReplicaSet", "StrimziPodSet")) {
        var pod =
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("pod-" + owner.toLowerCase(Locale.ROOT))
                .endMetadata();
        if (!owner.isEmpty()) {
          pod.editMetadata()
              .addNewOwnerReference()
              .withKind(owner)
              .withName("x")
              .withController(true)
              .endOwnerReference()
              .endMetadata();
        }
        client.resource(pod.build()).create();
      }
      watch.follow(Set.of("shop"));
      watch.start(heard);
      heard.await("two pods", h -> h.workloads.size() == 2);
      heard.awaitLive();
      assertThat(heard.workloads.keySet())
          .extracting(Workload.Key::name)
          .containsExactlyInAnyOrder("pod-", "pod-strimzipodset");
    }
  }

  @Test
  void aMissingRightBreaksNothingElse() throws Exception {
    cluster.namespaces("shop");
    cluster.refusals.put("/statefulsets", 403);
    try (KubernetesClient client = cluster.client()) {
      client.resource(MockCluster.deployment("shop", "orders", 1)).create();
      watch.follow(Set.of("shop"));
      watch.start(heard);
      heard.await("forbidden", h -> h.status instanceof Status.Forbidden);
      assertThat(heard.status)
          .isEqualTo(new Status.Forbidden("list", "statefulsets", "shop", "dev"));
      heard.await("the rest", h -> h.named("orders") != null);
      client.resource(MockCluster.deployment("shop", "cart", 2)).create();
      heard.await("cart", h -> h.named("cart") != null);

      cluster.refusals.clear();
      watch.retry();
      heard.awaitLive();
    }
  }

  @Test
  void whoMayNotListNamespacesSeesTheirOwn() throws Exception {
    cluster.refusals.put("/namespaces?", 403);
    watch.start(heard);
    heard.await("own", h -> h.namespaces.equals(List.of(new NamespaceCount("shop", -1))));
    assertThat(heard.status).isInstanceOf(Status.Forbidden.class);
  }

  @Test
  void saysWhenTheCredentialsAreRefusedAndRecovers() throws Exception {
    cluster.namespaces("shop");
    cluster.refusals.put("/api", 401);
    watch.start(heard);
    heard.await("failed", h -> h.status instanceof Status.Failed);
    assertThat(heard.statusAs(Status.Failed.class).message()).contains("user dev (401)");
    cluster.refusals.clear();
    watch.retry();
    heard.awaitLive();
  }

  @Test
  void comesBackAfterTheApiServerWasAwayAndKeepsTheRowsMeanwhile() throws Exception {
    cluster.namespaces("shop");
    try (KubernetesClient client = cluster.client()) {
      client.resource(MockCluster.deployment("shop", "orders", 1)).create();
      watch.follow(Set.of("shop"));
      watch.start(heard);
      heard.awaitLive();
      heard.await("orders", h -> h.named("orders") != null);
      cluster.stop();
      heard.await("lost", h -> h.status instanceof Status.Lost);
      assertThat(heard.named("orders")).isNotNull();
      Status.Lost lost = heard.statusAs(Status.Lost.class);
      assertThat(lost.nextTry()).isAfterOrEqualTo(lost.since());
      cluster.startAgain();
      heard.awaitLive();
    }
    try (KubernetesClient client = cluster.client()) {
      client.resource(MockCluster.deployment("shop", "cart", 1)).create();
      heard.await("cart", h -> h.named("cart") != null);
    }
  }

  @Test
  void listsAnewWhenTheResourceVersionIsTooOld() throws Exception {
    cluster.namespaces("shop");
    try (KubernetesClient client = cluster.client()) {
      client.resource(MockCluster.deployment("shop", "orders", 1)).create();
      watch.follow(Set.of("shop"));
      cluster.refusals.put("watch=true", 410);
      watch.start(heard);
      heard.await("orders", h -> h.named("orders") != null);
      int before = cluster.lists.size();
      cluster.refusals.clear();
      heard.awaitLive();
      assertThat(cluster.lists).hasSizeGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void refusesContextsWithProblems() throws Exception {
    Files.writeString(
        dir.resolve("config"), "contexts: [{name: c, context: {cluster: x, user: u}}]");
    assertThatThrownBy(() -> contexts.watch("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Context c: cluster x is not defined.");
  }

  @Test
  void isCheapWithFiveThousandWorkloads() {
    List<HasMetadata> first = new ArrayList<>();
    List<HasMetadata> later = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      first.add(MockCluster.service("shop", "s" + i, "w" + i));
      first.add(MockCluster.deployment("shop", "w" + i, 0));
      later.add(MockCluster.deployment("shop", "w" + i, 1));
    }
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    WorkloadIndex index = new WorkloadIndex();
    long begun = cpu.getCurrentThreadCpuTime();
    first.forEach(object -> put(index, object));
    assertThat(index.takeChanges().upserts()).hasSize(5_000);
    for (int second = 0; second < 10; second++) {
      later.subList(second * 500, (second + 1) * 500).forEach(object -> put(index, object));
      assertThat(index.takeChanges().upserts()).hasSize(500);
    }
    long millis = (cpu.getCurrentThreadCpuTime() - begun) / 1_000_000;
    assertThat(millis).as("for ten seconds of 500 changes each").isLessThan(1_500);
  }

  private static void put(WorkloadIndex index, HasMetadata object) {
    switch (fact(object)) {
      case Fact.Runs runs -> index.put(runs);
      case Fact.Serves serves -> index.put(serves);
      case Fact.Space space -> throw new AssertionError(space);
    }
  }

  private static Fact fact(HasMetadata object) {
    Fact fact = Facts.of(object);
    assertThat(fact).isNotNull();
    return Objects.requireNonNull(fact);
  }
}
