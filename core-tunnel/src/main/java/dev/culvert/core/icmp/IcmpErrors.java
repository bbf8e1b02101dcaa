package dev.culvert.core.icmp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.Egress;
import dev.culvert.core.demux.Turn;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.wire.TcpWriter;
import dev.culvert.core.wire.UdpHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Destination unreachable, to the program (RFC 792; RFC 4443 section 3.1). The far side answers
 * long after the packet is gone, so the quotation is written anew from what identifies it: headers,
 * ports, and for TCP the sequence number, which is what the kernel looks at.
 *
 * <p>The sender of the error is the address that was asked for: one of this computer's own would be
 * dropped as forged.
 */
public final class IcmpErrors {
  private static final int HEADER = 8;
  private static final int V4_UNREACHABLE = 3;
  private static final int V6_UNREACHABLE = 1;

  /** Errors in a burst, and in each second after it (RFC 1812 section 4.3.2.8, RFC 4443 2.4 f). */
  private static final int RATE = 1000;

  private static final long SECOND = 1_000_000_000L;

  private final Scheduler scheduler;
  private final Egress egress;
  private final Turn turn;
  private final Counters counters;
  private double tokens = RATE;
  private long refilledAt;

  public IcmpErrors(Scheduler scheduler, Egress egress, Turn turn, Counters counters) {
    this.scheduler = scheduler;
    this.egress = egress;
    this.turn = turn;
    this.counters = counters;
    refilledAt = scheduler.nanoTime();
  }

  /** A SYN's destination. */
  public void unreachableTcp(
      Endpoint source, Endpoint destination, int sequence, IcmpReason reason) {
    ByteBuf packet = begin(source, destination, IpProtocol.TCP, TcpWriter.LENGTH, reason);
    if (packet != null) {
      TcpWriter.write(
          packet, source.port(), destination.port(), sequence, 0, TcpHeader.SYN, 0xffff, 0);
      finish(packet, source, destination);
    }
  }

  /** A datagram's destination. */
  public void unreachableUdp(Endpoint source, Endpoint destination, IcmpReason reason) {
    ByteBuf packet = begin(source, destination, IpProtocol.UDP, UdpHeader.LENGTH, reason);
    if (packet != null) {
      packet.writeShort(source.port()).writeShort(destination.port());
      packet.writeShort(UdpHeader.LENGTH).writeShort(0);
      finish(packet, source, destination);
    }
  }

  /** A ping's target; the identifier stands where ports do. */
  void unreachableEcho(Endpoint source, Endpoint destination, int sequence, IcmpReason reason) {
    boolean v6 = source.address().v6();
    int protocol = v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
    ByteBuf packet = begin(source, destination, protocol, HEADER, reason);
    if (packet != null) {
      packet.writeByte(v6 ? IcmpEcho.V6_REQUEST : IcmpEcho.V4_REQUEST).writeByte(0).writeShort(0);
      packet.writeShort(source.port()).writeShort(sequence);
      finish(packet, source, destination);
    }
  }

  private @Nullable ByteBuf begin(
      Endpoint source, Endpoint destination, int protocol, int quoted, IcmpReason reason) {
    if (!takeToken()) {
      counters.count(Counter.ICMP_ERRORS_LIMITED);
      return null;
    }
    boolean v6 = source.address().v6();
    int length = HEADER + IpWriter.length(v6) + quoted;
    ByteBuf packet = egress.allocate(IpWriter.length(v6) + length);
    IpAddress from = destination.address();
    IpAddress to = source.address();
    IpWriter.write(packet, from, to, v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, length);
    packet.writeByte(v6 ? V6_UNREACHABLE : V4_UNREACHABLE);
    packet.writeByte(v6 ? reason.v6Code : reason.v4Code);
    packet.writeShort(0).writeInt(0);
    IpWriter.write(packet, to, from, protocol, quoted);
    return packet;
  }

  private void finish(ByteBuf packet, Endpoint source, Endpoint destination) {
    IpAddress to = source.address();
    IpAddress from = destination.address();
    int index = packet.readerIndex() + IpWriter.length(to.v6());
    int length = packet.writerIndex() - index;
    long sum = Checksum.sum(packet, index, length);
    if (to.v6()) {
      sum +=
          Checksum.sumPseudoHeader(
              from.high(), from.low(), to.high(), to.low(), IpProtocol.ICMPV6, length);
    }
    packet.setShort(index + 2, Checksum.finish(sum));
    counters.count(Counter.ICMP_ERRORS_OUT);
    egress.transmitComplete(packet);
    turn.wake();
  }

  private boolean takeToken() {
    long now = scheduler.nanoTime();
    tokens = Math.min(RATE, tokens + (double) (now - refilledAt) / SECOND * RATE);
    refilledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
