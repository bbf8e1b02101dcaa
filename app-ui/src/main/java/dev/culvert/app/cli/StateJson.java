package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.OverlapInfo;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.Traffic;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state as {@code status --json} prints it; its fields are listed in docs/cli.md. */
final class StateJson {
  private StateJson() {}

  static Json.Obj of(State state) {
    Phase phase = state.getPhase();
    return Json.obj()
        .put("phase", Phases.word(phase))
        .put("since", phase.hasSince() ? Times.of(phase.getSince()) : null)
        .put("step", phase.hasConnecting() ? step(phase) : null)
        .put("symptom", phase.getConnected().hasDegraded() ? symptom(phase) : null)
        .put("cause", phase.hasReconnecting() ? phase.getReconnecting().getCause() : null)
        .put("failure", phase.hasFailed() ? failure(phase.getFailed().getFailure()) : null)
        .put("connection", state.hasConnection() ? connection(state.getConnection()) : null)
        .put("network", state.hasNetwork() ? network(state.getNetwork()) : null)
        .put("traffic", state.hasTraffic() ? traffic(state.getTraffic()) : null)
        .put("helperVersion", state.getHelperVersion())
        .put("mayChange", state.getMayChange())
        .put("owner", state.getOwner());
  }

  private static String step(Phase phase) {
    return Phases.step(phase.getConnecting().getStep());
  }

  private static String symptom(Phase phase) {
    return phase.getConnected().getDegraded();
  }

  static Json.Obj failure(Failure failure) {
    return Json.obj()
        .put("code", failure.getCode())
        .put("message", failure.getMessage())
        .put("detail", failure.getDetail())
        .put("remedy", failure.getRemedy())
        .put("step", Phases.step(failure.getStep()));
  }

  private static Json.Obj connection(Connection c) {
    return Json.obj()
        .put("context", c.getContext())
        .put("namespace", c.getNamespace())
        .put("user", c.getUser())
        .put("uid", c.getUid())
        .put("identity", c.getIdentity())
        .put("managerNamespace", c.getManagerNamespace())
        .put("managerPod", c.getManagerPod())
        .put("managerVersion", c.getManagerVersion())
        .put("sessionId", c.getSessionId())
        .put("road", c.getRoad())
        .put("roadReason", c.getRoadReason().isEmpty() ? null : c.getRoadReason());
  }

  private static Json.Obj network(Network n) {
    return Json.obj()
        .put("device", n.getDevice())
        .put("mtu", n.getMtu())
        .put("addresses", n.getAddressesList())
        .put(
            "routes",
            n.getRoutesList().stream()
                .map(r -> Json.obj().put("cidr", r.getCidr()).put("source", r.getSource()))
                .toList())
        .put("overlaps", n.getOverlapsList().stream().map(StateJson::overlap).toList())
        .put("dns", n.hasDns() ? dns(n) : null);
  }

  private static Json.Obj overlap(OverlapInfo overlap) {
    String virtual = overlap.getVirtualCidr();
    return Json.obj()
        .put("cidr", overlap.getCidr())
        .put("source", overlap.getSource())
        .put("otherCidr", overlap.getOtherCidr())
        .put("otherDevice", overlap.getOtherDevice())
        .put(
            "choice",
            overlap.getChoice().name().substring("OVERLAP_".length()).toLowerCase(Locale.ROOT))
        .put("virtualCidr", virtual.isEmpty() ? null : virtual);
  }

  private static Json.Obj dns(Network n) {
    var dns = n.getDns();
    return Json.obj()
        .put("mode", dns.getMode())
        .put("reason", dns.getReason())
        .put("server", dns.getServer())
        .put("clusterDomain", dns.getClusterDomain())
        .put("search", dns.getSearchList())
        .put("upstreams", dns.getUpstreamsList());
  }

  private static Json.Obj traffic(Traffic t) {
    @Nullable Double roundTrip = t.hasRoundTrip() ? Times.millis(t.getRoundTrip()) : null;
    return Json.obj()
        .put("bytesIn", t.getBytesIn())
        .put("bytesOut", t.getBytesOut())
        .put("liveFlows", t.getLiveFlows())
        .put("roundTripMillis", roundTrip);
  }
}
