package dev.culvert.core.demux;

import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a packet of the link to the protocol it is for; drops what is for nobody here. */
public final class Demux {
  private final IpAddress[] own;
  private final Counters counters;
  private final TransportReceiver tcp;
  private final TransportReceiver udp;
  private final TransportReceiver icmp;
  private final FragmentCollector fragments;
  private final IpHeader ip = new IpHeader();
  private final Packet whole = new Packet();

  /**
   * @param own the device's addresses: the kernel answers for them, and would not send them here
   */
  public Demux(
      Set<IpAddress> own,
      Counters counters,
      TransportReceiver tcp,
      TransportReceiver udp,
      TransportReceiver icmp,
      FragmentCollector fragments) {
    this.own = own.toArray(IpAddress[]::new);
    this.counters = counters;
    this.tcp = tcp;
    this.udp = udp;
    this.icmp = icmp;
    this.fragments = fragments;
  }

  /** One packet from the link, borrowed. */
  public void onPacket(Packet packet) {
    counters.count(Counter.PACKETS_IN);
    Malformed fault = ip.parse(packet.bytes);
    if (fault != null) {
      counters.count(fault == Malformed.BAD_CHECKSUM ? Counter.BAD_CHECKSUM : Counter.MALFORMED);
      return;
    }
    if (notUnicast() || isOwn()) {
      counters.count(Counter.NOT_UNICAST);
      return;
    }
    if (!ip.fragment) {
      dispatch(packet);
      return;
    }
    ByteBuf datagram = fragments.add(packet.bytes, ip);
    if (datagram != null) {
      try {
        if (ip.parse(datagram) == null && !ip.fragment) {
          // Its checksum, if any, is complete: the kernel completes it before it cuts.
          dispatch(whole.set(datagram));
        }
      } finally {
        datagram.release();
      }
    }
  }

  private boolean isOwn() {
    for (IpAddress address : own) {
      if (address.low() == ip.destinationLow
          && address.high() == ip.destinationHigh
          && address.v6() == ip.v6) {
        return true;
      }
    }
    return false;
  }

  private void dispatch(Packet packet) {
    switch (ip.protocol) {
      case IpProtocol.TCP -> tcp.onPacket(packet, ip);
      case IpProtocol.UDP -> udp.onPacket(packet, ip);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> icmp.onPacket(packet, ip);
      default -> counters.count(Counter.UNKNOWN_PROTOCOL);
    }
  }

  /**
   * RFC 1122 section 3.2.1.3, RFC 4291 section 2.4: nothing is answered that was sent to or from
   * anything but one host. Whether an address is some subnet's broadcast nobody can tell from here:
   * a pod may own it.
   */
  private boolean notUnicast() {
    return ip.v6
        ? notUnicast6(ip.destinationHigh, ip.destinationLow)
            || notUnicast6(ip.sourceHigh, ip.sourceLow)
        : notUnicast4(ip.destinationLow) || notUnicast4(ip.sourceLow);
  }

  private static boolean notUnicast4(long address) {
    int first = (int) (address >>> 24);
    return first == 0 || first == 127 || first >= 224; // includes 240/4 and 255.255.255.255
  }

  private static boolean notUnicast6(long high, long low) {
    return high >>> 56 == 0xff // multicast
        || high >>> 54 == 0xfe80 >>> 6 // link-local: it has no meaning behind a tunnel
        || (high == 0 && low >>> 1 == 0); // unspecified and loopback
  }

  /** Puts fragments together. */
  public interface FragmentCollector {
    /**
     * Takes in one fragment, borrowed.
     *
     * @return the whole datagram with a header that says so, given to the caller; null when more is
     *     to come or nothing comes of it
     */
    @Nullable ByteBuf add(ByteBuf packet, IpHeader ip);
  }
}
