package dev.culvert.app.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Finding.Fix;
import dev.culvert.app.doctor.Finding.Severity;
import dev.culvert.app.view.RoadWords;
import dev.culvert.app.view.Units;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checks, in the order in which causes come before what they cause. */
public final class Checks {
  private static final Duration CLOCK = Duration.ofSeconds(60);
  private static final Duration SLOW = Duration.ofMillis(300);

  /** All of them. */
  public static final List<Check> ALL =
      List.of(
          new Check("CUL-H11", List.of(), Checks::helper),
          new Check("CUL-H12", List.of("CUL-H11"), Checks::mayChange),
          new Check("CUL-H13", List.of("CUL-H11"), Checks::versions),
          new Check("CUL-C01", List.of(), Checks::kubeconfig),
          new Check("CUL-C02", List.of("CUL-H11", "CUL-C01"), Checks::apiServer),
          new Check("CUL-C03", List.of("CUL-C02"), Checks::rights),
          new Check("CUL-C04", List.of("CUL-C02", "CUL-C03"), Checks::manager),
          new Check("CUL-C05", List.of("CUL-C04"), Checks::tunnel),
          new Check("CUL-R01", List.of("CUL-C05"), RouteChecks::routes),
          new Check("CUL-R02", List.of("CUL-H11"), RouteChecks::clash),
          new Check("CUL-R03", List.of(), RouteChecks::vpn),
          new Check("CUL-D01", List.of("CUL-C05"), Checks::resolver),
          new Check("CUL-D02", List.of("CUL-C05", "CUL-D01"), Checks::names),
          new Check("CUL-N01", List.of(), RouteChecks::mtu),
          new Check("CUL-N02", List.of(), Checks::clock),
          new Check("CUL-F01", List.of(), Checks::sshfs),
          new Check("CUL-J01", List.of("CUL-H11"), Checks::leftovers));

  private Checks() {}

  static Finding good(String key, Object... places) {
    return new Finding(
        Severity.GOOD,
        text("check." + key + ".good"),
        text("check." + key + ".detail", places),
        "",
        List.of());
  }

  static Finding unknown(String key, String why) {
    return new Finding(Severity.UNKNOWN, text("check." + key + ".good"), why, "", List.of());
  }

  static Finding bad(Severity severity, String key, String detail, List<Fix> fixes) {
    return new Finding(
        severity, text("check." + key + ".bad"), detail, text("check." + key + ".why"), fixes);
  }

  private static Finding notConnected(String key) {
    return unknown(key, text("check.not-connected"));
  }

  private static Finding helper(Environment e) {
    return e.helperGone()
        .map(why ->
            bad(
                Severity.NEEDS_YOU,
                "helper",
                why,
                List.of(
                    new Fix.StartHelper(), new Fix.Copy("sudo systemctl start culvert-helper"))))
        .orElseGet(() -> good("helper", version(e)));
  }

  private static String version(Environment e) {
    return e.state().map(State::getHelperVersion).orElse("");
  }

  private static Finding mayChange(Environment e) {
    if (e.state().isEmpty()) {
      return unknown("rights-here", text("check.no-helper"));
    }
    State state = e.state().orElseThrow();
    return state.getMayChange()
        ? good("rights-here", state.getOwner())
        : bad(
            Severity.NOTE,
            "rights-here",
            text("check.rights-here.owner", state.getOwner()),
            List.of());
  }

  private static Finding versions(Environment e) {
    if (e.state().isEmpty()) {
      return unknown("versions", text("check.no-helper"));
    }
    String manager = e.state().orElseThrow().getConnection().getManagerVersion();
    String helper = version(e);
    boolean same = helper.equals(e.version()) && (manager.isEmpty() || manager.equals(e.version()));
    String said =
        manager.isEmpty()
            ? text("check.versions.two", e.version(), helper)
            : text("check.versions.three", e.version(), helper, manager);
    return same ? good("versions", said) : bad(Severity.NOTE, "versions", said, List.of());
  }

  private static Finding kubeconfig(Environment e) {
    if (e.context().isEmpty()) {
      String why =
          e.kubeconfigProblems().isEmpty()
              ? text("no-context.text")
              : String.join(" ", e.kubeconfigProblems());
      return bad(Severity.NEEDS_YOU, "kubeconfig", why, List.of());
    }
    return e.kubeconfigProblems().isEmpty()
        ? good("kubeconfig", e.context())
        : bad(Severity.NOTE, "kubeconfig", String.join(" ", e.kubeconfigProblems()), List.of());
  }

  /** What the helper said of the step that failed, when it is one of these codes. */
  private static Optional<Finding> failed(Environment e, Set<String> codes) {
    if (!codes.contains(e.failure())) {
      return Optional.empty();
    }
    var failure = e.state().orElseThrow().getPhase().getFailed().getFailure();
    return Optional.of(
        new Finding(
            Severity.NEEDS_YOU,
            failure.getMessage(),
            failure.getDetail(),
            failure.getRemedy(),
            List.of(new Fix.Reconnect())));
  }

  private static Finding apiServer(Environment e) {
    return failed(e, Set.of("CUL-K01", "CUL-K02", "CUL-K03"))
        .orElseGet(() -> {
          boolean answered =
              e.connected() || e.clockAhead().isPresent() || e.failure().startsWith("CUL-K");
          return answered ? good("api", e.context()) : notConnected("api");
        });
  }

  private static Finding rights(Environment e) {
    return failed(e, Set.of("CUL-K04", "CUL-K09", "CUL-K10"))
        .orElseGet(() -> {
          if (!e.connected()) {
            return notConnected("rights");
          }
          String who = e.state().orElseThrow().getConnection().getIdentity();
          // Managers that do not say for whom they take somebody let them in all the same.
          return who.isEmpty()
              ? new Finding(Severity.GOOD, text("check.rights.good"), "", "", List.of())
              : good("rights", who);
        });
  }

  private static Finding manager(Environment e) {
    return failed(e, Set.of("CUL-K05", "CUL-K06", "CUL-K07", "CUL-K08", "CUL-K12"))
        .orElseGet(() -> {
          if (!e.connected()) {
            return notConnected("manager");
          }
          var connection = e.state().orElseThrow().getConnection();
          return good(
              "manager",
              connection.getManagerVersion(),
              connection.getManagerPod(),
              connection.getManagerNamespace());
        });
  }

  private static Finding tunnel(Environment e) {
    if (e.state().map(s -> s.getPhase().hasReconnecting()).orElse(false)) {
      return bad(
          Severity.NEEDS_YOU,
          "tunnel",
          e.state().orElseThrow().getPhase().getReconnecting().getCause(),
          List.of(new Fix.Reconnect()));
    }
    if (!e.connected()) {
      return notConnected("tunnel");
    }
    State state = e.state().orElseThrow();
    if (state.getPhase().getConnected().hasDegraded()) {
      return bad(
          Severity.NEEDS_YOU,
          "tunnel",
          state.getPhase().getConnected().getDegraded(),
          List.of(new Fix.Reconnect()));
    }
    var trip = state.getTraffic().getRoundTrip();
    Duration roundTrip = Duration.ofSeconds(trip.getSeconds(), trip.getNanos());
    return state.getTraffic().hasRoundTrip() && roundTrip.compareTo(SLOW) > 0
        ? bad(Severity.NOTE, "tunnel-slow", Units.time(roundTrip), List.of())
        : tunnelOf(
            state, state.getTraffic().hasRoundTrip() ? Units.time(roundTrip) : Units.UNKNOWN);
  }

  private static Finding tunnelOf(State state, String roundTrip) {
    String detail = text("check.tunnel.detail", roundTrip);
    String road = RoadWords.of(state.getConnection());
    return new Finding(
        Severity.GOOD,
        text("check.tunnel.good"),
        road.isEmpty() ? detail : detail + ". " + road,
        "",
        List.of());
  }

  private static Finding resolver(Environment e) {
    if (!e.connected()) {
      return notConnected("resolver");
    }
    var dns = e.state().orElseThrow().getNetwork().getDns();
    if (dns.getMode().isEmpty()) {
      return unknown("resolver", text("check.resolver.none"));
    }
    boolean file = dns.getMode().equals("resolv.conf");
    boolean ours =
        Arrays.stream(e.computer().resolvConf().split("\n", -1))
            .map(String::trim)
            .anyMatch(line -> line.startsWith("nameserver") && line.contains(dns.getServer()));
    if (file && !ours) {
      return bad(
          Severity.NEEDS_YOU,
          "resolver",
          text("check.resolver.taken", dns.getServer()),
          List.of(new Fix.Reconnect(), new Fix.Restore()));
    }
    return good("resolver", dns.getMode(), dns.getClusterDomain());
  }

  private static Finding names(Environment e) {
    if (!e.connected()) {
      return notConnected("names");
    }
    if (e.trial().isEmpty()) {
      return unknown("names", e.trialFailure());
    }
    var query = e.trial().orElseThrow();
    var took = query.getTook();
    return query.getCode().equals("NOERROR") && query.getRecordsCount() > 0
        ? good(
            "names",
            query.getName(),
            Units.time(Duration.ofSeconds(took.getSeconds(), took.getNanos())))
        : bad(
            Severity.NEEDS_YOU,
            "names",
            text("check.names.code", query.getName(), query.getCode()),
            List.of(new Fix.Reconnect()));
  }

  private static Finding clock(Environment e) {
    if (e.clockAhead().isEmpty()) {
      return unknown("clock", text("check.clock.unknown"));
    }
    Duration ahead = e.clockAhead().orElseThrow();
    return ahead.abs().compareTo(CLOCK) <= 0
        ? good("clock", Units.about(ahead.abs()))
        : bad(
            Severity.NEEDS_YOU,
            "clock",
            text(
                ahead.isNegative() ? "check.clock.behind" : "check.clock.ahead",
                Units.longSpan(ahead.abs())),
            List.of(new Fix.Copy("sudo timedatectl set-ntp true")));
  }

  private static Finding sshfs(Environment e) {
    Computer computer = e.computer();
    if (computer.sshfs().isEmpty()) {
      return bad(
          Severity.NOTE,
          "sshfs",
          text("check.sshfs.missing"),
          List.of(new Fix.Copy("sudo apt install sshfs")));
    }
    return computer.fuse()
        ? good("sshfs", computer.sshfs().orElseThrow())
        : bad(
            Severity.NOTE,
            "sshfs",
            text("check.sshfs.fuse"),
            List.of(new Fix.Copy("sudo modprobe fuse")));
  }

  /** Changes in force while nothing is connected: a crash left them, or undoing them failed. */
  private static Finding leftovers(Environment e) {
    if (e.journal().isEmpty()) {
      return unknown("leftovers", text("check.no-helper"));
    }
    long inForce =
        e.journal().orElseThrow().getLinesList().stream().filter(l -> !l.hasUndone()).count();
    boolean idle =
        e.state()
            .map(s -> s.getPhase().hasDisconnected() || s.getPhase().hasFailed())
            .orElse(false);
    return idle && inForce > 0
        ? bad(
            Severity.NEEDS_YOU,
            "leftovers",
            text("check.leftovers.count", inForce),
            List.of(new Fix.Restore()))
        : good("leftovers", inForce);
  }
}
