package dev.culvert.app.helper.grpc;

import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateDelta;

/** Whole states from what changed. */
final class StateDeltas {
  private StateDeltas() {}

  /** Fields that are present replace the state's; what is gone goes first. */
  static State apply(State state, StateDelta delta) {
    State.Builder next = state.toBuilder();
    if (delta.getConnectionGone()) {
      next.clearConnection();
    }
    if (delta.getNetworkGone()) {
      next.clearNetwork();
    }
    if (delta.hasPhase()) {
      next.setPhase(delta.getPhase());
    }
    if (delta.hasConnection()) {
      next.setConnection(delta.getConnection());
    }
    if (delta.hasNetwork()) {
      next.setNetwork(delta.getNetwork());
    }
    if (delta.hasTraffic()) {
      next.setTraffic(delta.getTraffic());
    }
    return next.build();
  }
}
