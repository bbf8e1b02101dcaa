package dev.culvert.core.demux;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The way out: buffers with room for the link's header, transport checksums complete or partial as
 * the link wants them, and one flush per turn.
 */
public final class Egress {
  private final Link link;
  private final ByteBufAllocator allocator;
  private final Counters counters;
  private final Packet packet = new Packet();
  private final boolean checksums;
  private final boolean tso4;
  private final boolean tso6;
  private boolean unflushed;

  public Egress(Link link, ByteBufAllocator allocator, Counters counters) {
    this.link = link;
    this.allocator = allocator;
    this.counters = counters;
    checksums = link.offloads().contains(Link.Offload.CHECKSUM);
    // A superpacket's checksum cannot be but partial.
    tso4 = checksums && link.offloads().contains(Link.Offload.TSO4);
    tso6 = checksums && link.offloads().contains(Link.Offload.TSO6);
  }

  /** The largest packet in bytes, superpackets aside. */
  public int mtu() {
    return link.mtu();
  }

  /** Whether TCP superpackets of this family may be sent. */
  public boolean superpackets(boolean v6) {
    return v6 ? tso6 : tso4;
  }

  /** An empty buffer for a packet of this many bytes, its indices after the link's headroom. */
  public ByteBuf allocate(int length) {
    ByteBuf buffer = allocator.directBuffer(Link.HEADROOM + length, Link.HEADROOM + length);
    return buffer.setIndex(Link.HEADROOM, Link.HEADROOM);
  }

  /** A pooled buffer that is no packet. */
  public ByteBuf allocatePlain(int length) {
    return allocator.directBuffer(length, length);
  }

  /**
   * Sends a TCP or UDP packet whose checksum field is still 0.
   *
   * @param bytes given away
   * @param checksumOffset of the field in the transport header
   * @param segmentSize payload bytes per segment of a TCP superpacket, 0 for an ordinary packet
   */
  public void transmit(
      ByteBuf bytes,
      IpAddress source,
      IpAddress destination,
      int protocol,
      int checksumOffset,
      int segmentSize) {
    int headerLength = IpWriter.length(source.v6());
    int transport = bytes.readerIndex() + headerLength;
    int length = bytes.writerIndex() - transport;
    long pseudo =
        Checksum.sumPseudoHeader(
            source.high(), source.low(), destination.high(), destination.low(), protocol, length);
    packet.set(bytes);
    if (checksums) {
      bytes.setShort(transport + checksumOffset, Checksum.fold(pseudo));
      packet.checksumPartial = true;
      packet.checksumStart = headerLength;
      packet.checksumOffset = checksumOffset;
    } else {
      int sum = Checksum.finish(pseudo + Checksum.sum(bytes, transport, length));
      // RFC 768: in UDP a computed 0 is sent as all ones; for TCP both mean the same.
      bytes.setShort(transport + checksumOffset, sum == 0 ? 0xffff : sum);
    }
    if (segmentSize != 0) {
      packet.gso = source.v6() ? Packet.Gso.TCP6 : Packet.Gso.TCP4;
      packet.gsoSize = segmentSize;
    }
    send();
  }

  /** Sends a packet that is complete. */
  public void transmitComplete(ByteBuf bytes) {
    packet.set(bytes);
    send();
  }

  /** What was sent goes out now. */
  public void flush() {
    if (unflushed) {
      unflushed = false;
      link.flush();
    }
  }

  private void send() {
    counters.count(Counter.PACKETS_OUT);
    unflushed = true;
    link.transmit(packet);
  }
}
