package dev.culvert.core.wire;

import dev.culvert.core.net.IpAddress;
import io.netty.buffer.ByteBuf;

/** Writes IP headers at a buffer's writer index. */
public final class IpWriter {
  /** Of the IPv4 headers written here: no options. */
  public static final int V4_LENGTH = 20;

  /** Of the IPv6 headers written here: no extensions. */
  public static final int V6_LENGTH = 40;

  /** RFC 8200 section 4.5. */
  public static final int V6_FRAGMENT_LENGTH = 8;

  private static final int HOP_LIMIT = 64; // RFC 1700's recommended default

  private static final int DONT_FRAGMENT = 0x4000;

  private IpWriter() {}

  /** The header's bytes for a family. */
  public static int length(boolean v6) {
    return v6 ? V6_LENGTH : V4_LENGTH;
  }

  /**
   * Writes the header of a whole packet. For IPv4 "don't fragment" is set, and with it the
   * identification has no meaning (RFC 6864 section 4.1).
   *
   * @param payloadLength what follows the header, in bytes
   */
  public static void write(
      ByteBuf out, IpAddress source, IpAddress destination, int protocol, int payloadLength) {
    if (source.v6()) {
      writeV6(out, source, destination, protocol, payloadLength);
    } else {
      writeV4(out, source, destination, protocol, payloadLength, 0, DONT_FRAGMENT);
    }
  }

  /**
   * Writes the header of one fragment, for IPv6 with the fragment header.
   *
   * @param payloadLength this fragment's share of the datagram
   * @param offset where the share belongs, a multiple of 8
   */
  public static void writeFragment(
      ByteBuf out,
      IpAddress source,
      IpAddress destination,
      int protocol,
      int payloadLength,
      int identification,
      int offset,
      boolean more) {
    if (source.v6()) {
      writeV6(out, source, destination, Ipv6Extension.FRAGMENT, V6_FRAGMENT_LENGTH + payloadLength);
      out.writeByte(protocol).writeByte(0).writeShort(offset | (more ? 1 : 0));
      out.writeInt(identification);
    } else {
      int flags = offset >>> 3 | (more ? 0x2000 : 0);
      writeV4(out, source, destination, protocol, payloadLength, identification & 0xffff, flags);
    }
  }

  private static void writeV4(
      ByteBuf out,
      IpAddress source,
      IpAddress destination,
      int protocol,
      int payloadLength,
      int identification,
      int flags) {
    int start = out.writerIndex();
    out.writeInt(0x4500 << 16 | (V4_LENGTH + payloadLength));
    out.writeInt(identification << 16 | flags);
    out.writeInt(HOP_LIMIT << 24 | protocol << 16);
    out.writeInt((int) source.low()).writeInt((int) destination.low());
    out.setShort(start + 10, Checksum.finish(Checksum.sum(out, start, V4_LENGTH)));
  }

  private static void writeV6(
      ByteBuf out, IpAddress source, IpAddress destination, int nextHeader, int payloadLength) {
    out.writeInt(6 << 28);
    out.writeInt(payloadLength << 16 | nextHeader << 8 | HOP_LIMIT);
    out.writeLong(source.high()).writeLong(source.low());
    out.writeLong(destination.high()).writeLong(destination.low());
  }
}
