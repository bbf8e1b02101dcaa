package dev.culvert.core.wire;

import dev.culvert.core.net.IpAddress;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A checked view of an IPv4 header (RFC 791) or of an IPv6 header with its extension headers (RFC
 * 8200 section 4). One object is filled again for every packet: what {@link #parse} has written
 * stays true until it is called again, and only when it returned null.
 */
public final class IpHeader {
  private static final int NO_NEXT_HEADER = 59;

  /** More extension headers than this belong to nobody who wants a service. */
  private static final int MAX_EXTENSIONS = 8;

  /** Whether this is IPv6. */
  public boolean v6;

  /** The upper half of the source; 0 for IPv4. As in {@link IpAddress}. */
  public long sourceHigh;

  /** The lower half of the source. */
  public long sourceLow;

  /** The upper half of the destination. */
  public long destinationHigh;

  /** The lower half of the destination. */
  public long destinationLow;

  /** What follows the headers; see {@link IpProtocol}. */
  public int protocol;

  /** TTL or hop limit. */
  public int hopLimit;

  /** Where the packet begins in its buffer. */
  public int start;

  /** Where the transport header begins in the buffer. */
  public int payloadIndex;

  /** Bytes from there to the end of the packet as the header states it. */
  public int payloadLength;

  /** Whether the packet is one of several fragments. */
  public boolean fragment;

  /** With {@link #fragment}: whether others follow. */
  public boolean moreFragments;

  /** With {@link #fragment}: where its payload belongs, in bytes. */
  public int fragmentOffset;

  /** With {@link #fragment}: what tells the fragments of one datagram from another's. */
  public int identification;

  /** Reads the header at the reader index; null when it is sound. Changes no index. */
  public @Nullable Malformed parse(ByteBuf packet) {
    start = packet.readerIndex();
    int available = packet.readableBytes();
    if (available < 20) {
      return Malformed.TRUNCATED;
    }
    return switch (packet.getByte(start) >>> 4 & 15) {
      case 4 -> parseV4(packet, available);
      case 6 -> parseV6(packet, available);
      default -> Malformed.BAD_VERSION;
    };
  }

  private @Nullable Malformed parseV4(ByteBuf packet, int available) {
    int headerLength = (packet.getByte(start) & 15) * 4;
    int totalLength = packet.getUnsignedShort(start + 2);
    if (headerLength < 20 || totalLength < headerLength) {
      return Malformed.BAD_LENGTH;
    }
    if (totalLength > available) {
      return Malformed.TRUNCATED;
    }
    if (!Checksum.holds(Checksum.sum(packet, start, headerLength))) {
      return Malformed.BAD_CHECKSUM;
    }
    v6 = false;
    sourceHigh = 0;
    destinationHigh = 0;
    sourceLow = packet.getUnsignedInt(start + 12);
    destinationLow = packet.getUnsignedInt(start + 16);
    protocol = packet.getUnsignedByte(start + 9);
    hopLimit = packet.getUnsignedByte(start + 8);
    payloadIndex = start + headerLength;
    payloadLength = totalLength - headerLength;
    int flags = packet.getUnsignedShort(start + 6);
    moreFragments = (flags & 0x2000) != 0;
    fragmentOffset = (flags & 0x1fff) * 8;
    fragment = moreFragments || fragmentOffset != 0;
    identification = packet.getUnsignedShort(start + 4);
    return null;
  }

  private @Nullable Malformed parseV6(ByteBuf packet, int available) {
    if (available < 40) {
      return Malformed.TRUNCATED;
    }
    int end = start + 40 + packet.getUnsignedShort(start + 4);
    if (end > start + available) {
      return Malformed.TRUNCATED;
    }
    v6 = true;
    sourceHigh = packet.getLong(start + 8);
    sourceLow = packet.getLong(start + 16);
    destinationHigh = packet.getLong(start + 24);
    destinationLow = packet.getLong(start + 32);
    hopLimit = packet.getUnsignedByte(start + 7);
    fragment = false;
    moreFragments = false;
    fragmentOffset = 0;
    identification = 0;
    int next = packet.getUnsignedByte(start + 6);
    int at = start + 40;
    for (int i = 0; Ipv6Extension.is(next); i++) {
      if (i == MAX_EXTENSIONS || end - at < 8) {
        return Malformed.BAD_EXTENSIONS;
      }
      int kind = next;
      next = packet.getUnsignedByte(at);
      if (kind == Ipv6Extension.ROUTING && packet.getByte(at + 3) != 0) {
        return Malformed.BAD_EXTENSIONS; // Still on its way by others (RFC 8200 section 4.4).
      }
      if (kind == Ipv6Extension.FRAGMENT) {
        int offset = packet.getUnsignedShort(at + 2);
        fragmentOffset = offset & 0xfff8;
        moreFragments = (offset & 1) != 0;
        identification = packet.getInt(at + 4);
        // RFC 6946: an atomic fragment is a whole datagram.
        fragment = moreFragments || fragmentOffset != 0;
      }
      at += Ipv6Extension.length(kind, packet.getUnsignedByte(at + 1));
      if (at > end) {
        return Malformed.BAD_EXTENSIONS;
      }
      if (fragment) {
        break; // What follows is a part of something; its headers are read when it is whole.
      }
    }
    protocol = next;
    payloadIndex = at;
    payloadLength = next == NO_NEXT_HEADER ? 0 : end - at;
    return null;
  }

  /**
   * Reads a packet of ours that an ICMP error quotes, as if it had been sent the other way: the
   * flow it belongs to is the one of the program that it went to. The quotation may end early, and
   * has no checksum worth checking.
   *
   * @return whether there is a header and at least the 8 bytes that are always quoted
   */
  public boolean parseQuoted(ByteBuf packet, int index, int available) {
    start = index;
    if (available < 28) {
      return false;
    }
    v6 = (packet.getByte(index) >>> 4 & 15) == 6;
    fragment = false;
    if (v6) {
      if (available < 48) {
        return false;
      }
      sourceHigh = packet.getLong(index + 24);
      sourceLow = packet.getLong(index + 32);
      destinationHigh = packet.getLong(index + 8);
      destinationLow = packet.getLong(index + 16);
      protocol = packet.getUnsignedByte(index + 6);
      payloadIndex = index + 40;
    } else {
      sourceHigh = 0;
      destinationHigh = 0;
      sourceLow = packet.getUnsignedInt(index + 16);
      destinationLow = packet.getUnsignedInt(index + 12);
      protocol = packet.getUnsignedByte(index + 9);
      payloadIndex = index + (packet.getByte(index) & 15) * 4;
      if ((packet.getUnsignedShort(index + 6) & 0x1fff) != 0) {
        return false; // A later fragment quotes no ports.
      }
    }
    payloadLength = index + available - payloadIndex;
    return payloadLength >= 8;
  }

  /** The sum of the pseudo-header of the transport segment in this packet. */
  public long sumPseudoHeader() {
    return Checksum.sumPseudoHeader(
        sourceHigh, sourceLow, destinationHigh, destinationLow, protocol, payloadLength);
  }

  /** The source as a value; makes an object. */
  public IpAddress source() {
    return v6 ? IpAddress.v6(sourceHigh, sourceLow) : IpAddress.v4((int) sourceLow);
  }

  /** The destination as a value; makes an object. */
  public IpAddress destination() {
    return v6 ? IpAddress.v6(destinationHigh, destinationLow) : IpAddress.v4((int) destinationLow);
  }
}
