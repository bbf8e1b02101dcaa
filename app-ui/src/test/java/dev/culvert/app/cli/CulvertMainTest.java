package dev.culvert.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.app.helper.grpc.ScriptedHelper;
import dev.culvert.proto.helper.v1.Connected;
import dev.culvert.proto.helper.v1.Connecting;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.DnsInfo;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FailedPhase;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Overlap;
import dev.culvert.proto.helper.v1.OverlapInfo;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.Program;
import dev.culvert.proto.helper.v1.RestoreRequest;
import dev.culvert.proto.helper.v1.RestoreResponse;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateDelta;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.Traffic;
import dev.culvert.proto.helper.v1.TryNameRequest;
import dev.culvert.proto.helper.v1.Verdict;
import dev.culvert.proto.helper.v1.WatchFlowsRequest;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person and what a script sees. */
final class CulvertMainTest {
  @TempDir private Path dir;

  private Path socket = Path.of("unset");
  private Cli cli = new Cli(socket, socket);

  @BeforeEach
  void place() throws Exception {
    socket = dir.resolve("helper.sock");
    Path kubeconfig =
        Files.writeString(
            dir.resolve("config"),
            """
            current-context: dev
            clusters: [{name: x, cluster: {server: "https://127.0.0.1:6443"}}]
            users: [{name: u, user: {token: t}}]
            contexts:
            - {name: dev, context: {cluster: x, user: u, namespace: shop}}
            - {name: bad, context: {cluster: nix, user: u}}
            """);
    cli = new Cli(socket, kubeconfig);
  }

  private static Timestamp ago(long seconds) {
    return Timestamp.newBuilder().setSeconds(Cli.NOW.getEpochSecond() - seconds).build();
  }

  private static Phase connecting(Step step) {
    return Phase.newBuilder().setConnecting(Connecting.newBuilder().setStep(step)).build();
  }

  private static State connected() {
    return State.newBuilder()
        .setHelperVersion("0.1.0")
        .setMayChange(true)
        .setPhase(Phase.newBuilder().setSince(ago(90)).setConnected(Connected.getDefaultInstance()))
        .setConnection(
            Connection.newBuilder()
                .setContext("dev")
                .setNamespace("shop")
                .setUser("jo")
                .setUid(99_999)
                .setIdentity("dev@example.org")
                .setManagerNamespace("culvert")
                .setManagerPod("manager-1")
                .setManagerVersion("0.1.0")
                .setRoad("port-forward"))
        .setNetwork(
            Network.newBuilder()
                .setDevice("culvert0")
                .setMtu(1500)
                .addAddresses("198.18.0.1/32")
                .addRoutes(RouteInfo.newBuilder().setCidr("10.96.0.0/12").setSource("services"))
                .addRoutes(RouteInfo.newBuilder().setCidr("10.244.0.0/16"))
                .addOverlaps(
                    OverlapInfo.newBuilder()
                        .setCidr("10.97.0.0/16")
                        .setSource("services")
                        .setOtherCidr("10.97.0.0/24")
                        .setOtherDevice("docker0")
                        .setChoice(Overlap.OVERLAP_MAP)
                        .setVirtualCidr("198.18.0.0/16"))
                .setDns(
                    DnsInfo.newBuilder()
                        .setMode("resolv.conf")
                        .setReason("systemd-resolved does not run")
                        .setServer("198.18.0.53")
                        .setClusterDomain("cluster.local")))
        .setTraffic(
            Traffic.newBuilder()
                .setBytesIn(18_400_000)
                .setBytesOut(864_000)
                .setLiveFlows(3)
                .setRoundTrip(Duration.newBuilder().setNanos(460_000)))
        .build();
  }

  private static StateEvent whole(State state) {
    return StateEvent.newBuilder().setSnapshot(state).build();
  }

  private static StateEvent phase(Phase phase) {
    return StateEvent.newBuilder().setDelta(StateDelta.newBuilder().setPhase(phase)).build();
  }

  @Test
  void statusForAPersonAndForAScript() throws Exception {
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(whole(connected())), null)) {
      assertThat(cli.run("status")).isZero();
      assertThat(cli.out())
          .isEqualTo(
              """
              Connected to dev, namespace shop (for 1 min)
                as        dev@example.org
                manager   culvert/manager-1, version 0.1.0, by port-forward
                device    culvert0 198.18.0.1/32, MTU 1500
                routes    10.96.0.0/12, 10.244.0.0/16
                overlap   10.97.0.0/16 as 198.18.0.0/16, because docker0 has 10.97.0.0/24
                DNS       198.18.0.53, domain cluster.local, by resolv.conf (systemd-resolved does not run)
                traffic   18.4 MB in, 864 kB out, 3 live flows, round trip 0.5 ms
              """);
      assertThat(cli.run("status", "--json")).isZero();
      assertThat(cli.out())
          .isEqualTo(
              """
              {"phase":"connected","since":"2026-11-23T11:58:30Z","step":null,"symptom":null,"cause":null,"failure":null,\
              "connection":{"context":"dev","namespace":"shop","user":"jo","uid":99999,"identity":"dev@example.org",\
              "managerNamespace":"culvert","managerPod":"manager-1","managerVersion":"0.1.0","sessionId":"","road":"port-forward","roadReason":null},\
              "network":{"device":"culvert0","mtu":1500,"addresses":["198.18.0.1/32"],\
              "routes":[{"cidr":"10.96.0.0/12","source":"services"},{"cidr":"10.244.0.0/16","source":""}],\
              "overlaps":[{"cidr":"10.97.0.0/16","source":"services","otherCidr":"10.97.0.0/24","otherDevice":"docker0","choice":"map","virtualCidr":"198.18.0.0/16"}],\
              "dns":{"mode":"resolv.conf","reason":"systemd-resolved does not run","server":"198.18.0.53","clusterDomain":"cluster.local","search":[],"upstreams":[]}},\
              "traffic":{"bytesIn":18400000,"bytesOut":864000,"liveFlows":3,"roundTripMillis":0.46},\
              "helperVersion":"0.1.0","mayChange":true,"owner":""}
              """);
    }
  }

  @Test
  void theShortWaySaysTheSame() throws Exception {
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(whole(connected())), null)) {
      for (List<String> words :
          List.of(
              List.of("status"),
              List.of("status", "--json"),
              List.of("--json", "status"),
              List.of("version"),
              List.of("version", "--json"))) {
        String[] arguments = words.toArray(String[]::new);
        assertThat(cli.runQuickly(connected(), arguments)).as("%s", words).hasValue(0);
        String quick = cli.out();
        assertThat(cli.run(arguments)).isZero();
        assertThat(cli.out()).as("%s", words).isEqualTo(quick);
      }
    }
    State off =
        State.newBuilder()
            .setPhase(Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()))
            .build();
    assertThat(cli.runQuickly(off, "status")).hasValue(ExitCodes.NOT_CONNECTED);
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("connect"),
            List.of("status", "--help"),
            List.of("status", "--json", "--socket=/x"),
            List.of("--json", "--json"))) {
      assertThat(cli.runQuickly(off, words.toArray(String[]::new))).as("%s", words).isEmpty();
    }
  }

  @Test
  void withoutAHelperItSaysHowToStartIt() {
    for (String command : List.of("status", "disconnect", "restore", "flows", "connect")) {
      assertThat(cli.run(command)).as(command).isEqualTo(3);
      assertThat(cli.out()).isEmpty();
      assertThat(cli.err())
          .isEqualTo(
              "culvert: The helper does not answer at %s. Start it with: sudo culvert-helper, or systemctl start culvert-helper.\n"
                  .formatted(socket));
    }
    assertThat(cli.run("status", "--json")).isEqualTo(3);
    assertThat(cli.err())
        .startsWith("{\"error\":{\"reason\":\"NOT_RUNNING\",\"message\":\"The helper does not ");
    assertThat(cli.run("version")).isZero();
    assertThat(cli.out()).contains("helper   not running");
  }

  @Test
  void connectShowsEachStepAndTheResult() throws Exception {
    List<StateEvent> script =
        List.of(
            whole(State.newBuilder().setPhase(connecting(Step.STEP_REACHING_API_SERVER)).build()),
            phase(connecting(Step.STEP_WAITING_FOR_MANAGER)),
            phase(connecting(Step.STEP_OPENING_TUNNEL)),
            phase(connecting(Step.STEP_OPENING_TUNNEL)),
            whole(connected()));
    try (ScriptedHelper helper = new ScriptedHelper(socket, script, null)) {
      assertThat(cli.run("connect", "-n", "db")).isZero();
      assertThat(cli.out())
          .startsWith(
              """
              Connecting to dev
                reaching the API server
                waiting for the manager
                opening the tunnel
              Connected to dev, namespace shop (for 1 min)
              """);
      var request = helper.connects.take();
      assertThat(request.getContext()).isEqualTo("dev");
      assertThat(request.getNamespace()).isEqualTo("db");
      assertThat(cli.run("connect", "--no-wait")).isZero();
      assertThat(cli.out()).isEqualTo("Connecting to dev. See: culvert status\n");
    }
  }

  @Test
  void connectSaysWhyItFailed() throws Exception {
    Failure failure =
        Failure.newBuilder()
            .setCode("CUL-K02")
            .setMessage("The manager does not run in namespace culvert.")
            .setDetail("pods is empty")
            .setRemedy("Install it with: helm install culvert.")
            .setStep(Step.STEP_WAITING_FOR_MANAGER)
            .build();
    Phase failed =
        Phase.newBuilder().setFailed(FailedPhase.newBuilder().setFailure(failure)).build();
    List<StateEvent> script = List.of(whole(State.newBuilder().setPhase(failed).build()));
    try (ScriptedHelper _ = new ScriptedHelper(socket, script, null)) {
      assertThat(cli.run("connect")).isEqualTo(5);
      assertThat(cli.err())
          .isEqualTo(
              """
              culvert: The manager does not run in namespace culvert.
                it said: pods is empty
                Install it with: helm install culvert.
                (CUL-K02, while waiting for the manager)
              """);
    }
  }

  @Test
  void connectGivesUpWaitingAfterItsTime() throws Exception {
    State stuck = State.newBuilder().setPhase(connecting(Step.STEP_OPENING_TUNNEL)).build();
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(whole(stuck)), null)) {
      assertThat(cli.run("connect", "--timeout", "1")).isEqualTo(5);
      assertThat(cli.err())
          .contains("Not connected after 1 s: it is still opening the tunnel. It goes on;");
    }
  }

  @Test
  void exitCodesTellWhatKindOfTrouble() throws Exception {
    Status denied = Status.PERMISSION_DENIED.withDescription("Connecting is up to jo.");
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(), denied)) {
      assertThat(cli.run("connect")).isEqualTo(4);
      assertThat(cli.err()).isEqualTo("culvert: Connecting is up to jo.\n");
      assertThat(cli.run("connect", "nix")).isEqualTo(5);
      assertThat(cli.err()).contains("There is no context nix. There are: bad, dev.");
      assertThat(cli.run("connect", "bad")).isEqualTo(5);
      assertThat(cli.err()).isEqualTo("culvert: Context bad: cluster nix is not defined.\n");
      assertThat(cli.run("disconnect")).isZero();
      assertThat(cli.run("fly")).isEqualTo(2);
      assertThat(cli.run("dns")).isEqualTo(2);
      assertThat(cli.run("connect", "--kubeconfig", "/nix")).isEqualTo(2);
    }
    State off =
        State.newBuilder()
            .setPhase(Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()))
            .build();
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(whole(off)), null)) {
      assertThat(cli.run("status")).isEqualTo(5);
      assertThat(cli.out()).isEqualTo("Disconnected\n");
    }
  }

  @Test
  void helpTellsTheExitCodes() {
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.out())
        .contains("Exit codes:")
        .contains("3   the helper is not running")
        .contains("connect")
        .contains("restore");
    assertThat(cli.run("connect", "--help")).isZero();
    assertThat(cli.out()).contains("--[no-]wait").contains("--stay");
  }

  @Test
  void flowsDnsAndRestore() throws Exception {
    try (ScriptedHelper _ = new ScriptedHelper(socket, new Inspecting())) {
      assertThat(cli.run("flows")).isZero();
      assertThat(cli.out())
          .isEqualTo(
              """
                AGE  PROGRAM  DESTINATION       PROTO  VERDICT      IN      OUT    DIAL  REASON
              5.0 s  curl     orders.shop:8080  TCP    cluster  864 kB  1.20 kB  2.1 ms
              9.0 s  –        10.96.77.3:81     TCP    refused     0 B      0 B       –  10.96.77.3:81 answered with a reset
              """);
      assertThat(cli.run("flows", "verdict:refused")).isZero();
      assertThat(cli.out()).contains("10.96.77.3:81").doesNotContain("orders");
      assertThat(cli.run("flows", "colour:red")).isEqualTo(2);
      assertThat(cli.run("dns", "orders.shop")).isZero();
      assertThat(cli.out())
          .isEqualTo(
              """
              orders.shop  A  NOERROR
                10.96.77.3
                looked up  orders.shop.svc.cluster.local
                rule       svc.ns of a known namespace
                answered   by manager (manager) in 2.1 ms, good for 30 s
                 1. it has one dot
              """);
      assertThat(cli.run("dns", "nix.shop")).isEqualTo(1);
      assertThat(cli.run("restore")).isZero();
      assertThat(cli.out()).isEqualTo("Undone:\n  route 10.96.0.0/12 dev culvert0 removed\n");
      assertThat(cli.run("restore", "--json")).isZero();
      assertThat(cli.out())
          .isEqualTo("{\"undone\":[\"route 10.96.0.0/12 dev culvert0 removed\"]}\n");
    }
  }

  private static final class Inspecting extends HelperGrpc.HelperImplBase {
    @Override
    public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
      to.onNext(whole(connected()));
    }

    @Override
    public void watchFlows(WatchFlowsRequest request, StreamObserver<FlowEvent> to) {
      to.onNext(
          FlowEvent.newBuilder()
              .setSnapshot(true)
              .addUpserts(
                  Flow.newBuilder()
                      .setId(1)
                      .setProtocol(Flow.Protocol.PROTOCOL_TCP)
                      .setDestinationAddress("10.96.77.3")
                      .setDestinationName("orders.shop")
                      .setDestinationPort(8080)
                      .setProgram(Program.newBuilder().setPid(4).setName("curl"))
                      .setVerdict(Verdict.VERDICT_CLUSTER)
                      .setBytesIn(864_000)
                      .setBytesOut(1_200)
                      .setOpened(ago(5))
                      .setDialTime(Duration.newBuilder().setNanos(2_100_000)))
              .addUpserts(
                  Flow.newBuilder()
                      .setId(2)
                      .setProtocol(Flow.Protocol.PROTOCOL_TCP)
                      .setDestinationAddress("10.96.77.3")
                      .setDestinationPort(81)
                      .setVerdict(Verdict.VERDICT_REFUSED)
                      .setReason("10.96.77.3:81 answered with a reset")
                      .setOpened(ago(9)))
              .build());
    }

    @Override
    public void tryName(TryNameRequest request, StreamObserver<DnsQuery> to) {
      DnsQuery.Builder query =
          DnsQuery.newBuilder().setName(request.getName()).setType(request.getType());
      if (request.getName().equals("orders.shop")) {
        query
            .setCode("NOERROR")
            .addRecords("10.96.77.3")
            .setLookedUp("orders.shop.svc.cluster.local")
            .setRule("svc.ns of a known namespace")
            .setAnsweredBy(DnsQuery.AnsweredBy.ANSWERED_BY_MANAGER)
            .setServer("manager")
            .setTtl(Duration.newBuilder().setSeconds(30))
            .setTook(Duration.newBuilder().setNanos(2_100_000))
            .addReasoning("it has one dot");
      } else {
        query.setCode("NXDOMAIN");
      }
      to.onNext(query.build());
      to.onCompleted();
    }

    @Override
    public void restore(RestoreRequest request, StreamObserver<RestoreResponse> to) {
      to.onNext(
          RestoreResponse.newBuilder()
              .addUndone("route 10.96.0.0/12 dev culvert0 removed")
              .build());
      to.onCompleted();
    }
  }
}
