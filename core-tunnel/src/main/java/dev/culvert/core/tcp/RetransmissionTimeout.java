package dev.culvert.core.tcp;

/**
 * Computes the retransmission time-out (RFC 6298 section 2), with round trips measured by timing
 * one segment at a time that was sent once only (Karn's algorithm, section 3). Times are
 * nanoseconds.
 */
final class RetransmissionTimeout {
  private static final long INITIAL = 1_000_000_000L; // section 2.1
  private static final long AFTER_LOST_SYN = 3_000_000_000L; // section 5.7
  private static final long GRANULARITY = 1_000_000L;

  private final long min;
  private final long max;
  private long smoothed = -1;
  private long variation;
  private long base = INITIAL;
  private int backoff;
  private boolean timing;
  private int timedSeq;
  private long timedAt;

  RetransmissionTimeout(long minNanos, long maxNanos) {
    min = minNanos;
    max = maxNanos;
  }

  /** The time-out now, backed off. */
  long nanos() {
    long backedOff = backoff >= 40 ? max : base << backoff;
    return backedOff <= 0 ? max : Math.min(max, backedOff);
  }

  /** Section 5.5: doubles. */
  void backOff() {
    backoff = Math.min(40, backoff + 1);
  }

  /** New data has been acknowledged: the path is alive. */
  void resetBackoff() {
    backoff = 0;
  }

  /** The handshake took more than one SYN-ACK: nothing was measured, and the first guess failed. */
  void synWasLost() {
    base = Math.clamp(AFTER_LOST_SYN, min, max);
  }

  /** A segment that ends before {@code endSeq} leaves for the first time. */
  void onSent(int endSeq, long now) {
    if (!timing) {
      timing = true;
      timedSeq = endSeq;
      timedAt = now;
    }
  }

  /** Something is sent again: what was timed is ambiguous from now on. */
  void onRetransmit() {
    timing = false;
  }

  /** Everything before {@code ack} has arrived. */
  void onAck(int ack, long now) {
    if (timing && SequenceNumber.ge(ack, timedSeq)) {
      timing = false;
      sample(now - timedAt);
    }
  }

  /** The smoothed round trip, or -1. */
  long smoothedNanos() {
    return smoothed;
  }

  private void sample(long roundTrip) {
    if (smoothed < 0) {
      smoothed = roundTrip;
      variation = roundTrip / 2;
    } else {
      variation = (3 * variation + Math.abs(smoothed - roundTrip)) / 4;
      smoothed = (7 * smoothed + roundTrip) / 8;
    }
    base = Math.clamp(smoothed + Math.max(GRANULARITY, 4 * variation), min, max);
  }
}
