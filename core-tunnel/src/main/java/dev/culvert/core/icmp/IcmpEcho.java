package dev.culvert.core.icmp;

import dev.culvert.core.demux.Egress;
import dev.culvert.core.demux.Turn;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;

/** Echo messages (RFC 792, RFC 4443 section 4). */
final class IcmpEcho {
  static final int V4_REQUEST = 8;
  static final int V6_REQUEST = 128;
  private static final int V4_REPLY = 0;
  private static final int V6_REPLY = 129;

  /** Type, code, checksum and identifier: what stands before the sequence number. */
  static final int BEFORE_SEQUENCE = 6;

  private final Egress egress;
  private final Turn turn;

  IcmpEcho(Egress egress, Turn turn) {
    this.egress = egress;
    this.turn = turn;
  }

  /**
   * Sends a reply to the program, in fragments when it must be.
   *
   * @param body the sequence number and the data; given away
   * @return false when it is larger than the device carries
   */
  boolean reply(EchoFlow flow, ByteBuf body) {
    IpAddress from = flow.destination.address();
    IpAddress to = flow.source.address();
    boolean v6 = to.v6();
    int length = BEFORE_SEQUENCE + body.readableBytes();
    if (IpWriter.length(v6) + length > egress.mtu()) {
      body.release();
      return false;
    }
    ByteBuf packet = egress.allocate(IpWriter.length(v6) + length);
    IpWriter.write(packet, from, to, v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, length);
    int index = packet.writerIndex();
    packet.writeByte(v6 ? V6_REPLY : V4_REPLY).writeByte(0).writeShort(0);
    packet.writeShort(flow.source.port()).writeBytes(body);
    body.release();
    long sum = Checksum.sum(packet, index, length);
    if (v6) {
      sum +=
          Checksum.sumPseudoHeader(
              from.high(), from.low(), to.high(), to.low(), IpProtocol.ICMPV6, length);
    }
    packet.setShort(index + 2, Checksum.finish(sum));
    egress.transmitComplete(packet);
    turn.wake();
    return true;
  }
}
