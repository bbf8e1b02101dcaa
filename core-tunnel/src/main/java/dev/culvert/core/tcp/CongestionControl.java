package dev.culvert.core.tcp;

/**
 * How much may be in flight (RFC 5681). Which losses there were is {@link LossRecovery}'s; this
 * only answers them. Bytes; one object for each connection.
 */
interface CongestionControl {
  /** cwnd. */
  int window();

  /**
   * New data is acknowledged, outside of recovery.
   *
   * @param bytes how many
   * @param limited whether the window was what held the sender back: one that is not used does not
   *     grow (RFC 7661)
   */
  void onAcknowledged(int bytes, boolean limited, long nowNanos);

  /**
   * Segments are lost, others still arrive: once for each recovery.
   *
   * @param flight bytes sent and not acknowledged
   */
  void onLoss(int flight, long nowNanos);

  /**
   * Nothing arrives any more.
   *
   * @param first false for the same segment's further time-outs
   */
  void onTimeout(int flight, boolean first, long nowNanos);

  /** What a window may grow to: the largest that the receiver can advertise (RFC 7323). */
  static int saturated(long window) {
    return (int) Math.min(1 << 30, window);
  }
}
