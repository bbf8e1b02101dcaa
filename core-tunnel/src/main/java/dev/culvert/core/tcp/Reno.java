package dev.culvert.core.tcp;

/**
 * Slow start and congestion avoidance by RFC 5681 section 3.1, counting bytes (RFC 3465), with the
 * initial window of RFC 6928. The way to the kernel is one hop of memory, where only a full queue
 * loses anything, so this hardly ever limits: why it is not CUBIC is told in decision 0010.
 */
final class Reno implements CongestionControl {
  private final int segmentSize;
  private int window;
  private int threshold = Integer.MAX_VALUE;

  Reno(int segmentSize) {
    this.segmentSize = segmentSize;
    window = 10 * segmentSize;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public void onAcknowledged(int bytes, boolean limited, long nowNanos) {
    if (!limited) {
      return;
    }
    if (window < threshold) {
      window = CongestionControl.saturated((long) window + bytes);
    } else {
      long grown = (long) segmentSize * bytes / window;
      window = CongestionControl.saturated(window + Math.max(1, grown));
    }
  }

  @Override
  public void onLoss(int flight, long nowNanos) {
    threshold = Math.max(flight / 2, 2 * segmentSize);
    window = threshold;
  }

  @Override
  public void onTimeout(int flight, boolean first, long nowNanos) {
    if (first) {
      threshold = Math.max(flight / 2, 2 * segmentSize);
    }
    window = segmentSize;
  }
}
