package dev.culvert.helper.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.words.Phrase;
import dev.culvert.helper.cluster.ManagerFinder;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.Connecting;
import dev.culvert.helper.state.Disconnected;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.Reconnecting;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Targets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The machine and the work together, on a computer and with a manager in memory. */
final class ConnectionsTest {
  private final Rig rig = new Rig();

  @AfterEach
  void end() {
    rig.close();
  }

  private void connected() {
    rig.connect(Targets.of("kind-dev"));
    rig.await(Connected.class);
  }

  @Test
  void connectsInOrderAndDisconnectsWithoutATrace() {
    connected();
    assertThat(rig.host.computer().devices()).containsExactly("culvert0");
    assertThat(rig.host.computer().routes("culvert0"))
        .contains(Prefix.parse("10.96.0.0/12"), Prefix.parse("10.244.0.0/16"));
    assertThat(rig.host.computer().dns())
        .hasValueSatisfying(dns ->
            assertThat(dns.search())
                .containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"));
    assertThat(rig.datapaths.getFirst().calls()).startsWith("cluster", "use");
    assertThat(rig.board.view().session()).isPresent();
    assertThat(rig.board.view().network()).isPresent();

    assertThat(rig.connections.disconnect().join()).isInstanceOf(Disconnected.class);
    assertThat(rig.host.computer().devices()).isEmpty();
    assertThat(rig.host.computer().dns()).isEmpty();
    assertThat(rig.datapaths.getFirst().calls()).endsWith("close");
    assertThat(rig.manager.session().isClosed()).isTrue();
    assertThat(rig.board.view().network()).isEmpty();
  }

  @Test
  void namesAreCompletedAsWhatIsAttachedDoesAsLongAsItIsAttached() {
    connected();
    FakeDatapath datapath = rig.datapaths.getFirst();
    rig.attached =
        new AttachedNames(
            List.of("a1"),
            List.of("payments.svc.cluster.local", "svc.cluster.local", "corp.example"));
    rig.connections.attachmentsChanged();
    Rig.until(
        "programs complete names so",
        () ->
            search()
                .equals(
                    List.of(
                        "payments.svc.cluster.local",
                        "shop.svc.cluster.local",
                        "svc.cluster.local",
                        "cluster.local")));
    assertThat(datapath.search()).isEqualTo(rig.attached.search());
    long told = timesTold(datapath);
    // Another one that completes them alike, and whose agent may answer otherwise.
    rig.attached = new AttachedNames(List.of("a2"), rig.attached.search());
    rig.connections.attachmentsChanged();
    Rig.until("what was remembered is forgotten", () -> timesTold(datapath) > told);
    rig.attached = AttachedNames.NONE;
    rig.connections.attachmentsChanged();
    Rig.until("they are completed as before", () -> search().size() == 3);
    assertThat(datapath.search()).isEmpty();
  }

  private List<String> search() {
    return rig.host.computer().dns().orElseThrow().search();
  }

  private static long timesTold(FakeDatapath datapath) {
    return datapath.calls().stream().filter("cluster"::equals).count();
  }

  @Test
  void connectingToTheSameChangesNothingAndToAnotherIsRefused() {
    connected();
    rig.connect(Targets.of("kind-dev"));
    assertThat(rig.manager.asked()).hasSize(1);
    assertThat(rig.connections.connect(Targets.of("prod"), Rig.CREDENTIALS).join())
        .hasValueSatisfying(why -> assertThat(why).contains("connected to kind-dev", "disconnect"));
  }

  @Test
  void aConnectThatIsCancelledLeavesNothing() {
    rig.manager.fallSilent();
    rig.connect(Targets.of("kind-dev"));
    Rig.until("the tunnel is being opened", () -> !rig.manager.asked().isEmpty());
    assertThat(rig.connections.disconnect().join()).isInstanceOf(Disconnected.class);
    assertThat(rig.host.computer().devices()).isEmpty();
  }

  @Test
  void aFailureOfTheComputerUndoesWhatWasDone() {
    rig.host.failNext(new IOException("no such device"));
    rig.connect(Targets.of("kind-dev"));
    Failed failed = rig.await(Failed.class);
    assertThat(failed.problem().code()).startsWith("CUL-H0");
    assertThat(failed.problem().step()).isEqualTo(Step.SETTING_ROUTES_AND_DNS);
    assertThat(failed.problem().detail()).contains("no such device");
    assertThat(rig.host.computer().devices()).isEmpty();
    assertThat(rig.manager.session().isClosed()).isTrue();
  }

  @Test
  void waitsForAManagerThatIsStarting() {
    rig.finds.add(new ManagerFinder.NotYet("the manager's pod is starting"));
    rig.connect(Targets.of("kind-dev"));
    rig.await(Connected.class);
    assertThat(rig.manager.asked()).hasSize(1);
  }

  @Test
  void aCutIsHealedWithTheSameSessionWhileTheComputerStaysAsItIs() {
    connected();
    rig.manager.failNext(new ConnectFailure(Kind.MANAGER_UNREACHABLE, "refused"));
    rig.manager.session().lose("the API server closed the connection");
    Reconnecting waiting = rig.await(Reconnecting.class);
    // A session that lived for a moment only is not tried again at once: the timer was asked first.
    Rig.until("a retry is waited for", () -> !rig.due.isEmpty());
    assertThat(waiting.cause()).contains("API server closed");
    assertThat(rig.host.computer().devices()).containsExactly("culvert0");
    assertThat(rig.host.computer().dns()).isPresent();
    assertThat(rig.datapaths.getFirst().calls()).contains("pause");
    rig.due.remove().run();
    Rig.until("a second retry is waited for", () -> !rig.due.isEmpty());
    assertThat(rig.delays.getLast()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    rig.due.remove().run();
    rig.await(Connected.class);
    assertThat(rig.manager.asked().getLast().resumeSecret()).contains("secret-of-s-1");
    assertThat(rig.datapaths).hasSize(1);
  }

  @Test
  void whatCannotGetBetterEndsInFailedWithTheNetworkGivenBack() {
    connected();
    rig.manager.failNext(new ConnectFailure(Kind.MANAGER_FORBIDDEN, "may not use the tunnel"));
    rig.manager.session().lose("cut");
    Rig.until("a retry is waited for", () -> !rig.due.isEmpty());
    rig.due.remove().run();
    Failed failed = rig.await(Failed.class);
    assertThat(failed.problem().code()).isEqualTo("CUL-K10");
    assertThat(rig.host.computer().devices()).isEmpty();
    assertThat(rig.host.computer().dns()).isEmpty();
  }

  @Test
  void refusedCredentialsAreRenewedByTheApplicationOnce() {
    rig.fresh =
        Optional.of(
            new Credentials(
                new ConnectSettings.BearerToken("t-2", Optional.empty()), Optional.empty()));
    rig.manager.failNext(new ConnectFailure(Kind.API_UNAUTHENTICATED, "401"));
    rig.connect(Targets.of("kind-dev"));
    rig.await(Connected.class);
    assertThat(rig.asks).containsExactly("401");
    assertThat(rig.manager.asked().getLast().credentials())
        .isEqualTo(new ConnectSettings.BearerToken("t-2", Optional.empty()));
  }

  @Test
  void refusedCredentialsWithNobodyToAskEndInFailed() {
    connected();
    rig.manager.failNext(new ConnectFailure(Kind.API_UNAUTHENTICATED, "401"));
    rig.manager.session().lose("cut");
    Rig.until("a retry is waited for", () -> !rig.due.isEmpty());
    rig.due.remove().run();
    assertThat(rig.await(Failed.class).problem().code()).isEqualTo("CUL-K03");
  }

  @Test
  void routesFollowTheCluster() {
    connected();
    rig.manager
        .session()
        .tell(
            l -> l.onCluster(FakeManager.cluster("10.96.0.0/12", "10.99.0.0/16", "172.20.0.0/16")));
    Prefix added = Prefix.parse("172.20.0.0/16");
    Rig.until(
        "the new subnet is routed", () -> rig.host.computer().routes("culvert0").contains(added));
    assertThat(rig.host.computer().routes("culvert0"))
        .doesNotContain(Prefix.parse("10.244.0.0/16"));
  }

  @Test
  void theManagersOwnAddressIsTakenWhereItCanBeReached() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int closed = free.getLocalPort();
      free.close();
      rig.finds.add(found("127.0.0.1:" + closed, "127.0.0.1:" + taken.getLocalPort()));
      connected();
      assertThat(rig.manager.asked().getLast().road())
          .isEqualTo(
              new ConnectSettings.Direct(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort())));
      assertThat(rig.board.view().session().orElseThrow().road()).isEqualTo("direct");
      assertThat(rig.board.view().session().orElseThrow().roadReason())
          .isEqualTo("127.0.0.1:" + taken.getLocalPort() + " can be reached");
    }
  }

  @Test
  void whoIsNotTheManagerIsLeftForTheApiServersRoad() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      rig.finds.add(found("127.0.0.1:" + taken.getLocalPort()));
      rig.manager.failNext(new ConnectFailure(Kind.MANAGER_UNTRUSTED, "another certificate"));
      connected();
      assertThat(rig.manager.asked()).hasSize(2);
      assertThat(rig.manager.asked().getLast().road())
          .isInstanceOf(ConnectSettings.PortForward.class);
      assertThat(rig.board.view().session().orElseThrow().roadReason())
          .contains("is not the manager: another certificate");
    }
  }

  @Test
  void whereTheManagersAddressIsOutOfReachTheApiServersRoadIsTaken() throws IOException {
    int closed;
    try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      closed = free.getLocalPort();
    }
    rig.finds.add(found("127.0.0.1:" + closed, "no port here"));
    connected();
    assertThat(rig.manager.asked()).hasSize(1);
    assertThat(rig.board.view().session().orElseThrow().road()).isEqualTo("port-forward");
    assertThat(rig.board.view().session().orElseThrow().roadReason())
        .isEqualTo("127.0.0.1:" + closed + ", no port here cannot be reached from here");
  }

  /** Nothing of the old pod is used again: not its name, its authority or its node's address. */
  @Test
  void aManagerThatHasMovedToAnotherNodeIsFoundAnew() throws IOException {
    try (ServerSocket node = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      rig.finds.add(found("127.0.0.1:" + node.getLocalPort()));
      connected();
      assertThat(rig.board.view().session().orElseThrow().road()).isEqualTo("direct");
    }
    rig.finds.add(new ManagerFinder.NotYet("the manager's pod is starting"));
    rig.finds.add(new ManagerFinder.Found("culvert-manager-1", "PEM-1", List.of()));
    rig.manager.session().lose("the node is gone");
    Rig.until("a retry is waited for", () -> !rig.due.isEmpty());
    rig.due.remove().run();
    Rig.until("it is connected again", () -> rig.manager.asked().size() == 2);
    ConnectSettings again = rig.manager.asked().getLast();
    assertThat(again.road())
        .isInstanceOfSatisfying(
            ConnectSettings.PortForward.class,
            road -> assertThat(road.pod()).isEqualTo("culvert-manager-1"));
    assertThat(again.managerAuthority()).isEqualTo("PEM-1");
    assertThat(again.resumeSecret()).as("the session goes on where it can").isPresent();
    Rig.until(
        "the road is told",
        () -> rig.board.view().session().orElseThrow().road().equals("port-forward"));
    assertThat(rig.host.computer().devices()).containsExactly("culvert0");
  }

  private static ManagerFinder.Found found(String... addresses) {
    return new ManagerFinder.Found("culvert-manager-0", "PEM", List.of(addresses));
  }

  @Test
  void aSubnetThatAnotherNetworkHasIsReachedElsewhere() {
    rig.host.computer().become(OverlapsTest.computer("10.96.0.0/16"));
    connected();
    assertThat(rig.host.computer().routes("culvert0"))
        .contains(Prefix.parse("100.64.0.0/12"), Prefix.parse("10.244.0.0/16"))
        .doesNotContain(Prefix.parse("10.96.0.0/12"));
    assertThat(rig.host.computer().dns().orElseThrow().routeDomains())
        .contains("100.in-addr.arpa", "244.10.in-addr.arpa");
    assertThat(rig.addresses.get().toReal(IpAddress.parse("100.64.0.10")))
        .hasToString("10.96.0.10");
    assertThat(rig.board.view().network().orElseThrow().overlaps())
        .extracting(overlap -> overlap.cidr() + " as " + overlap.virtual().orElseThrow())
        .containsExactly("10.96.0.0/12 as 100.64.0.0/12");
    assertThat(rig.connections.disconnect().join()).isInstanceOf(Disconnected.class);
    assertThat(rig.addresses.get().isEmpty()).isTrue();
  }

  @Test
  void aNetworkThatComesLaterKeepsItsAddresses() {
    connected();
    rig.host.computer().become(OverlapsTest.computer("10.244.7.0/24"));
    for (int sample = 0; sample < 8; sample++) {
      rig.connections.sample();
    }
    Prefix virtual = Prefix.parse("198.18.0.0/16");
    Rig.until(
        "the cluster is reached elsewhere",
        () -> rig.host.computer().routes("culvert0").contains(virtual));
    assertThat(rig.host.computer().routes("culvert0"))
        .doesNotContain(Prefix.parse("10.244.0.0/16"));
    assertThat(rig.board.view().state()).isInstanceOf(Connected.class);
  }

  @Test
  void withoutRoomForTheClusterNothingIsChanged() {
    rig.host.computer().become(OverlapsTest.computer("10.0.0.0/8", "100.0.0.0/8", "172.0.0.0/8"));
    rig.connect(Targets.of("kind-dev"));
    Failed failed = rig.await(Failed.class);
    assertThat(failed.problem().code()).isEqualTo("CUL-H06");
    assertThat(failed.problem().detail()).contains("10.96.0.0/12", "docker0 has 10.0.0.0/8");
    assertThat(failed.problem().remedy()).contains("--overlap exclude");
    assertThat(rig.host.computer().devices()).isEmpty();
  }

  @Test
  void slowAnswersAreASymptom() {
    connected();
    rig.manager.session().tell(l -> l.onRoundTrip(Duration.ofMillis(412)));
    Rig.until(
        "degraded",
        () -> rig.board.view().state() instanceof Connected c && c.degraded().isPresent());
    assertThat(((Connected) rig.board.view().state()).degraded())
        .contains(Phrase.ANSWERS_SLOW.of(412));
  }

  @Test
  void failuresSayAtWhichStep() {
    rig.manager.failNext(new ConnectFailure(Kind.MANAGER_UNTRUSTED, "another manager answers"));
    rig.connect(Targets.of("kind-dev"));
    assertThat(rig.await(Connecting.class)).isNotNull();
    Failed failed = rig.await(Failed.class);
    assertThat(failed.problem().step()).isEqualTo(Step.OPENING_TUNNEL);
    assertThat(failed.problem().remedy()).isNotBlank();
  }
}
