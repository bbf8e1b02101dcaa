package dev.culvert.core.udp;

import dev.culvert.core.demux.Egress;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;

/** Cuts what is larger than the MTU (RFC 791 section 3.2, RFC 8200 section 4.5). */
final class Fragmenter {
  private final Egress egress;
  private int identification;

  Fragmenter(Egress egress, int firstIdentification) {
    this.egress = egress;
    identification = firstIdentification;
  }

  /** Sends a complete transport datagram in fragments. Takes over the buffer. */
  void transmit(IpAddress source, IpAddress destination, int protocol, ByteBuf datagram) {
    int headers = IpWriter.length(source.v6()) + (source.v6() ? IpWriter.V6_FRAGMENT_LENGTH : 0);
    int share = egress.mtu() - headers & ~7;
    int total = datagram.readableBytes();
    int id = identification++;
    for (int offset = 0; offset < total; offset += share) {
      int length = Math.min(share, total - offset);
      ByteBuf packet = egress.allocate(headers + length);
      IpWriter.writeFragment(
          packet, source, destination, protocol, length, id, offset, offset + length < total);
      packet.writeBytes(datagram, length);
      egress.transmitComplete(packet);
    }
    datagram.release();
  }
}
