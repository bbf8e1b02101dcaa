package dev.culvert.core.tcp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Egress;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.wire.TcpWriter;
import io.netty.buffer.ByteBuf;

/** Builds segments to the program, each in one buffer, and sends them. */
final class SegmentWriter {
  private static final int SYN_OPTION = 4;

  private final TcpStack stack;
  private final Egress egress;
  private final int[] sackLeft = new int[TcpHeader.MAX_SACK_BLOCKS];
  private final int[] sackRight = new int[TcpHeader.MAX_SACK_BLOCKS];

  SegmentWriter(TcpStack stack) {
    this.stack = stack;
    egress = stack.egress;
  }

  /** Payload from the send buffer; a superpacket when it is more than one segment holds. */
  void segment(TcpConnection to, int seq, int flags, int offset, int length) {
    segment(to, seq, flags, offset, length, 0);
  }

  private void segment(
      TcpConnection to, int seq, int flags, int offset, int length, int sackBlocks) {
    int options =
        (to.timestamps ? TcpWriter.TIMESTAMPS_LENGTH : 0) + TcpWriter.sackLength(sackBlocks);
    ByteBuf packet = begin(to, options + length);
    TcpWriter.write(
        packet,
        to.destination.port(),
        to.source.port(),
        seq,
        to.receiver.nxt,
        flags,
        to.receiver.advertise(true),
        options);
    if (to.timestamps) {
      TcpWriter.writeTimestamps(packet, to.tsNow(), to.tsRecent);
    }
    if (sackBlocks > 0) {
      TcpWriter.writeSack(packet, sackLeft, sackRight, sackBlocks);
    }
    if (length > 0) {
      to.sender.buffer.copy(offset, length, packet);
    }
    int segmentSize = to.sender.segmentSize;
    transmit(to, packet, length > segmentSize ? segmentSize : 0);
  }

  /**
   * A segment without payload: &lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;, with what has
   * come out of order. Every segment out of order is answered with one at once, so that segments
   * with payload need not say it again (a SHOULD of RFC 2018 section 4) and stay of one size.
   */
  void ack(TcpConnection to) {
    int blocks = 0;
    if (to.sack) {
      // With timestamps there is room for one less (RFC 2018 section 3).
      int most = to.timestamps ? TcpHeader.MAX_SACK_BLOCKS - 1 : TcpHeader.MAX_SACK_BLOCKS;
      blocks = to.receiver.sackBlocks(sackLeft, sackRight, most);
    }
    segment(to, to.sender.max, TcpHeader.ACK, 0, 0, blocks);
  }

  /** RFC 9293 section 3.8.4: SEG.SEQ is SND.NXT-1, without payload. */
  void keepAlive(TcpConnection to) {
    segment(to, to.sender.max - 1, TcpHeader.ACK, 0, 0);
  }

  /** The answer to an accepted SYN, with the options that the SYN had. */
  void synAck(TcpConnection to) {
    int options =
        SYN_OPTION
            + (to.receiver.scaling ? SYN_OPTION : 0)
            + (to.sack ? SYN_OPTION : 0)
            + (to.timestamps ? TcpWriter.TIMESTAMPS_LENGTH : 0);
    ByteBuf packet = begin(to, options);
    TcpWriter.write(
        packet,
        to.destination.port(),
        to.source.port(),
        to.sender.una,
        to.receiver.nxt,
        TcpHeader.SYN | TcpHeader.ACK,
        to.receiver.advertise(false),
        options);
    TcpWriter.writeMss(packet, egress.mtu() - IpWriter.length(to.v6) - TcpWriter.LENGTH);
    if (to.receiver.scaling) {
      TcpWriter.writeWindowScale(packet, to.receiver.shift);
    }
    if (to.sack) {
      TcpWriter.writeSackPermitted(packet);
    }
    if (to.timestamps) {
      TcpWriter.writeTimestamps(packet, to.tsNow(), to.tsRecent);
    }
    transmit(to, packet, 0);
  }

  /** RST of a connection whose sequence numbers are known. */
  void reset(TcpConnection to) {
    stack.counters.count(Counter.RESETS_OUT);
    reset(to, to.sender.max, to.receiver.nxt, TcpHeader.RST | TcpHeader.ACK);
  }

  /** RST in answer to the SYN: &lt;SEQ=0&gt;&lt;ACK=SEG.SEQ+1&gt;&lt;CTL=RST,ACK&gt;. */
  void resetFor(TcpConnection to) {
    stack.counters.count(Counter.RESETS_OUT);
    reset(to, 0, to.receiver.irs + 1, TcpHeader.RST | TcpHeader.ACK);
  }

  /** RST with this sequence number alone (section 3.10.7.4, fifth, in SYN-RECEIVED). */
  void resetAt(TcpConnection to, int seq) {
    stack.counters.count(Counter.RESETS_OUT);
    reset(to, seq, 0, TcpHeader.RST);
  }

  private void reset(TcpConnection to, int seq, int ack, int flags) {
    ByteBuf packet = begin(to, 0);
    TcpWriter.write(packet, to.destination.port(), to.source.port(), seq, ack, flags, 0, 0);
    transmit(to, packet, 0);
  }

  /** The answer to a segment of no connection (RFC 9293 section 3.10.7.1). */
  void resetForUnknown(IpHeader ip, TcpHeader segment) {
    stack.counters.count(Counter.RESETS_OUT);
    boolean hasAck = segment.has(TcpHeader.ACK);
    IpAddress from = ip.destination();
    IpAddress to = ip.source();
    ByteBuf packet = egress.allocate(IpWriter.length(ip.v6) + TcpWriter.LENGTH);
    IpWriter.write(packet, from, to, IpProtocol.TCP, TcpWriter.LENGTH);
    TcpWriter.write(
        packet,
        /* sourcePort= */ segment.destinationPort,
        /* destinationPort= */ segment.sourcePort,
        hasAck ? segment.ack : 0,
        hasAck ? 0 : segment.seq + segment.length(),
        hasAck ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
        0,
        0);
    egress.transmit(packet, from, to, IpProtocol.TCP, TcpWriter.CHECKSUM_OFFSET, 0);
    stack.turn.wake();
  }

  private ByteBuf begin(TcpConnection to, int afterHeader) {
    int length = TcpWriter.LENGTH + afterHeader;
    ByteBuf packet = egress.allocate(IpWriter.length(to.v6) + length);
    IpWriter.write(packet, to.destination.address(), to.source.address(), IpProtocol.TCP, length);
    return packet;
  }

  private void transmit(TcpConnection to, ByteBuf packet, int segmentSize) {
    egress.transmit(
        packet,
        to.destination.address(),
        to.source.address(),
        IpProtocol.TCP,
        TcpWriter.CHECKSUM_OFFSET,
        segmentSize);
    stack.turn.wake();
  }
}
