package dev.culvert.helper.tun;

import dev.culvert.core.link.Packet;
import io.netty.buffer.ByteBuf;

/**
 * The virtio-net header before each packet of a TUN device with IFF_VNET_HDR (Virtual I/O Device
 * specification 1.2, section 5.1.6; linux/virtio_net.h), little-endian:
 *
 * <pre>
 *   0 flags   1 gso_type   2 hdr_len   4 gso_size   6 csum_start   8 csum_offset   10 num_buffers
 * </pre>
 */
final class VirtioHeader {
  /** With num_buffers, which a TUN ignores: so the IP header stays aligned to four bytes. */
  static final int SIZE = 12;

  private static final int F_NEEDS_CSUM = 1;
  private static final int F_DATA_VALID = 2;
  private static final int GSO_NONE = 0;
  private static final int GSO_TCPV4 = 1;
  private static final int GSO_TCPV6 = 4;
  private static final int GSO_UDP_L4 = 5;
  private static final int GSO_ECN = 0x80;
  private static final int UDP_HEADER = 8;

  private VirtioHeader() {}

  /**
   * Says in the packet what the header says; the packet's bytes are set by the caller.
   *
   * @return false for a kind of superpacket that was never asked for
   */
  static boolean read(ByteBuf buffer, int at, Packet packet) {
    int flags = buffer.getByte(at);
    switch (buffer.getByte(at + 1) & 0xff & ~GSO_ECN) {
      case GSO_NONE -> packet.gso = Packet.Gso.NONE;
      case GSO_TCPV4 -> packet.gso = Packet.Gso.TCP4;
      case GSO_TCPV6 -> packet.gso = Packet.Gso.TCP6;
      case GSO_UDP_L4 -> packet.gso = Packet.Gso.UDP;
      default -> {
        return false;
      }
    }
    packet.gsoSize = packet.gso == Packet.Gso.NONE ? 0 : buffer.getUnsignedShortLE(at + 4);
    packet.checksumPartial = (flags & F_NEEDS_CSUM) != 0;
    packet.checksumStart = packet.checksumPartial ? buffer.getUnsignedShortLE(at + 6) : 0;
    packet.checksumOffset = packet.checksumPartial ? buffer.getUnsignedShortLE(at + 8) : 0;
    // A partial checksum means that the packet never left this computer.
    packet.checksumValid = (flags & (F_DATA_VALID | F_NEEDS_CSUM)) != 0;
    return true;
  }

  /** Writes what the packet says into the twelve bytes before it. */
  static void write(Packet packet, ByteBuf buffer, int at) {
    int flags = 0;
    if (packet.checksumPartial) {
      flags = F_NEEDS_CSUM;
    } else if (packet.checksumValid) {
      flags = F_DATA_VALID;
    }
    buffer.setByte(at, flags);
    buffer.setByte(at + 1, type(packet.gso));
    buffer.setShortLE(
        at + 2, packet.gso == Packet.Gso.NONE ? 0 : headerLength(packet, buffer, at + SIZE));
    buffer.setShortLE(at + 4, packet.gsoSize);
    buffer.setShortLE(at + 6, packet.checksumStart);
    buffer.setShortLE(at + 8, packet.checksumOffset);
    buffer.setShortLE(at + 10, 0);
  }

  private static int type(Packet.Gso gso) {
    return switch (gso) {
      case NONE -> GSO_NONE;
      case TCP4 -> GSO_TCPV4;
      case TCP6 -> GSO_TCPV6;
      case UDP -> GSO_UDP_L4;
    };
  }

  /** Headers up to the payload: with GSO the checksum is partial and starts at the transport. */
  private static int headerLength(Packet packet, ByteBuf buffer, int packetStart) {
    if (packet.gso == Packet.Gso.UDP) {
      return packet.checksumStart + UDP_HEADER;
    }
    int dataOffset = buffer.getByte(packetStart + packet.checksumStart + 12) >> 4 & 15;
    return packet.checksumStart + 4 * dataOffset;
  }
}
