package dev.culvert.core.inspect;

import dev.culvert.core.tunnel.Failure;
import org.jspecify.annotations.Nullable;

/** What became of a flow; on the wire {@code culvert.helper.v1.Verdict}. */
public enum Verdict {
  /** The far side is being asked. */
  DIALLING,
  /** The cluster took it. */
  CLUSTER,
  /** The far side answered with a reset, or the manager had no room. */
  REFUSED,
  /** There was no way to the far side, or no tunnel. */
  UNREACHABLE,
  /** Nobody answered. */
  TIMED_OUT,
  /** The manager does not dial this. */
  FORBIDDEN,
  /** Never routed to the cluster. */
  EXCLUDED,
  /** Established, then reset by the far end or with the tunnel. */
  RESET,
  /** An attachment brought it to a program of this computer. */
  TAKEN;

  /**
   * The verdict on a flow that is over.
   *
   * @param established whether payload could flow
   * @param failure null when both sides ended it as they wished
   */
  static Verdict atEnd(boolean established, @Nullable Failure failure) {
    if (failure == null) {
      // Not established and no failure: the program stopped waiting, which is how it sees a
      // time-out.
      return established ? CLUSTER : TIMED_OUT;
    }
    return switch (failure.cause()) {
      case REFUSED, EXHAUSTED -> REFUSED;
      case UNREACHABLE -> UNREACHABLE;
      case TIMED_OUT -> established ? RESET : TIMED_OUT;
      case FORBIDDEN -> FORBIDDEN;
      case RESET -> RESET;
      case TUNNEL_DOWN -> established ? RESET : UNREACHABLE;
    };
  }
}
