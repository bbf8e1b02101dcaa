package dev.culvert.core.inspect;

/**
 * Figures of one flow, written by its event loop only and read by others whenever they like: plain
 * fields with opaque access would do; volatile is avoided on the packet path by publishing through
 * {@link #publish}.
 */
public final class FlowCounters {
  /** Payload bytes from the cluster to the program; the owning loop only. */
  public long bytesIn;

  /** Payload bytes from the program to the cluster; the owning loop only. */
  public long bytesOut;

  /** Segments sent again to the program; the owning loop only. */
  public int retransmits;

  /**
   * From the first packet to the first payload byte from the cluster; 0 before. The owning loop
   * only.
   */
  public long firstByteNanos;

  /** The TCP state's RFC 9293 name, empty for others; the owning loop only. */
  public String state = "";

  private final Runnable onNews;
  private volatile Sample published = new Sample(0, 0, 0, 0, "");

  /** Figures that nobody waits for. */
  public FlowCounters() {
    this(() -> {});
  }

  /**
   * Figures that somebody waits for.
   *
   * @param onNews called by the owning loop when other figures than before are published
   */
  FlowCounters(Runnable onNews) {
    this.onNews = onNews;
  }

  /**
   * Makes the figures visible to readers; called by the owning loop a few times a second, and at
   * the end.
   */
  public void publish() {
    Sample last = published;
    if (last.bytesIn != bytesIn
        || last.bytesOut != bytesOut
        || last.retransmits != retransmits
        || last.firstByteNanos != firstByteNanos
        || !last.state.equals(state)) {
      published = new Sample(bytesIn, bytesOut, retransmits, firstByteNanos, state);
      onNews.run();
    }
  }

  /** What was last published; any thread. */
  public Sample sample() {
    return published;
  }

  /** The figures at one moment. */
  public record Sample(
      long bytesIn, long bytesOut, int retransmits, long firstByteNanos, String state) {}
}
