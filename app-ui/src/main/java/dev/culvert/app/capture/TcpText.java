package dev.culvert.app.capture;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * One direction of a TCP connection put together again from its segments: in order, each byte once.
 * Bounded: what does not fit is counted and left out. Sequence numbers are 32 bits and wrap (RFC
 * 9293 section 3.4).
 */
final class TcpText {
  private static final int MOST_WAITING = 256;

  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<Long, byte[]> waiting = new TreeMap<>();
  private long base = -1;
  private long next;
  private boolean lost;

  /**
   * @param most bytes kept
   */
  TcpText(int most) {
    this.most = most;
  }

  /** A SYN: payload begins behind its number. */
  void begin(int sequence) {
    base = Integer.toUnsignedLong(sequence) + 1;
    next = 0;
  }

  /** A segment's payload. */
  void add(int sequence, byte[] payload) {
    if (payload.length == 0) {
      return;
    }
    if (base < 0) {
      // Recording began in the middle: this is where it is read from.
      base = Integer.toUnsignedLong(sequence);
    }
    long offset = (Integer.toUnsignedLong(sequence) - base) & 0xffff_ffffL;
    // Half the space behind is a segment sent again, not one of the far future.
    if (offset > 0x7fff_ffffL) {
      return;
    }
    waiting.merge(offset, payload, (a, b) -> a.length >= b.length ? a : b);
    drain();
    if (waiting.size() > MOST_WAITING) {
      lost = true;
      waiting.clear();
    }
  }

  private void drain() {
    for (var entries = waiting.entrySet().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      long offset = entry.getKey();
      byte[] payload = entry.getValue();
      if (offset > next) {
        return;
      }
      entries.remove();
      int known = (int) Math.min(payload.length, next - offset);
      int room = Math.max(0, most - bytes.size());
      int take = Math.min(room, payload.length - known);
      bytes.write(payload, known, take);
      lost |= take < payload.length - known;
      next += payload.length - known;
    }
  }

  /** What was put together so far. */
  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Whether something is missing behind {@link #bytes}. */
  boolean lost() {
    return lost;
  }
}
