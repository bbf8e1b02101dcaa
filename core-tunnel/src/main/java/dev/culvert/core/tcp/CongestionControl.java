package dev.culvert.core.tcp;

/**
 * How much may be in flight, by RFC 5681 with NewReno's recovery (RFC 6582), counting bytes as they
 * are acknowledged. The way to the kernel is one hop of memory, where only a full queue loses
 * anything, so this hardly ever limits; it keeps the queue from being filled again and again.
 */
final class CongestionControl {
  private final int segmentSize;
  private int window;
  private int threshold = Integer.MAX_VALUE;
  private int duplicateAcks;
  private boolean recovering;
  private int recover;

  CongestionControl(int segmentSize) {
    this.segmentSize = segmentSize;
    window = 10 * segmentSize; // RFC 6928
  }

  /** cwnd, in bytes. */
  int window() {
    return window;
  }

  boolean recovering() {
    return recovering;
  }

  /**
   * New data is acknowledged.
   *
   * @param bytes how many
   * @param limited whether the window was what held the sender back (RFC 7661's concern: an unused
   *     window does not grow)
   * @return whether the segment at {@code ack} is to be sent again: a partial acknowledgment (RFC
   *     6582 section 3.2 step 3)
   */
  boolean onAck(int bytes, int ack, boolean limited) {
    duplicateAcks = 0;
    if (recovering) {
      if (SequenceNumber.ge(ack, recover)) {
        recovering = false;
        window = threshold;
        return false;
      }
      window = Math.max(segmentSize, window - bytes + segmentSize);
      return true;
    }
    if (limited) {
      if (window < threshold) {
        window = saturated(window, bytes);
      } else {
        long grown = (long) segmentSize * bytes / window;
        window = saturated(window, (int) Math.max(1, grown));
      }
    }
    return false;
  }

  /**
   * A duplicate acknowledgment (RFC 5681 section 2).
   *
   * @param flight bytes sent and not acknowledged
   * @param nextSeq the highest sequence number sent, plus one
   * @return whether the first unacknowledged segment is to be sent again now
   */
  boolean onDuplicateAck(int flight, int una, int nextSeq) {
    duplicateAcks++;
    if (recovering) {
      window = saturated(window, segmentSize); // Another segment has left the network.
      return false;
    }
    // RFC 6582 section 3.2 step 2: not for what was sent before the last time-out.
    if (duplicateAcks == 3 && (recover == 0 || SequenceNumber.gt(una, recover))) {
      threshold = Math.max(flight / 2, 2 * segmentSize);
      window = threshold + 3 * segmentSize;
      recovering = true;
      recover = nextSeq;
      return true;
    }
    return false;
  }

  /** The retransmission timer has run out (RFC 5681 section 3.1). */
  void onTimeout(int flight, int nextSeq, boolean first) {
    if (first) {
      threshold = Math.max(flight / 2, 2 * segmentSize);
    }
    window = segmentSize;
    recovering = false;
    duplicateAcks = 0;
    recover = nextSeq;
  }

  private static int saturated(int window, int more) {
    return (int) Math.min(1 << 30, (long) window + more);
  }
}
