package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.link.Link;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.TcpHeader;
import java.time.Duration;
import java.util.Set;

/**
 * One connection, segment by segment. Sequence numbers are told as an RFC tells them, from the
 * start of each direction: ours begin after {@link #IRS}, the engine's after {@link #iss}.
 */
final class TcpLab {
  /** The program's initial sequence number: close to the wrap, to find who forgets it. */
  static final int IRS = -20;

  final PacketLab lab;
  final Endpoint program;
  final Endpoint service;

  /** The engine's initial sequence number, once known. */
  int iss;

  TcpLab() {
    this(false, new PacketLab());
  }

  TcpLab(boolean v6, PacketLab lab) {
    this.lab = lab;
    program = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    service = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
  }

  static TcpLab with(TcpSettings settings, Set<Link.Offload> offloads) {
    return new TcpLab(
        false, new PacketLab(1500, offloads, EngineConfig.of(Set.of()).withTcp(settings)));
  }

  /** The kernel sends a segment; flushed with the next {@link #out}, {@link #silence} or time. */
  void in(Segment segment) {
    lab.send(
        program.address(),
        service.address(),
        IpProtocol.TCP,
        16,
        segment.encode(program.port(), service.port()));
  }

  /** The engine's next segment. */
  Segment out() {
    return Segment.decode(lab.next().bytes());
  }

  /** The engine's next segment is an acknowledgment without payload, of this much. */
  void outAck(int relative) {
    Segment segment = out();
    assertThat(segment.flags()).as("flags of %s", segment).isEqualTo(TcpHeader.ACK);
    assertThat(segment.payload()).isEmpty();
    assertThat(segment.ack() - (IRS + 1)).as("bytes acknowledged").isEqualTo(relative);
  }

  /** The engine's next segment carries this. */
  Segment outData(int relative, String text) {
    Segment segment = out();
    assertThat(segment.text()).isEqualTo(text);
    assertThat(segment.seq() - (iss + 1)).as("offset").isEqualTo(relative);
    return segment;
  }

  void silence() {
    lab.nothing();
  }

  void pass(Duration time) {
    lab.pass(time);
  }

  /** The far side of the only connection. */
  MemoryDialer.Stream stream() {
    lab.run();
    assertThat(lab.dialer.streams).isNotEmpty();
    return lab.dialer.streams.getLast();
  }

  /** The n-th byte of the program's stream, from 0, acknowledging m bytes of the engine's. */
  Segment seg(int offset, int acknowledged) {
    return Segment.ack(IRS + 1 + offset, iss + 1 + acknowledged);
  }

  /** Goes through the handshake with a SYN like this. */
  TcpLab establish(Segment syn) {
    in(syn);
    stream().far.onConnected(1);
    Segment synAck = out();
    assertThat(synAck.flags()).isEqualTo(TcpHeader.SYN | TcpHeader.ACK);
    assertThat(synAck.ack()).isEqualTo(IRS + 1);
    iss = synAck.seq();
    Segment ack = seg(0, 0);
    in(syn.ts() == null ? ack : ack.ts(syn.ts().value(), 0));
    silence();
    return this;
  }

  TcpLab establish() {
    return establish(Segment.syn(IRS));
  }
}
