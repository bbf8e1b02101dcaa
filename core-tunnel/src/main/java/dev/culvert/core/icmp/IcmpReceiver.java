package dev.culvert.core.icmp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.TransportReceiver;
import dev.culvert.core.link.Packet;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * ICMP from this computer (RFC 792, RFC 4443): errors about packets of ours go to the flow that
 * they belong to, echo requests to whoever carries them; everything else is counted and dropped.
 */
public final class IcmpReceiver implements TransportReceiver {
  /** Hears of errors about packets of one transport protocol. */
  public interface ErrorListener {
    /**
     * An error.
     *
     * @param flow reads as if the program had sent the packet that is quoted
     * @param sequence of the quoted TCP segment; without meaning for UDP
     * @param mtu with {@link IcmpError#TOO_BIG}, the largest packet that fits, 0 when not told
     * @return whether it belongs to a flow
     */
    boolean onIcmpError(
        IpHeader flow, int programPort, int clusterPort, int sequence, IcmpError error, int mtu);
  }

  /** Hears of echo requests. */
  public interface EchoListener {
    /**
     * A request, borrowed.
     *
     * @param index of its sequence number, which the data follow
     * @param length from there to its end
     */
    void onEchoRequest(IpHeader ip, int identifier, ByteBuf packet, int index, int length);
  }

  private static final int HEADER = 8;

  private final Counters counters;
  private final ErrorListener tcp;
  private final ErrorListener udp;
  private final EchoListener echo;
  private final IpHeader quoted = new IpHeader();

  public IcmpReceiver(Counters counters, ErrorListener tcp, ErrorListener udp, EchoListener echo) {
    this.counters = counters;
    this.tcp = tcp;
    this.udp = udp;
    this.echo = echo;
  }

  @Override
  public void onPacket(Packet packet, IpHeader ip) {
    ByteBuf bytes = packet.bytes;
    int index = ip.payloadIndex;
    boolean v6 = ip.protocol == IpProtocol.ICMPV6;
    if (ip.payloadLength < HEADER || v6 != ip.v6) {
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
    IcmpError error = v6 ? errorV6(type, code) : errorV4(type, code);
    if (type == (v6 ? IcmpEcho.V6_REQUEST : IcmpEcho.V4_REQUEST) && code == 0) {
      int identifier = bytes.getUnsignedShort(index + 4);
      echo.onEchoRequest(ip, identifier, bytes, index + 6, ip.payloadLength - 6);
    } else if (error != null && deliver(bytes, ip, error)) {
      counters.count(Counter.ICMP_ERRORS_IN);
    } else {
      counters.count(Counter.ICMP_IGNORED);
    }
  }

  private boolean deliver(ByteBuf bytes, IpHeader ip, IcmpError error) {
    int index = ip.payloadIndex;
    if (!quoted.parseQuoted(bytes, index + HEADER, ip.payloadLength - HEADER)
        || quoted.v6 != ip.v6) {
      return false;
    }
    ErrorListener to =
        switch (quoted.protocol) {
          case IpProtocol.TCP -> tcp;
          case IpProtocol.UDP -> udp;
          default -> null;
        };
    // The quoted packet is ours: its destination port is the program's.
    int at = quoted.payloadIndex;
    int mtu = ip.v6 ? bytes.getInt(index + 4) : bytes.getUnsignedShort(index + 6);
    return to != null
        && to.onIcmpError(
            quoted,
            bytes.getUnsignedShort(at + 2),
            bytes.getUnsignedShort(at),
            bytes.getInt(at + 4),
            error,
            Math.max(0, mtu));
  }

  /** RFC 792; RFC 1122 section 3.2.2.1 for the codes. */
  private static @Nullable IcmpError errorV4(int type, int code) {
    return switch (type) {
      case 3 ->
          switch (code) {
            case 3 -> IcmpError.PORT_UNREACHABLE;
            case 4 -> IcmpError.TOO_BIG;
            default -> IcmpError.UNREACHABLE;
          };
      case 11 -> IcmpError.UNREACHABLE;
      default -> null;
    };
  }

  /** RFC 4443 section 3. */
  private static @Nullable IcmpError errorV6(int type, int code) {
    return switch (type) {
      case 1 -> code == 4 ? IcmpError.PORT_UNREACHABLE : IcmpError.UNREACHABLE;
      case 2 -> IcmpError.TOO_BIG;
      case 3 -> IcmpError.UNREACHABLE;
      default -> null;
    };
  }
}
