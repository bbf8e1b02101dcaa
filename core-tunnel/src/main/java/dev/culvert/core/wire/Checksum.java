package dev.culvert.core.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * The Internet checksum (RFC 1071): sums are kept unfolded in a {@code long}, so that parts can be
 * added to each other, and folded once at the end. A part that does not come last has an even
 * number of bytes.
 */
public final class Checksum {
  private Checksum() {}

  /** The sum of the 16-bit words of a range; an odd last byte counts as if a zero followed. */
  public static long sum(ByteBuf bytes, int index, int length) {
    if (length >= 64 && bytes.nioBufferCount() == 1) {
      // One bounds check for the range instead of one per word; the buffer is cached, not made.
      ByteBuffer range = bytes.internalNioBuffer(index, length);
      return sum(range, range.position(), length);
    }
    long sum = 0;
    int at = index;
    int end = index + length;
    for (; end - at >= 4; at += 4) {
      sum += bytes.getUnsignedInt(at);
    }
    if (end - at >= 2) {
      sum += bytes.getUnsignedShort(at);
      at += 2;
    }
    if (end > at) {
      sum += bytes.getUnsignedByte(at) << 8;
    }
    return sum;
  }

  private static long sum(ByteBuffer bytes, int index, int length) {
    long sum = 0;
    int at = index;
    int end = index + length;
    for (; end - at >= 8; at += 8) {
      long word = bytes.getLong(at);
      sum += (word >>> 32) + (word & 0xffff_ffffL);
    }
    if (end - at >= 4) {
      sum += bytes.getInt(at) & 0xffff_ffffL;
      at += 4;
    }
    if (end - at >= 2) {
      sum += bytes.getShort(at) & 0xffff;
      at += 2;
    }
    if (end > at) {
      sum += (bytes.get(at) & 255) << 8;
    }
    return sum;
  }

  /** The sum of an address: its two 64-bit halves, or 0 and the 32 bits of an IPv4 one. */
  public static long sumAddress(long high, long low) {
    return (high >>> 32) + (high & 0xffff_ffffL) + (low >>> 32) + (low & 0xffff_ffffL);
  }

  /**
   * The sum of the pseudo-header (RFC 9293 section 3.1; RFC 8200 section 8.1, which sums to the
   * same).
   *
   * @param length of the transport header and its payload
   */
  public static long sumPseudoHeader(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int protocol,
      int length) {
    return sumAddress(sourceHigh, sourceLow)
        + sumAddress(destinationHigh, destinationLow)
        + protocol
        + length;
  }

  /** Folded to 16 bits, not complemented: what a partial checksum field holds. */
  public static int fold(long sum) {
    long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
    folded = (folded >>> 32) + (folded & 0xffff_ffffL);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) folded;
  }

  /** Folded and complemented: what a checksum field holds. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /** Whether a sum over bytes that include their checksum field says that they are intact. */
  public static boolean holds(long sum) {
    return fold(sum) == 0xffff;
  }
}
