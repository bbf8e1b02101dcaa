package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.manager.attach.PodView;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Rung;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the cluster forbids a redirect, the Service leads to the agents, and back in time. */
final class TargetPortTest {
  private static final String FORBIDDEN = "NET_ADMIN is not for you";

  private AttachFixture fixture;
  private HttpServer local;
  private final HttpClient http = HttpClient.newHttpClient();

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  TargetPortTest() {}

  @BeforeEach
  void start() throws IOException {
    fixture = new AttachFixture();
    fixture.manager.workloads.redirectRefusal = Optional.of(FORBIDDEN);
    fixture.manager.servicePorts.pods.add(fixture.pod.uid());
    local = AttachFixture.server("laptop");
  }

  @AfterEach
  void stop() throws Exception {
    local.stop(0);
    fixture.close();
  }

  private AttachSpec intercept() {
    return fixture
        .spec(Kind.KIND_INTERCEPT, local.getAddress().getPort())
        .setFilter(AttachFixture.header("x-user", "mara"))
        .build();
  }

  /** What a client of the Service hears. */
  private String get(int port, String user) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20))
                .header("X-User", user)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private int leadsTo() {
    return fixture.manager.servicePorts.leadsTo();
  }

  @Test
  void theServiceLeadsToTheAgentWhileSomebodyIsAttached() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      Plan plan =
          laptop
              .calls
              .prepare(PrepareRequest.newBuilder().setSpec(intercept()).build())
              .toCompletableFuture()
              .get();
      assertThat(plan.getRung()).isEqualTo(Rung.RUNG_TARGET_PORT);
      assertThat(plan.getAnnouncement()).contains(FORBIDDEN);
      assertThat(plan.getTriedList()).hasSize(2);
      assertThat(leadsTo()).isZero();
      Ready ready = laptop.attach(intercept());
      assertThat(ready.getAttachment().getRung()).isEqualTo(Rung.RUNG_TARGET_PORT);
      int agent = leadsTo();
      assertThat(get(agent, "mara")).startsWith("laptop");
      assertThat(get(agent, "noor")).startsWith("pod");
      laptop.calls.detach(ready.getAttachment().getId()).toCompletableFuture().get();
      assertThat(leadsTo()).isZero();
      // Some node may not have heard of it.
      assertThat(get(agent, "mara")).startsWith("pod");
    }
  }

  @Test
  void aPodWithoutAnAgentTakesTheServiceBack() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(intercept());
      assertThat(leadsTo()).isNotZero();
      fixture.manager.servicePorts.pods.add("uid-orders-2");
      fixture.manager.workloads.pods.add(
          new PodView("shop", "orders-2", "uid-orders-2", false, List.of(), List.of(), List.of()));
      fixture.manager.workloads.changed();
      fixture.manager.servicePorts.awaitLeading(true);
      fixture.manager.servicePorts.pods.remove("uid-orders-2");
      fixture.manager.workloads.pods.removeLast();
      fixture.manager.workloads.changed();
      fixture.manager.servicePorts.awaitLeading(false);
    }
    fixture.manager.servicePorts.awaitLeading(true);
  }

  @Test
  void theAgentPassesOnWhenTheManagerIsGone() throws Exception {
    AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
    laptop.attach(intercept());
    int agent = leadsTo();
    assertThat(get(agent, "mara")).startsWith("laptop");
    laptop.vanish();
    fixture.manager.server.close();
    // An answer takes its time: no need to wait between two.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String answer = get(agent, "mara");
    while (!answer.startsWith("pod")) {
      assertThat(System.nanoTime()).as("the agent still asks the laptop").isLessThan(deadline);
      answer = get(agent, "mara");
    }
  }

  @Test
  void aManagerThatEndsRestoresIt() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(intercept());
      assertThat(leadsTo()).isNotZero();
      fixture.manager.attachments.close();
      assertThat(leadsTo()).isZero();
    }
  }

  @Test
  void withoutAServiceThereIsNoWay() throws Exception {
    fixture.manager.servicePorts.pods.clear();
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      assertThatThrownBy(() -> laptop.attach(intercept()))
          .hasMessageContaining(FORBIDDEN)
          .hasMessageContaining("no Service");
    }
  }

  @Test
  void aServiceOfOthersIsLeftAlone() throws Exception {
    fixture.manager.servicePorts.pods.add("uid-somebody-else");
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      assertThatThrownBy(() -> laptop.attach(intercept()))
          .hasMessageContaining("not of this workload");
    }
  }
}
