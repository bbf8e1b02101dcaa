package dev.culvert.core.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A checked view of a UDP header (RFC 768). Filled again for every datagram. */
public final class UdpHeader {
  /** The header's bytes. */
  public static final int LENGTH = 8;

  /** From this port. */
  public int sourcePort;

  /** To this port. */
  public int destinationPort;

  /** The checksum field; 0 means there is none, which only IPv4 allows. */
  public int checksum;

  /** Where the payload begins in the buffer. */
  public int payloadIndex;

  /** Its bytes. */
  public int payloadLength;

  /**
   * Reads the header at the index.
   *
   * @param available bytes to the end of the packet; more than the header says is padding
   * @param superpacket the length field is that of one segment, or 0, and the packet's counts
   */
  public @Nullable Malformed parse(ByteBuf packet, int index, int available, boolean superpacket) {
    if (available < LENGTH) {
      return Malformed.TRUNCATED;
    }
    int length = superpacket ? available : packet.getUnsignedShort(index + 4);
    if (length < LENGTH) {
      return Malformed.BAD_LENGTH;
    }
    if (length > available) {
      return Malformed.TRUNCATED;
    }
    sourcePort = packet.getUnsignedShort(index);
    destinationPort = packet.getUnsignedShort(index + 2);
    checksum = packet.getUnsignedShort(index + 6);
    payloadIndex = index + LENGTH;
    payloadLength = length - LENGTH;
    return null;
  }
}
