package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineConfig;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.TcpHeader;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9293 section 3.5, with a far side that has to be asked first. */
final class HandshakeTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSynIsAnsweredOnceTheFarSideIsConnected(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab());
    lab.in(Segment.syn(TcpLab.IRS));
    lab.silence();
    assertThat(lab.stream().destination).isEqualTo(lab.service);
    assertThat(lab.stream().source).isEqualTo(lab.program);

    lab.stream().far.onConnected(5);

    Segment synAck = lab.out();
    assertThat(synAck.flags()).isEqualTo(TcpHeader.SYN | TcpHeader.ACK);
    assertThat(synAck.ack()).isEqualTo(TcpLab.IRS + 1);
    assertThat(synAck.mss()).isEqualTo(v6 ? 1440 : 1460);
    assertThat(synAck.windowScale()).as("not offered, so not answered").isEqualTo(-1);
    assertThat(synAck.ts()).isNull();
    assertThat(lab.lab.recorder.lines)
        .containsExactly("1 opened TCP " + lab.program + " " + lab.service, "1 established");
  }

  /** Happy eyeballs: the socket of the slower family is gone, and its kernel says so. */
  @Test
  void aProgramThatLeftBeforeTheAnswerIsNotAReset() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onConnected(5);
    assertThat(lab.out().flags()).isEqualTo(TcpHeader.SYN | TcpHeader.ACK);

    lab.in(Segment.rst(TcpLab.IRS + 1));

    assertThat(lab.stream().reset).isTrue();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.recorder.lines)
        .last()
        .asString()
        .startsWith("1 abandoned: the program had left when the answer came");
  }

  @Test
  void optionsAreAnsweredWhenOffered() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS).windowScale(7).ts(1000, 0));
    lab.stream().far.onConnected(5);

    Segment synAck = lab.out();
    assertThat(synAck.windowScale()).isEqualTo(5);
    assertThat(synAck.timestamps().echo()).isEqualTo(1000);
  }

  @Test
  void aRetransmittedSynIsNotDialledTwice() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.in(Segment.syn(TcpLab.IRS));
    lab.pass(Duration.ofSeconds(1));
    lab.in(Segment.syn(TcpLab.IRS));
    lab.silence();

    assertThat(lab.lab.dialer.streams).hasSize(1);
    assertThat(lab.lab.engine.stats().get(Counter.SYN_RETRANSMITS)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.Cause.class,
      names = {"REFUSED", "EXHAUSTED"})
  void aRefusedDialIsAReset(Failure.Cause cause) {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onFailed(new Failure(cause, "as the test wants it"));

    Segment rst = lab.out();
    assertThat(rst.flags()).isEqualTo(TcpHeader.RST | TcpHeader.ACK);
    assertThat(rst.seq()).isZero();
    assertThat(rst.ack()).isEqualTo(TcpLab.IRS + 1);
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended " + cause);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnreachableOneIsAnIcmpErrorThatQuotesTheSyn(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab());
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onFailed(new Failure(Failure.Cause.UNREACHABLE, "no route"));
    byte[] icmp = lab.lab.next().bytes();
    int at = v6 ? 40 : 20;
    assertThat(icmp[at]).as("type").isEqualTo((byte) (v6 ? 1 : 3));
    assertThat(icmp[at + 1]).as("code").isEqualTo((byte) (v6 ? 3 : 1));
    int quoted = at + 8 + at;
    assertThat((icmp[quoted] & 255) << 8 | (icmp[quoted + 1] & 255)).isEqualTo(40_000);
    assertThat(icmp[quoted + 7]).as("the sequence number's last byte").isEqualTo((byte) -20);
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aForbiddenOneIsAdministrativelyProhibited(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab());
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onFailed(new Failure(Failure.Cause.FORBIDDEN, "not yours"));
    byte[] icmp = lab.lab.next().bytes();
    assertThat(icmp[v6 ? 41 : 21]).as("code").isEqualTo((byte) (v6 ? 1 : 13));
  }

  @Test
  void oneThatTimedOutStaysSilentForItsOwnAttemptOnly() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onFailed(new Failure(Failure.Cause.TIMED_OUT, "nobody there"));
    lab.silence();
    for (int pause = 1; pause <= 64; pause *= 2) {
      lab.pass(Duration.ofSeconds(pause));
      lab.in(Segment.syn(TcpLab.IRS));
      lab.silence();
    }
    assertThat(lab.lab.dialer.streams).as("one attempt, one dial").hasSize(1);

    lab.in(Segment.syn(4711));
    lab.silence();
    assertThat(lab.lab.dialer.streams).as("another attempt").hasSize(2);
  }

  @Test
  void withoutATunnelTheNextSynIsDialledAgain() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onFailed(new Failure(Failure.Cause.TUNNEL_DOWN, "reconnecting"));
    lab.silence();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.silence();
    assertThat(lab.lab.dialer.streams).hasSize(2);
  }

  @Test
  void synsInFlightAreCapped() {
    TcpLab lab = TcpLab.with(TcpSettings.DEFAULTS.withMaxSynsInFlight(2), Set.<Link.Offload>of());
    for (int port = 1; port <= 3; port++) {
      lab.lab.send(
          lab.program.address(),
          lab.service.address(),
          6,
          16,
          Segment.syn(1).encode(50_000 + port, 80));
    }
    lab.silence();
    assertThat(lab.lab.dialer.streams).hasSize(2);
    assertThat(lab.lab.engine.stats().get(Counter.SYNS_LIMITED)).isEqualTo(1);

    lab.lab.dialer.streams.getFirst().far.onFailed(new Failure(Failure.Cause.REFUSED, ""));
    lab.out();
    assertThat(lab.lab.engine.stats().synsInFlight()).isEqualTo(1);
  }

  @Test
  void aLostSynAckIsSentAgain() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.syn(TcpLab.IRS));
    lab.stream().far.onConnected(1);
    Segment first = lab.out();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.out().seq()).isEqualTo(first.seq());
    lab.silence();
    lab.in(Segment.syn(TcpLab.IRS));
    assertThat(lab.out().flags()).as("and when the SYN comes again").isEqualTo(18);
  }

  @Test
  void aSegmentForNobodyIsReset() {
    TcpLab lab = new TcpLab();
    lab.in(Segment.ack(100, 200));
    Segment rst = lab.out();
    assertThat(rst.flags()).isEqualTo(TcpHeader.RST);
    assertThat(rst.seq()).isEqualTo(200);

    lab.in(Segment.rst(100));
    lab.silence();
  }

  @Test
  void nothingIsLeftAfterTheEngineCloses() {
    TcpLab lab =
        new TcpLab(false, new PacketLab(1500, Set.of(), EngineConfig.of(Set.of()))).establish();
    lab.lab.engine.close();
    Segment rst = lab.out();
    assertThat(rst.flags()).isEqualTo(TcpHeader.RST | TcpHeader.ACK);
    assertThat(lab.stream().reset).isTrue();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.lab.scheduler.pending()).as("timers").isZero();
  }
}
