package dev.culvert.helper.local.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.Connecting;
import dev.culvert.helper.state.ConnectionState;
import dev.culvert.helper.state.Disconnected;
import dev.culvert.helper.state.Disconnecting;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.Problem;
import dev.culvert.helper.state.Reconnecting;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Target;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.DnsInfo;
import dev.culvert.proto.helper.v1.FailedPhase;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Overlap;
import dev.culvert.proto.helper.v1.OverlapInfo;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateDelta;
import dev.culvert.proto.helper.v1.Traffic;
import java.time.Instant;
import java.util.Optional;

/** The board as the wire has it. */
final class StateMessages {
  private StateMessages() {}

  static State state(Board.View view, String version, boolean mayChange, String owner) {
    State.Builder state =
        State.newBuilder()
            .setHelperVersion(version)
            .setPhase(phase(view))
            .setTraffic(traffic(view.traffic()))
            .setMayChange(mayChange)
            .setOwner(owner);
    connection(view).ifPresent(state::setConnection);
    view.network().map(StateMessages::network).ifPresent(state::setNetwork);
    return state.build();
  }

  /** What turns one into the other; empty when they are equal. */
  static Optional<StateDelta> delta(State from, State to) {
    if (from.equals(to)) {
      return Optional.empty();
    }
    StateDelta.Builder delta = StateDelta.newBuilder();
    if (!from.getPhase().equals(to.getPhase())) {
      delta.setPhase(to.getPhase());
    }
    if (from.hasConnection() && !to.hasConnection()) {
      delta.setConnectionGone(true);
    } else if (!from.getConnection().equals(to.getConnection())) {
      delta.setConnection(to.getConnection());
    }
    if (from.hasNetwork() && !to.hasNetwork()) {
      delta.setNetworkGone(true);
    } else if (!from.getNetwork().equals(to.getNetwork())) {
      delta.setNetwork(to.getNetwork());
    }
    if (!from.getTraffic().equals(to.getTraffic())) {
      delta.setTraffic(to.getTraffic());
    }
    return Optional.of(delta.build());
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Phase phase(Board.View view) {
    Phase.Builder phase = Phase.newBuilder().setSince(timestamp(view.since()));
    ConnectionState state = view.state();
    switch (state) {
      case Disconnected() ->
          phase.setDisconnected(dev.culvert.proto.helper.v1.Disconnected.getDefaultInstance());
      case Connecting(Target to, Step step) ->
          phase.setConnecting(
              dev.culvert.proto.helper.v1.Connecting.newBuilder().setStep(step(step)));
      case Connected(Target to, Optional<Reason> degraded) -> {
        var connected = dev.culvert.proto.helper.v1.Connected.newBuilder();
        degraded.ifPresent(symptom ->
            connected
                .setDegraded(symptom.toString())
                .setDegradedReason(WireReasons.toWire(symptom)));
        phase.setConnected(connected);
      }
      case Reconnecting(
              Target to,
              String cause,
              String code,
              int attempt,
              Optional<Instant> next) -> {
        var reconnecting =
            dev.culvert.proto.helper.v1.Reconnecting.newBuilder()
                .setCause(cause)
                .setCode(code)
                .setAttempt(attempt);
        next.map(StateMessages::timestamp).ifPresent(reconnecting::setNextTry);
        phase.setReconnecting(reconnecting);
      }
      case Disconnecting(Optional<Target> from, Optional<Problem> because) ->
          phase.setDisconnecting(dev.culvert.proto.helper.v1.Disconnecting.getDefaultInstance());
      case Failed(Optional<Target> to, Problem problem) ->
          phase.setFailed(FailedPhase.newBuilder().setFailure(failure(problem)));
    }
    return phase.build();
  }

  private static Failure failure(Problem problem) {
    return Failure.newBuilder()
        .setCode(problem.code())
        .setMessage(problem.message())
        .setDetail(problem.detail())
        .setRemedy(problem.remedy())
        .setStep(step(problem.step()))
        .build();
  }

  private static dev.culvert.proto.helper.v1.Connecting.Step step(Step step) {
    return switch (step) {
      case ASKING_HELPER -> dev.culvert.proto.helper.v1.Connecting.Step.STEP_ASKING_HELPER;
      case REACHING_API_SERVER ->
          dev.culvert.proto.helper.v1.Connecting.Step.STEP_REACHING_API_SERVER;
      case WAITING_FOR_MANAGER ->
          dev.culvert.proto.helper.v1.Connecting.Step.STEP_WAITING_FOR_MANAGER;
      case OPENING_TUNNEL -> dev.culvert.proto.helper.v1.Connecting.Step.STEP_OPENING_TUNNEL;
      case SETTING_ROUTES_AND_DNS ->
          dev.culvert.proto.helper.v1.Connecting.Step.STEP_SETTING_ROUTES_AND_DNS;
    };
  }

  private static Optional<Connection> connection(Board.View view) {
    return view.state()
        .target()
        .map(target -> {
          Connection.Builder connection =
              Connection.newBuilder()
                  .setContext(target.context())
                  .setNamespace(target.namespace())
                  .setUser(target.user().name())
                  .setUid((int) target.user().uid())
                  .setManagerNamespace(target.managerNamespace());
          view.session()
              .ifPresent(session ->
                  connection
                      .setManagerPod(session.managerPod())
                      .setManagerVersion(session.managerVersion())
                      .setSessionId(session.sessionId())
                      .setIdentity(session.identity())
                      .setRoad(session.road())
                      .setRoadReason(session.roadReason()));
          return connection.build();
        });
  }

  private static Network network(Facts.Network network) {
    Network.Builder message =
        Network.newBuilder()
            .setDevice(network.device())
            .setMtu(network.mtu())
            .addAllAddresses(network.addresses());
    network
        .routes()
        .forEach(route ->
            message.addRoutes(
                RouteInfo.newBuilder().setCidr(route.cidr()).setSource(route.source())));
    network.overlaps().forEach(overlap -> message.addOverlaps(overlap(overlap)));
    network
        .dns()
        .ifPresent(dns ->
            message.setDns(
                DnsInfo.newBuilder()
                    .setMode(dns.mode())
                    .setReason(dns.reason())
                    .setServer(dns.server())
                    .setClusterDomain(dns.clusterDomain())
                    .addAllSearch(dns.search())
                    .addAllUpstreams(dns.upstreams())));
    return message.build();
  }

  private static OverlapInfo overlap(Facts.Overlap overlap) {
    return OverlapInfo.newBuilder()
        .setCidr(overlap.cidr())
        .setSource(overlap.source())
        .setOtherCidr(overlap.otherCidr())
        .setOtherDevice(overlap.otherDevice())
        .setChoice(
            switch (overlap.choice()) {
              case MAP -> Overlap.OVERLAP_MAP;
              case EXCLUDE -> Overlap.OVERLAP_EXCLUDE;
              case ALLOW -> Overlap.OVERLAP_ALLOW;
            })
        .setVirtualCidr(overlap.virtual().orElse(""))
        .build();
  }

  private static Traffic traffic(Facts.Traffic traffic) {
    Traffic.Builder message =
        Traffic.newBuilder()
            .setBytesIn(traffic.bytesIn())
            .setBytesOut(traffic.bytesOut())
            .setLiveFlows(traffic.liveFlows());
    traffic.roundTrip().map(StateMessages::duration).ifPresent(message::setRoundTrip);
    return message.build();
  }
}
