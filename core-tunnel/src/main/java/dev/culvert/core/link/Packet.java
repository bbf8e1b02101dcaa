package dev.culvert.core.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One IP packet, or a superpacket that offload made of several, with what the virtio-net header
 * says of it (Virtual I/O Device specification 1.2, section 5.1.6). Mutable and reused: a link
 * hands the same object to its receiver for every packet of a batch, so that a packet costs no
 * allocation.
 *
 * <p>{@link #bytes} runs from the first byte of the IP header to the end of the packet between
 * reader and writer index.
 */
public final class Packet {

  /** How a superpacket is cut into segments. */
  public enum Gso {
    /** An ordinary packet. */
    NONE,
    /** TCP over IPv4 (VIRTIO_NET_HDR_GSO_TCPV4). */
    TCP4,
    /** TCP over IPv6 (VIRTIO_NET_HDR_GSO_TCPV6). */
    TCP6,
    /** UDP, either family (VIRTIO_NET_HDR_GSO_UDP_L4). */
    UDP
  }

  /** The packet; see the type's text for who owns it. */
  public ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  /** What to cut it into. */
  public Gso gso = Gso.NONE;

  /** Payload bytes of each segment (gso_size); 0 without GSO. */
  public int gsoSize;

  /**
   * The transport checksum is partial: the field holds the pseudo-header's sum, not complemented,
   * and whoever puts the packet on a wire completes it (VIRTIO_NET_HDR_F_NEEDS_CSUM).
   */
  public boolean checksumPartial;

  /**
   * With {@link #checksumPartial}: where the checksum starts, in bytes from the start of the
   * packet.
   */
  public int checksumStart;

  /** With {@link #checksumPartial}: where the field is, in bytes after {@link #checksumStart}. */
  public int checksumOffset;

  /**
   * The link has verified the transport checksum, or the packet never left this computer
   * (DATA_VALID).
   */
  public boolean checksumValid;

  /** Back to an ordinary packet with a complete checksum, of these bytes. */
  public Packet set(ByteBuf packet) {
    bytes = packet;
    gso = Gso.NONE;
    gsoSize = 0;
    checksumPartial = false;
    checksumStart = 0;
    checksumOffset = 0;
    checksumValid = false;
    return this;
  }
}
