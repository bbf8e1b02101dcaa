package dev.culvert.core.tunnel;

import dev.culvert.core.words.Reason;

/**
 * Why a connection is not, or is no longer, there.
 *
 * @param cause what kind
 * @param why with the address and what the far side's operating system said
 */
public record Failure(Cause cause, Reason why) {
  /** With words that only somebody else has. */
  public Failure(Cause cause, String words) {
    this(cause, Reason.said(words));
  }

  /** Why, in English. */
  public String detail() {
    return why.toString();
  }

  /**
   * The kinds; on the wire {@code culvert.tunnel.v1.Cause}, beside {@link #TUNNEL_DOWN}, which is
   * local.
   */
  public enum Cause {
    /** RST in answer to the manager's SYN. The program gets RST. */
    REFUSED,
    /** No route, or ICMP unreachable. The program gets ICMP destination unreachable. */
    UNREACHABLE,
    /** Nobody answered the manager. The program gets silence until its own time-out. */
    TIMED_OUT,
    /** The manager does not dial this. The program gets ICMP administratively prohibited. */
    FORBIDDEN,
    /** An established connection was reset by the far end. */
    RESET,
    /** The manager has no room for another connection. The program gets RST. */
    EXHAUSTED,
    /**
     * There is no tunnel now. A new flow gets silence, so that the kernel tries again; an
     * established one RST.
     */
    TUNNEL_DOWN
  }
}
