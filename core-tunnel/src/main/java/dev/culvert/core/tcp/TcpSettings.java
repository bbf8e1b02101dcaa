package dev.culvert.core.tcp;

import java.time.Duration;

/**
 * What may be tuned. The peer is always this computer's own kernel, one hop away.
 *
 * @param windowStart bytes of a new connection's receive window. Small, because a flow whose tunnel
 *     takes nothing keeps this much in memory. What is asked from the far side has a window of its
 *     own, {@code ReceiveWindow}.
 * @param windowMax what it grows to while the tunnel keeps up; the scale that is offered reaches it
 * @param maxSynsInFlight connections half open: whose far side is being asked, or whose SYN-ACK is
 *     not acknowledged. 1,024: four times what a browser or a connection pool opens at once, and
 *     each costs a stream of the tunnel and a socket of the manager. One more is dropped, and the
 *     kernel sends it again after a second; connections that are established notice nothing.
 * @param rtoMin RFC 6298 says 1 s; Linux uses 200 ms, and so do we: its delayed acknowledgment
 *     takes 40 to 200 ms
 * @param rtoMax at least 60 s (RFC 6298 section 2.5)
 * @param delayedAck RFC 1122 section 4.2.3.2 allows 500 ms. Shorter than Linux' 40 ms: a program
 *     that waits for it (Nagle's algorithm) should not wait long.
 * @param timeWait 2 MSL. On one hop inside a computer no segment lives for minutes; Linux' kernel
 *     keeps its own end for a minute.
 * @param keepAliveIdle silence after which the kernel is asked whether the program still exists, so
 *     that a lost RST leaks no flow
 * @param giveUp how long segments go unanswered before the connection is given up (R2 of RFC 9293
 *     section 3.8.3: at least 100 s)
 */
public record TcpSettings(
    int windowStart,
    int windowMax,
    int maxSynsInFlight,
    Duration rtoMin,
    Duration rtoMax,
    Duration delayedAck,
    Duration timeWait,
    Duration keepAliveIdle,
    Duration giveUp) {

  /** What the engine uses. */
  public static final TcpSettings DEFAULTS =
      new TcpSettings(
          256 << 10,
          4 << 20,
          1024,
          Duration.ofMillis(200),
          Duration.ofSeconds(60),
          Duration.ofMillis(10),
          Duration.ofSeconds(4),
          Duration.ofMinutes(2),
          Duration.ofSeconds(120));

  public TcpSettings {
    if (windowStart < 4096 || windowMax < windowStart || windowMax > 1 << 30) {
      throw new IllegalArgumentException(
          "the window starts at 4 KiB or more and grows to 1 GiB at most, not from "
              + windowStart
              + " to "
              + windowMax);
    }
  }

  /** With other windows. */
  public TcpSettings withWindows(int start, int max) {
    return new TcpSettings(
        start, max, maxSynsInFlight, rtoMin, rtoMax, delayedAck, timeWait, keepAliveIdle, giveUp);
  }

  /** With another number of SYNs in flight. */
  public TcpSettings withMaxSynsInFlight(int max) {
    return new TcpSettings(
        windowStart, windowMax, max, rtoMin, rtoMax, delayedAck, timeWait, keepAliveIdle, giveUp);
  }

  /** With another patience. */
  public TcpSettings withGiveUp(Duration other) {
    return new TcpSettings(
        windowStart,
        windowMax,
        maxSynsInFlight,
        rtoMin,
        rtoMax,
        delayedAck,
        timeWait,
        keepAliveIdle,
        other);
  }
}
