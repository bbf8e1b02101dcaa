package dev.culvert.core.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * An IPv4 or IPv6 address as a value without references: two longs and a family, so that maps of
 * flows hold no arrays and comparing costs nothing. An IPv4 address keeps its 32 bits in {@code
 * low}. IPv4-mapped IPv6 addresses (RFC 4291 section 2.5.5.2) stay IPv6.
 *
 * @param v6 whether this is an IPv6 address
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
 */
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {

  public IpAddress {
    if (!v6 && (high != 0 || (low >>> 32) != 0)) {
      throw new IllegalArgumentException(
          "an IPv4 address has 32 bits, not " + Long.toHexString(low));
    }
  }

  /** An IPv4 address from its 32 bits in host order. */
  public static IpAddress v4(int bits) {
    return new IpAddress(false, 0, bits & 0xffff_ffffL);
  }

  /** An IPv6 address from its two halves in host order. */
  public static IpAddress v6(long high, long low) {
    return new IpAddress(true, high, low);
  }

  /**
   * From network order.
   *
   * @throws IllegalArgumentException when there are neither 4 nor 16 bytes
   */
  public static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> v4((int) read(bytes, 0, 4));
      case 16 -> v6(read(bytes, 0, 8), read(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException(
              "an address has 4 or 16 bytes, not " + HexFormat.of().formatHex(bytes));
    };
  }

  /** From the platform's own type. */
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /**
   * From text: dotted quad, or RFC 4291 section 2.2. Never asks a resolver.
   *
   * @throws IllegalArgumentException when the text is not an address
   */
  public static IpAddress parse(String text) {
    try {
      return of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an IP address: \"" + text + "\"", e);
    }
  }

  /** 32 or 128. */
  public int bits() {
    return v6 ? 128 : 32;
  }

  /** In network order, 4 or 16 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[v6 ? 16 : 4];
    if (v6) {
      write(bytes, 0, 8, high);
      write(bytes, 8, 8, low);
    } else {
      write(bytes, 0, 4, low);
    }
    return bytes;
  }

  /** As the platform's own type, without a host name. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }

  @Override
  public int compareTo(IpAddress other) {
    if (v6 != other.v6) {
      return v6 ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return v6
        ? Ipv6Text.format(high, low)
        : (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
  }

  private static long read(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 8 | (bytes[i] & 255);
    }
    return value;
  }

  private static void write(byte[] bytes, int from, int count, long value) {
    for (int i = 0; i < count; i++) {
      bytes[from + i] = (byte) (value >>> (8 * (count - 1 - i)));
    }
  }
}
