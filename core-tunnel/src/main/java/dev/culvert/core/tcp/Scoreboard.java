package dev.culvert.core.tcp;

import java.util.Arrays;

/**
 * What the receiver says it has beyond the acknowledgment: the scoreboard of RFC 6675 section 3, as
 * ranges in order that neither touch nor overlap. It is a hint: all of it may be forgotten at any
 * time (RFC 2018 section 8), and past a limit it is.
 */
final class Scoreboard {
  /** DupThresh. */
  static final int DUPLICATES = 3;

  /** More holes than this are not recorded, and are found by the time-out. */
  private static final int MAX_RANGES = 256;

  private static final int[] NONE = {};

  private int[] left = NONE;
  private int[] right = NONE;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** The sequence number after the highest that has arrived; not when empty. */
  int highest() {
    return right[count - 1];
  }

  /** Takes in a block; false when nothing in it is new. */
  boolean add(int from, int to) {
    int first = 0;
    while (first < count && SequenceNumber.lt(right[first], from)) {
      first++;
    }
    int last = first; // after the last range that touches the block
    int low = from;
    int high = to;
    while (last < count && SequenceNumber.le(left[last], to)) {
      if (SequenceNumber.le(left[last], from) && SequenceNumber.ge(right[last], to)) {
        return false;
      }
      low = SequenceNumber.lt(left[last], low) ? left[last] : low;
      high = SequenceNumber.max(high, right[last]);
      last++;
    }
    if (last == first && count == MAX_RANGES) {
      return false;
    }
    replace(first, last, low, high);
    return true;
  }

  /** One range in place of those from first to before last. */
  private void replace(int first, int last, int low, int high) {
    int newCount = count - (last - first) + 1;
    if (newCount > left.length) {
      left = Arrays.copyOf(left, Math.max(8, 2 * left.length));
      right = Arrays.copyOf(right, left.length);
    }
    System.arraycopy(left, last, left, first + 1, count - last);
    System.arraycopy(right, last, right, first + 1, count - last);
    left[first] = low;
    right[first] = high;
    count = newCount;
  }

  /** Everything before this is acknowledged. */
  void acknowledged(int una) {
    int gone = 0;
    while (gone < count && SequenceNumber.le(right[gone], una)) {
      gone++;
    }
    System.arraycopy(left, gone, left, 0, count - gone);
    System.arraycopy(right, gone, right, 0, count - gone);
    count -= gone;
    if (count > 0 && SequenceNumber.lt(left[0], una)) {
      left[0] = una;
    }
  }

  void clear() {
    count = 0;
  }

  /**
   * IsLost for all at once: what has not arrived and lies before this is lost; {@code una} when
   * nothing is.
   */
  int lostBefore(int una, int segmentSize) {
    int bytes = 0;
    for (int i = count - 1; i >= 0; i--) {
      bytes += right[i] - left[i];
      if (count - i >= DUPLICATES || bytes > (DUPLICATES - 1) * segmentSize) {
        return left[i];
      }
    }
    return una;
  }

  /** Bytes in [from, to) that have arrived. */
  int bytesBetween(int from, int to) {
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      int low = SequenceNumber.max(left[i], from);
      int high = SequenceNumber.lt(right[i], to) ? right[i] : to;
      bytes += Math.max(0, high - low);
    }
    return bytes;
  }

  /** The first number at or after this one that has not arrived. */
  int nextMissing(int seq) {
    for (int i = 0; i < count; i++) {
      if (SequenceNumber.le(left[i], seq) && SequenceNumber.lt(seq, right[i])) {
        return right[i]; // ranges do not touch
      }
    }
    return seq;
  }

  /** Where the next range after this number begins, or the limit. */
  int nextArrived(int seq, int limit) {
    for (int i = 0; i < count; i++) {
      if (SequenceNumber.gt(left[i], seq)) {
        return SequenceNumber.lt(left[i], limit) ? left[i] : limit;
      }
    }
    return limit;
  }
}
