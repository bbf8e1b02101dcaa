package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.speed.SpeedFigures;
import dev.culvert.core.tunnel.speed.SpeedTarget;
import dev.culvert.core.tunnel.speed.SpeedTest;
import dev.culvert.core.words.Reason;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Header;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.PodPort;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attachments from the pod's port to a laptop's program, through a real agent and a real manager.
 */
final class AttachTest {
  private AttachFixture fixture;
  private HttpServer local;
  private final HttpClient http = HttpClient.newHttpClient();

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  AttachTest() {}

  @BeforeEach
  void start() throws IOException {
    fixture = new AttachFixture();
    local = AttachFixture.server("laptop");
  }

  @AfterEach
  void stop() throws Exception {
    local.stop(0);
    fixture.close();
  }

  private AttachSpec.Builder intercept() {
    return fixture.spec(Kind.KIND_INTERCEPT, local.getAddress().getPort());
  }

  private String get(String path, String... header) throws Exception {
    return send(path, Optional.empty(), header);
  }

  private String send(String path, Optional<String> body, String... header) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.leadsTo() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(20));
    if (header.length > 0) {
      request.headers(header);
    }
    body.ifPresent(text -> request.POST(HttpRequest.BodyPublishers.ofString(text)));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void onlyTheRequestsOfAFilterComeToTheLaptop() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      assertThat(get("/before")).isEqualTo("pod /before 0");
      Ready ready =
          laptop.attach(intercept().setFilter(AttachFixture.header("x-user", "mara")).build());
      assertThat(ready.getAttachment().getReplicasList())
          .singleElement()
          .satisfies(replica -> assertThat(replica.getAttached()).isTrue());
      assertThat(ready.getEnvironment().getVariablesMap()).containsEntry("DATABASE", "orders-db");
      // One client connection, split by request.
      for (int i = 0; i < 20; i++) {
        assertThat(get("/mine", "X-User", "mara")).isEqualTo("laptop /mine 0");
        assertThat(get("/others", "X-User", "noor")).isEqualTo("pod /others 0");
        assertThat(send("/body", Optional.of("x".repeat(100_000)), "X-User", "mara"))
            .isEqualTo("laptop /body 100000");
        assertThat(send("/body", Optional.of("x".repeat(100_000)))).isEqualTo("pod /body 100000");
      }
      laptop.calls.detach(ready.getAttachment().getId()).toCompletableFuture().get();
      fixture.awaitNoRedirect();
      assertThat(get("/after", "X-User", "mara")).isEqualTo("pod /after 0");
    }
  }

  @Test
  void twoPeopleWithDisjointFiltersShareAPort() throws Exception {
    HttpServer noors = AttachFixture.server("noor");
    try (AttachFixture.Laptop mara = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop noor = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      mara.attach(intercept().setFilter(AttachFixture.header("x-user", "mara")).build());
      noor.attach(
          fixture
              .spec(Kind.KIND_INTERCEPT, noors.getAddress().getPort())
              .setFilter(AttachFixture.header("x-user", "noor"))
              .build());
      assertThat(get("/", "x-user", "mara")).startsWith("laptop");
      assertThat(get("/", "x-user", "noor")).startsWith("noor");
      assertThat(get("/")).startsWith("pod");
      // The agent placed for the first serves the second too.
      assertThat(fixture.manager.workloads.placed).hasSize(1);
      assertThatThrownBy(() -> noor.attach(intercept().build()))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("taken by mara (mara@test)");
      assertThat(
              mara.calls
                  .match(
                      MatchRequest.newBuilder()
                          .setWorkload(intercept().getWorkload())
                          .setPath("/")
                          .addHeaders(Header.newBuilder().setName("X-User").setValue("noor"))
                          .build())
                  .toCompletableFuture()
                  .get()
                  .getTakenBy()
                  .getOwner()
                  .getUser())
          .isEqualTo("noor");
    } finally {
      noors.stop(0);
    }
  }

  @Test
  void aRequestInThoughtIsJudgedByWhatSomebodyThinksOfAttaching() throws Exception {
    try (AttachFixture.Laptop mara = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop noor = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      AttachSpec draft = intercept().setFilter(AttachFixture.header("x-user", "mara")).build();
      MatchVerdict mine = judged(mara, draft, "mara");
      assertThat(mine.getTakenByDraft()).isTrue();
      assertThat(mine.getReasoningList()).last().asString().contains("x-user");
      MatchVerdict others = judged(mara, draft, "noor");
      assertThat(others.getTakenByDraft()).isFalse();
      assertThat(others.getReasoningList()).last().isEqualTo("so the pod answers it itself");
      AttachSpec copy = draft.toBuilder().setKind(Kind.KIND_WIRETAP).build();
      assertThat(judged(mara, copy, "mara").getCopiedToDraft()).isTrue();
      noor.attach(draft);
      MatchVerdict late = judged(mara, draft, "mara");
      assertThat(late.getTakenBy().getOwner().getUser()).isEqualTo("noor");
      assertThat(late.getTakenByDraft()).isFalse();
    }
  }

  private MatchVerdict judged(AttachFixture.Laptop laptop, AttachSpec draft, String user)
      throws Exception {
    return laptop
        .calls
        .match(
            MatchRequest.newBuilder()
                .setWorkload(draft.getWorkload())
                .setDraft(draft)
                .addHeaders(Header.newBuilder().setName("x-user").setValue(user))
                .build())
        .toCompletableFuture()
        .get();
  }

  @Test
  void aWholePortIsBytesBothWaysAndEndsAlone() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(intercept().build());
      assertThat(get("/all")).isEqualTo("laptop /all 0");
      // What is not HTTP passes as it is, and a half-closed connection still gets its answer.
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.leadsTo())) {
        socket
            .getOutputStream()
            .write("GET /raw HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .endsWith("laptop /raw 0");
      }
    }
  }

  @Test
  void oneNumberTakenForBothTransportsLeadsEachToItsOwnLocalPort() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      AttachSpec.Builder both = intercept();
      Port web = both.getPorts(0);
      Port datagrams =
          web.toBuilder()
              .setLocal(1)
              .setRemote(Integer.toString(fixture.applicationPort))
              .setTransport(Transport.TRANSPORT_UDP)
              .build();
      laptop.attach(both.clearPorts().addPorts(datagrams).addPorts(web).build());
      assertThat(get("/")).isEqualTo("laptop / 0");
    }
  }

  @Test
  void trafficReturnsToThePodWhenTheLaptopVanishes() throws Exception {
    AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
    laptop.attach(intercept().build());
    assertThat(get("/")).startsWith("laptop");
    long began = System.nanoTime();
    laptop.vanish();
    fixture.awaitNoRedirect();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(get("/")).startsWith("pod");
  }

  @Test
  void trafficReturnsToThePodWhenTheManagerVanishes() throws Exception {
    AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
    laptop.attach(intercept().build());
    assertThat(get("/")).startsWith("laptop");
    fixture.manager.server.close();
    fixture.awaitNoRedirect();
    assertThat(get("/")).startsWith("pod");
  }

  @Test
  void aWiretapCopiesAndThePodAnswers() throws Exception {
    java.util.concurrent.BlockingQueue<String> copies =
        new java.util.concurrent.LinkedBlockingQueue<>();
    local.removeContext("/");
    local.createContext(
        "/",
        exchange -> {
          copies.add(exchange.getRequestURI().toString());
          try (exchange) {
            exchange.sendResponseHeaders(500, -1);
          }
        });
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(fixture.spec(Kind.KIND_WIRETAP, local.getAddress().getPort()).build());
      assertThat(get("/seen")).isEqualTo("pod /seen 0");
      assertThat(copies.poll(20, TimeUnit.SECONDS)).isEqualTo("/seen");
    }
  }

  @Test
  void aLocalProgramThatDoesNotListenIsSaid() throws Exception {
    local.stop(0);
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(intercept().setFilter(AttachFixture.header("x-user", "mara")).build());
      assertThat(get("/", "x-user", "mara")).contains("nothing listens at the local port");
      assertThat(get("/")).startsWith("pod");
    }
  }

  @Test
  void whatCannotReachTheLaptopIsThePods() throws Exception {
    AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
    laptop.attach(intercept().setFilter(AttachFixture.header("x-user", "mara")).build());
    laptop.vanish();
    // Not a 502 in between: the manager may know it before the agent does, or the other way round.
    for (int i = 0; i < 50; i++) {
      assertThat(get("/lost", "x-user", "mara")).isEqualTo("pod /lost 0");
    }
  }

  @Test
  void aForeignPodIsNoAgent() throws Exception {
    fixture.manager.agentPods.put(
        "other-pod", new dev.culvert.manager.auth.PodVerifier.Pod("shop", "evil-1", "uid-evil-1"));
    fixture.startForeignAgent("other-pod");
    fixture.startForeignAgent("no-token-at-all");
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(intercept().build());
      assertThat(get("/")).startsWith("laptop");
      assertThat(fixture.manager.attachments.agents().count()).containsOnlyKeys("uid-orders-1");
    }
  }

  @Test
  void whoMayNotIsToldWhichRight() throws Exception {
    fixture.manager.workloads.forbidden.add("noor patch pods");
    fixture.manager.workloads.forbidden.add("noor delete pods");
    try (AttachFixture.Laptop mara = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop noor = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      assertThatThrownBy(() -> noor.attach(intercept().build()))
          .hasMessageContaining("noor may not patch pods");
      String id = mara.attach(intercept().build()).getAttachment().getId();
      for (var refused :
          java.util.List.of(
              noor.calls.detach(id), noor.calls.revoke(id), noor.calls.environment(id))) {
        assertThatThrownBy(() -> refused.toCompletableFuture().get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(AttachmentCalls.Refused.class);
      }
      assertThat(get("/")).startsWith("laptop");
      fixture.manager.workloads.forbidden.clear();
      noor.calls.revoke(id).toCompletableFuture().get(10, TimeUnit.SECONDS);
      fixture.awaitNoRedirect();
    }
  }

  @Test
  void aNamespaceThatForbidsItSaysWhy() throws Exception {
    fixture.manager.workloads.refusal = Optional.of("must not include \"NET_ADMIN\"");
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      assertThatThrownBy(() -> laptop.attach(intercept().build()))
          .hasMessageContaining("must not include \"NET_ADMIN\"");
      assertThat(fixture.manager.attachments.agents().count()).isEmpty();
    }
  }

  @Test
  void theWayToAnAttachedPodIsMeasuredByItsAgent() throws Exception {
    long bytes = 4L << 20;
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      String id = laptop.attach(intercept().build()).getAttachment().getId();
      SpeedFigures.Pod pod = measured(laptop, bytes, id).pod();
      assertThat(pod.problem()).isEqualTo(Reason.NONE);
      assertThat(pod.whole().orElseThrow()).isPositive();
      assertThat(pod.hop()).isPresent();
      // On a busy machine not all of it is moved in the time there is.
      assertThat(pod.down().orElseThrow().bytes()).isBetween(1L, bytes);
      assertThat(pod.up().orElseThrow().bytes()).isBetween(1L, bytes);
      assertThat(measured(laptop, bytes, "nobody's").pod().problem().isEmpty()).isFalse();
    }
  }

  private SpeedFigures measured(AttachFixture.Laptop laptop, long bytes, String attachment)
      throws InterruptedException {
    BlockingQueue<SpeedFigures> told = new LinkedBlockingQueue<>();
    new SpeedTest(
            laptop.session,
            fixture.manager.loop,
            bytes,
            new SpeedTarget.Agent(attachment),
            told::add)
        .start();
    SpeedFigures last;
    do {
      last = told.poll(60, TimeUnit.SECONDS);
      assertThat(last).as("figures").isNotNull();
    } while (!last.done());
    return last;
  }

  @Test
  void aPortOfThePodsOwnLoopbackIsReachedWhereItWasAskedFor() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      Ready ready =
          laptop.attach(
              fixture
                  .spec(Kind.KIND_INGEST, 0)
                  .clearPorts()
                  .addToPod(PodPort.newBuilder().setRemote(fixture.applicationPort))
                  .build());
      String id = ready.getAttachment().getId();
      ToPod asked = new ToPod("GET /inside HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n");
      laptop.calls.loop().execute(() -> asked.begin(laptop.calls, id, fixture.applicationPort));
      assertThat(asked.heard()).contains("pod /inside");
      ToPod another = new ToPod("");
      laptop.calls.loop().execute(() -> another.begin(laptop.calls, id, 1));
      assertThatThrownBy(another::heard).hasMessageContaining("did not ask for port 1 of the pod");
    }
  }

  @Test
  void aPortOfThePodAtWhichNothingListensIsRefused() throws Exception {
    int nobody;
    try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      Ready ready =
          laptop.attach(intercept().addToPod(PodPort.newBuilder().setRemote(nobody)).build());
      ToPod asked = new ToPod("");
      laptop
          .calls
          .loop()
          .execute(() -> asked.begin(laptop.calls, ready.getAttachment().getId(), nobody));
      assertThatThrownBy(asked::heard).hasMessageContaining("nothing listens at 127.0.0.1:");
    }
  }
}
