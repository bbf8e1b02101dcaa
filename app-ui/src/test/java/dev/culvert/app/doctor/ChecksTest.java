package dev.culvert.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.doctor.Computer.Link;
import dev.culvert.app.doctor.Computer.Route;
import dev.culvert.app.doctor.Finding.Fix;
import dev.culvert.app.doctor.Finding.Severity;
import dev.culvert.proto.helper.v1.Connected;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.DnsInfo;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FailedPhase;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.JournalLine;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks as a table: what is so, and what each says of it. */
class ChecksTest {
  private static final String OWN = "culvert0";

  private static State.Builder connected() {
    return State.newBuilder()
        .setHelperVersion("1.0")
        .setMayChange(true)
        .setOwner("mara")
        .setPhase(Phase.newBuilder().setConnected(Connected.getDefaultInstance()))
        .setConnection(
            Connection.newBuilder()
                .setContext("dev")
                .setManagerVersion("1.0")
                .setManagerPod("culvert-manager-1")
                .setManagerNamespace("culvert")
                .setIdentity("mara@acme.example"))
        .setNetwork(
            Network.newBuilder()
                .setDevice(OWN)
                .setMtu(1500)
                .addRoutes(RouteInfo.newBuilder().setCidr("10.96.0.0/16").setSource("services"))
                .setDns(
                    DnsInfo.newBuilder()
                        .setMode("resolv.conf")
                        .setServer("100.64.0.53")
                        .setClusterDomain("cluster.local")));
  }

  private static Computer computer(Route... more) {
    List<Route> routes = new ArrayList<>(List.of(more));
    routes.add(route("0.0.0.0/0", "wlan0"));
    routes.add(route("10.96.0.0/16", OWN));
    return new Computer(
        List.of(new Link("wlan0", 1500, false, false), new Link(OWN, 1500, false, true)),
        routes,
        "nameserver 100.64.0.53",
        Optional.of("/usr/bin/sshfs"),
        true);
  }

  private static Route route(String cidr, String device) {
    return new Route(dev.culvert.app.doctor.Network.parse(cidr).orElseThrow(), device);
  }

  private static Environment good() {
    return new Environment(
        "dev",
        "1.0",
        Optional.empty(),
        Optional.of(connected().build()),
        Optional.of(JournalReport.getDefaultInstance()),
        computer(),
        Optional.of(
            DnsQuery.newBuilder()
                .setName("kubernetes.default.svc")
                .setCode("NOERROR")
                .addRecords("10.96.0.1")
                .build()),
        "",
        Optional.of(Duration.ofSeconds(1)),
        List.of());
  }

  private static Environment with(
      Optional<State> state, Computer computer, Optional<Duration> ahead, String gone) {
    Environment e = good();
    return new Environment(
        e.context(),
        e.version(),
        gone.isEmpty() ? Optional.empty() : Optional.of(gone),
        state,
        state.isEmpty() ? Optional.empty() : e.journal(),
        computer,
        e.trial(),
        "",
        ahead,
        List.of());
  }

  private static Environment state(UnaryOperator<State.Builder> change) {
    return with(Optional.of(change.apply(connected()).build()), computer(), Optional.empty(), "");
  }

  private static Environment on(Computer computer) {
    return with(Optional.of(connected().build()), computer, Optional.empty(), "");
  }

  record Case(String name, Environment environment, String id, Severity severity, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(ofNetworks(), ofStates());
  }

  private static Stream<Case> ofNetworks() {
    Computer plain = computer();
    return Stream.of(
        new Case(
            "a VPN inside the cluster's block wins",
            on(computer(route("10.96.4.0/24", "tun0"))),
            "CUL-R02",
            Severity.NEEDS_YOU,
            "tun0 claims 10.96.4.0/24"),
        new Case(
            "a VPN around the cluster's block loses",
            on(computer(route("10.0.0.0/8", "tun0"))),
            "CUL-R02",
            Severity.NOTE,
            "tun0 claims 10.0.0.0/8"),
        new Case(
            "of two VPNs the one that wins is told",
            on(computer(route("10.0.0.0/8", "tun0"), route("10.96.4.0/24", "tun1"))),
            "CUL-R02",
            Severity.NEEDS_YOU,
            "tun1 claims 10.96.4.0/24"),
        new Case(
            "the same block",
            on(computer(route("10.96.0.0/16", "docker0"))),
            "CUL-R02",
            Severity.NEEDS_YOU,
            "docker0"),
        new Case(
            "another block is no clash",
            on(computer(route("192.168.1.0/24", "wlan0"))),
            "CUL-R02",
            Severity.GOOD,
            "1"),
        new Case("a default route is no clash", on(plain), "CUL-R02", Severity.GOOD, "1"),
        new Case(
            "somebody took the route out",
            on(
                new Computer(
                    plain.links(),
                    List.of(route("0.0.0.0/0", "wlan0")),
                    "",
                    Optional.empty(),
                    true)),
            "CUL-R01",
            Severity.NEEDS_YOU,
            "10.96.0.0/16 is not routed to culvert0"),
        new Case(
            "another VPN",
            on(
                new Computer(
                    List.of(new Link("wg0", 1420, false, true), new Link(OWN, 1500, false, true)),
                    plain.routes(),
                    plain.resolvConf(),
                    Optional.empty(),
                    true)),
            "CUL-R03",
            Severity.NOTE,
            "wg0"),
        new Case(
            "the resolver was overwritten",
            on(
                new Computer(
                    plain.links(),
                    plain.routes(),
                    "nameserver 192.0.2.53",
                    Optional.empty(),
                    true)),
            "CUL-D01",
            Severity.NEEDS_YOU,
            "does not name 100.64.0.53"),
        new Case(
            "an MTU below what IPv6 needs",
            on(
                new Computer(
                    List.of(new Link("wlan0", 1200, false, false)),
                    plain.routes(),
                    plain.resolvConf(),
                    Optional.empty(),
                    true)),
            "CUL-N01",
            Severity.NEEDS_YOU,
            "wlan0 has an MTU of 1200"),
        new Case(
            "an MTU of a VPN",
            on(
                new Computer(
                    List.of(new Link("wlan0", 1420, false, false)),
                    plain.routes(),
                    plain.resolvConf(),
                    Optional.empty(),
                    true)),
            "CUL-N01",
            Severity.NOTE,
            "1420"),
        new Case(
            "no sshfs",
            on(
                new Computer(
                    plain.links(), plain.routes(), plain.resolvConf(), Optional.empty(), true)),
            "CUL-F01",
            Severity.NOTE,
            "not installed"));
  }

  private static Stream<Case> ofStates() {
    Computer plain = computer();
    return Stream.of(
        new Case(
            "a clock that is ahead",
            with(Optional.of(connected().build()), plain, Optional.of(Duration.ofMinutes(5)), ""),
            "CUL-N02",
            Severity.NEEDS_YOU,
            "ahead"),
        new Case(
            "a clock that is behind",
            with(Optional.of(connected().build()), plain, Optional.of(Duration.ofMinutes(-5)), ""),
            "CUL-N02",
            Severity.NEEDS_YOU,
            "behind"),
        new Case(
            "no helper",
            with(Optional.empty(), plain, Optional.empty(), "It does not answer."),
            "CUL-H11",
            Severity.NEEDS_YOU,
            "It does not answer."),
        new Case(
            "somebody else's computer",
            state(s -> s.setMayChange(false)),
            "CUL-H12",
            Severity.NOTE,
            "up to mara"),
        new Case(
            "versions differ",
            state(s -> s.setHelperVersion("0.9")),
            "CUL-H13",
            Severity.NOTE,
            "helper 0.9"),
        new Case(
            "a missing right",
            state(s ->
                s.setPhase(
                    Phase.newBuilder()
                        .setFailed(
                            FailedPhase.newBuilder()
                                .setFailure(
                                    Failure.newBuilder()
                                        .setCode("CUL-K04")
                                        .setMessage("dev does not let you reach the manager")
                                        .setDetail("403: may not create pods/portforward"))))),
            "CUL-C03",
            Severity.NEEDS_YOU,
            "403"),
        new Case(
            "degraded",
            state(s ->
                s.setPhase(
                    Phase.newBuilder()
                        .setConnected(Connected.newBuilder().setDegraded("answers take 412 ms")))),
            "CUL-C05",
            Severity.NEEDS_YOU,
            "answers take 412 ms"));
  }

  /** What both claim is what can be left to the other network, whoever wins it now. */
  @ParameterizedTest
  @CsvSource({
    "10.96.4.0/24, true, 10.96.4.0/24, 10.96.0.0/16",
    "10.96.0.0/16, true, 10.96.0.0/16, 10.96.0.0/16",
    "10.0.0.0/8, false, 10.96.0.0/16, 10.0.0.0/8"
  })
  void aClashCanBeLeftToTheOther(String theirs, boolean wins, String shared, String wider) {
    Environment on = on(computer(route(theirs, "tun0")));
    Clash clash = Clash.of(on).orElseThrow();
    assertThat(clash.theirsWins()).isEqualTo(wins);
    assertThat(clash.shared()).hasToString(shared);
    assertThat(clash.wider()).hasToString(wider);
    assertThat(result(on, "CUL-R02").finding().fixes()).containsExactly(new Fix.NeverRoute(shared));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsWhatIsSo(Case given) {
    Examination.Result result = result(given.environment, given.id);
    assertThat(result.finding().severity()).isEqualTo(given.severity);
    assertThat(result.finding().detail()).contains(given.says);
    if (given.severity == Severity.NEEDS_YOU) {
      assertThat(result.finding().headline()).isNotEmpty();
    }
  }

  private static Examination.Result result(Environment environment, String id) {
    return Examination.of(Checks.ALL, environment, Instant.EPOCH).results().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allIsGoodOnAGoodDay() {
    Examination examination = Examination.of(Checks.ALL, good(), Instant.EPOCH);
    assertThat(examination.results())
        .allMatch(r -> r.finding().severity() == Severity.GOOD && r.waitsFor().isEmpty());
    assertThat(examination.needsYou()).isZero();
    assertThat(Checks.ALL).extracting(Check::id).doesNotHaveDuplicates();
  }

  @Test
  void whatDependsOnACauseWaitsForItAndDoesNotCount() {
    Examination examination =
        Examination.of(
            Checks.ALL,
            with(Optional.empty(), computer(), Optional.empty(), "It does not answer."),
            Instant.EPOCH);
    assertThat(examination.needsYou()).isEqualTo(1);
    assertThat(examination.results())
        .filteredOn(r -> r.waitsFor().isPresent())
        .extracting(Examination.Result::id)
        .contains("CUL-H12", "CUL-C02", "CUL-C05", "CUL-R01", "CUL-D01")
        .doesNotContain("CUL-F01", "CUL-N01");
    assertThat(result(examination.environment(), "CUL-H11").finding().fixes())
        .first()
        .isEqualTo(new Fix.StartHelper());
  }

  @Test
  void changesWithoutAConnectionAreLeftovers() {
    Environment e = good();
    Environment left =
        new Environment(
            "dev",
            "1.0",
            Optional.empty(),
            Optional.of(
                State.newBuilder()
                    .setPhase(Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()))
                    .build()),
            Optional.of(
                JournalReport.newBuilder().addLines(JournalLine.newBuilder().setWhat("x")).build()),
            e.computer(),
            Optional.empty(),
            "",
            Optional.empty(),
            List.of());
    assertThat(result(left, "CUL-J01").finding().fixes()).containsExactly(new Fix.Restore());
  }

  @Test
  void aBundleHoldsWhatHelpsAndNotWhoItIs() {
    Environment e = good();
    Environment told =
        new Environment(
            "dev",
            "1.0",
            Optional.of("mara: refused at https://api.acme.example:6443"),
            e.state(),
            e.journal(),
            new Computer(
                e.computer().links(),
                e.computer().routes(),
                """
                # /home/mara/resolv token: abcdefghijkl
                nameserver 203.0.113.9
                nameserver 10.0.0.1
                """,
                Optional.empty(),
                true),
            e.trial(),
            "",
            Optional.empty(),
            List.of());
    Bundle bundle =
        Bundle.of(Examination.of(Checks.ALL, told, Instant.EPOCH), new Redactor(List.of("mara")));
    String all = String.join("\n", bundle.files().values());
    assertThat(all)
        .contains(
            "CUL-H11", "10.96.0.0/16", "10.0.0.1", "(host-1)", "(mail-1)", "(public-address-1)")
        .doesNotContain("mara", "acme.example", "203.0.113.9", "abcdefghijkl");
  }

  @Test
  void networksAreComparedAsTheKernelDoes() {
    assertThat(net("10.96.0.0/12").holds(net("10.100.0.0/16"))).isTrue();
    assertThat(net("10.96.0.0/12").overlaps(net("10.112.0.0/16"))).isFalse();
    assertThat(net("fd00::/8").holds(net("fd12::/16"))).isTrue();
    assertThat(net("0.0.0.0/0").overlaps(net("fd12::/16"))).isFalse();
    assertThat(net("10.97.3.4/12")).hasToString("10.96.0.0/12");
    assertThat(dev.culvert.app.doctor.Network.parse("orders.shop")).isEmpty();
  }

  private static dev.culvert.app.doctor.Network net(String cidr) {
    return dev.culvert.app.doctor.Network.parse(cidr).orElseThrow();
  }
}
