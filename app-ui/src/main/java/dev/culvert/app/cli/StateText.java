package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.DnsInfo;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.OverlapInfo;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The state for a person. */
final class StateText {
  private StateText() {}

  static void print(State state, Output output, Clock clock) {
    Phase phase = state.getPhase();
    String title = output.tone(Phases.tone(phase), Phases.title(phase));
    output.line(title + rest(state, clock));
    details(state, clock).forEach(line -> output.line("  " + line));
    if (phase.hasFailed()) {
      output.line("  " + Phases.failure(phase.getFailed().getFailure()).replace("\n", "\n  "));
    }
    if (!state.getMayChange() && !state.getOwner().isEmpty()) {
      output.line(
          output.tone(
              Tone.SUBTLE, "  Connecting is up to %s and root.".formatted(state.getOwner())));
    }
  }

  private static String rest(State state, Clock clock) {
    StringBuilder rest = new StringBuilder();
    if (state.hasConnection() && !state.getConnection().getContext().isEmpty()) {
      Connection c = state.getConnection();
      rest.append(' ').append(state.getPhase().hasConnected() ? "to " : "").append(c.getContext());
      rest.append(", namespace ").append(c.getNamespace());
    }
    if (state.getPhase().hasSince()) {
      Duration age = age(Times.of(state.getPhase().getSince()), clock);
      rest.append(" (for ").append(Units.time(age)).append(')');
    }
    return rest.toString();
  }

  private static Duration age(Instant since, Clock clock) {
    Duration age = Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static List<String> details(State state, Clock clock) {
    List<String> lines = new ArrayList<>();
    Phase phase = state.getPhase();
    switch (phase.getPhaseCase()) {
      case CONNECTING -> lines.add(field("step", Phases.step(phase.getConnecting().getStep())));
      case CONNECTED -> {
        if (phase.getConnected().hasDegraded()) {
          lines.add(field("symptom", phase.getConnected().getDegraded()));
        }
      }
      case RECONNECTING -> {
        var r = phase.getReconnecting();
        lines.add(field("cause", r.getCause()));
        String next =
            r.hasNextTry()
                ? ", next in "
                    + Units.time(
                        age(
                            clock.instant(),
                            Clock.fixed(Times.of(r.getNextTry()), clock.getZone())))
                : "";
        lines.add(field("attempt", r.getAttempt() + next));
      }
      case DISCONNECTED, DISCONNECTING, FAILED, PHASE_NOT_SET -> {
        // The title says it; a failure's text follows.
      }
    }
    if (state.hasConnection()) {
      connection(state.getConnection(), lines);
    }
    if (state.hasNetwork()) {
      network(state.getNetwork(), lines);
    }
    if (state.hasTraffic() && state.hasConnection()) {
      lines.add(field("traffic", traffic(state.getTraffic())));
    }
    return lines;
  }

  private static void connection(Connection c, List<String> lines) {
    if (!c.getIdentity().isEmpty()) {
      lines.add(field("as", c.getIdentity()));
    }
    if (!c.getManagerPod().isEmpty()) {
      String version = c.getManagerVersion().isEmpty() ? "" : ", version " + c.getManagerVersion();
      String why = c.getRoadReason().isEmpty() ? "" : " (" + c.getRoadReason() + ")";
      String road = c.getRoad().isEmpty() ? "" : ", by " + c.getRoad() + why;
      lines.add(
          field("manager", c.getManagerNamespace() + "/" + c.getManagerPod() + version + road));
    }
  }

  private static void network(Network n, List<String> lines) {
    lines.add(
        field(
            "device",
            n.getDevice() + " " + String.join(" ", n.getAddressesList()) + ", MTU " + n.getMtu()));
    lines.add(
        field(
            "routes",
            n.getRoutesList().stream().map(RouteInfo::getCidr).collect(Collectors.joining(", "))));
    n.getOverlapsList().forEach(overlap -> lines.add(field("overlap", overlap(overlap))));
    if (n.hasDns()) {
      DnsInfo dns = n.getDns();
      String domain = dns.getClusterDomain().isEmpty() ? "" : ", domain " + dns.getClusterDomain();
      String reason = dns.getReason().isEmpty() ? "" : " (" + dns.getReason() + ")";
      lines.add(field("DNS", dns.getServer() + domain + ", by " + dns.getMode() + reason));
    }
  }

  private static String overlap(OverlapInfo overlap) {
    String reason = overlap.getOtherDevice() + " has " + overlap.getOtherCidr();
    return switch (overlap.getChoice()) {
      case OVERLAP_MAP ->
          overlap.getCidr() + " as " + overlap.getVirtualCidr() + ", because " + reason;
      case OVERLAP_EXCLUDE -> overlap.getCidr() + " is left out, because " + reason;
      case OVERLAP_ALLOW, OVERLAP_UNSPECIFIED, UNRECOGNIZED ->
          overlap.getCidr() + " is allowed, although " + reason + ": the longer route wins";
    };
  }

  private static String traffic(Traffic t) {
    String roundTrip =
        t.hasRoundTrip() ? ", round trip " + Units.time(Times.of(t.getRoundTrip())) : "";
    return "%s in, %s out, %d live %s%s"
        .formatted(
            Units.bytes(t.getBytesIn()),
            Units.bytes(t.getBytesOut()),
            t.getLiveFlows(),
            t.getLiveFlows() == 1 ? "flow" : "flows",
            roundTrip);
  }

  private static String field(String name, String value) {
    return "%-8s  %s".formatted(name, value);
  }
}
