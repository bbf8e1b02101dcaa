package dev.culvert.app.http;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * One direction of a TCP connection put in order again: each byte once. What the other end has
 * acknowledged and nobody has seen was missed. Sequence numbers are 32 bits and wrap (RFC 9293
 * section 3.4).
 */
final class TcpText {
  static final int MOST_HELD = 64 * 1024;
  private static final int MOST_SEGMENTS = 64;

  private final Hearer to;
  private final TreeMap<Long, byte[]> held = new TreeMap<>();
  private int heldBytes;
  private boolean begun;
  private long next;
  private long end = Long.MAX_VALUE;
  private boolean over;

  /** Hears the bytes in their order. */
  interface Hearer {
    void feed(byte[] bytes);

    /** So many bytes came that nobody has seen. */
    void gap(long bytes);
  }

  TcpText(Hearer to) {
    this.to = to;
  }

  /** The number of the first byte. */
  void begin(int sequence) {
    begun = true;
    next = Integer.toUnsignedLong(sequence);
  }

  boolean begun() {
    return begun;
  }

  /** A segment's payload. */
  void add(int sequence, byte[] payload, boolean fin) {
    if (!begun || over) {
      return;
    }
    long offset = place(sequence);
    if (fin) {
      end = Math.min(end, offset + payload.length);
    }
    if (offset <= next) {
      take(offset, payload);
      drain();
    } else if (payload.length > 0) {
      hold(offset, payload);
    }
    atEnd();
  }

  /** The other end has all bytes before this one. */
  void acknowledged(int sequence) {
    // The end of a direction counts as a byte.
    long all = begun ? Math.min(place(sequence), end) : 0;
    while (begun && !over && all > next) {
      Map.Entry<Long, byte[]> first = held.firstEntry();
      long until = first == null ? all : Math.min(all, first.getKey());
      to.gap(until - next);
      next = until;
      drain();
    }
    atEnd();
  }

  private void atEnd() {
    if (begun && !over && next >= end) {
      over = true;
    }
  }

  /** Whether the last byte was seen or missed. */
  boolean over() {
    return over;
  }

  private void hold(long offset, byte[] payload) {
    byte[] before = held.get(offset);
    if (before == null || before.length < payload.length) {
      held.put(offset, payload);
      heldBytes += payload.length - (before == null ? 0 : before.length);
    }
    while (heldBytes > MOST_HELD || held.size() > MOST_SEGMENTS) {
      long first = held.firstKey();
      to.gap(first - next);
      next = first;
      drain();
    }
  }

  private void drain() {
    while (!held.isEmpty() && held.firstKey() <= next) {
      Map.Entry<Long, byte[]> first = held.pollFirstEntry();
      heldBytes -= first.getValue().length;
      take(first.getKey(), first.getValue());
    }
  }

  private void take(long offset, byte[] payload) {
    long known = next - offset;
    if (known >= payload.length) {
      return;
    }
    next = offset + payload.length;
    to.feed(known == 0 ? payload : Arrays.copyOfRange(payload, (int) known, payload.length));
  }

  /** Without wrapping: the place nearest to where reading is. */
  private long place(int sequence) {
    return next + (sequence - (int) next);
  }
}
