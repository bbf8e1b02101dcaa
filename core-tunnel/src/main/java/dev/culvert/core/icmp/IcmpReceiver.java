package dev.culvert.core.icmp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.TransportReceiver;
import dev.culvert.core.link.Packet;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import io.netty.buffer.ByteBuf;

/**
 * ICMP from this computer. Its kernel says when a program has closed the UDP port that an answer
 * was for; everything else, echoes included, is counted and dropped.
 */
public final class IcmpReceiver implements TransportReceiver {

  /** Hears that nobody is at a UDP port of this computer any more. */
  public interface PortUnreachable {
    /** The view reads as if the program had sent the datagram. */
    void onPortUnreachable(IpHeader flow, int sourcePort, int destinationPort);
  }

  private final Counters counters;
  private final PortUnreachable udp;
  private final IpHeader quoted = new IpHeader();

  public IcmpReceiver(Counters counters, PortUnreachable udp) {
    this.counters = counters;
    this.udp = udp;
  }

  @Override
  public void onPacket(Packet packet, IpHeader ip) {
    ByteBuf bytes = packet.bytes;
    int index = ip.payloadIndex;
    boolean v6 = ip.protocol == IpProtocol.ICMPV6;
    if (ip.payloadLength < 8 || v6 != ip.v6) {
      counters.count(Counter.MALFORMED);
      return;
    }
    long sum = Checksum.sum(bytes, index, ip.payloadLength) + (v6 ? ip.sumPseudoHeader() : 0);
    if (!packet.checksumPartial && !packet.checksumValid && !Checksum.holds(sum)) {
      counters.count(Counter.BAD_CHECKSUM);
      return;
    }
    int type = bytes.getUnsignedByte(index);
    int code = bytes.getUnsignedByte(index + 1);
    boolean portUnreachable = v6 ? type == 1 && code == 4 : type == 3 && code == 3;
    if (portUnreachable
        && quoted.parseQuoted(bytes, index + 8, ip.payloadLength - 8)
        && quoted.protocol == IpProtocol.UDP) {
      // The quoted datagram is ours: its destination port is the program's.
      int programPort = bytes.getUnsignedShort(quoted.payloadIndex + 2);
      int clusterPort = bytes.getUnsignedShort(quoted.payloadIndex);
      udp.onPortUnreachable(quoted, programPort, clusterPort);
    } else {
      counters.count(Counter.ICMP_IGNORED);
    }
  }
}
