package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.MemoryDialer;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.TcpHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 9293 section 3.6, both half-closes, and resets (RFC 5961). */
final class CloseTest {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  @Test
  void theProgramClosesFirst() {
    TcpLab lab = new TcpLab().establish();
    lab.in(lab.seg(0, 0).data("bye").fin());
    lab.outAck(4);
    assertThat(lab.stream().written.toString(StandardCharsets.US_ASCII)).isEqualTo("bye");
    assertThat(lab.stream().outputShut).isTrue();

    // CLOSE-WAIT: the other direction goes on.
    lab.stream().data(ABC);
    lab.outData(0, "abc");
    lab.in(lab.seg(4, 3));
    lab.stream().far.onEnd();
    assertThat(lab.out().has(TcpHeader.FIN)).isTrue();
    lab.in(lab.seg(4, 4));
    lab.silence();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.stream().reset).isFalse();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended");
    assertThat(lab.lab.scheduler.pending()).as("only the publisher's timer").isLessThan(2);
  }

  @Test
  void theFarSideClosesFirst() {
    TcpLab lab = new TcpLab().establish();
    MemoryDialer.Stream stream = lab.stream();
    stream.data(ABC);
    stream.far.onEnd();
    Segment fin = lab.outData(0, "abc");
    assertThat(fin.has(TcpHeader.FIN)).isTrue();
    lab.in(lab.seg(0, 4));

    // FIN-WAIT-2: the program may still send.
    lab.in(lab.seg(0, 4).data("more"));
    lab.pass(Duration.ofMillis(10));
    lab.outAck(4);
    lab.in(lab.seg(4, 4).fin());
    lab.outAck(5);
    assertThat(lab.stream().written.toString(StandardCharsets.US_ASCII)).isEqualTo("more");
    assertThat(lab.stream().outputShut).isTrue();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended");

    // TIME-WAIT: a FIN that comes again is acknowledged again.
    lab.in(lab.seg(4, 4).fin());
    lab.outAck(5);
    lab.pass(Duration.ofSeconds(5));
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.scheduler.pending()).isZero();
  }

  @Test
  void bothCloseAtOnce() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().far.onEnd();
    assertThat(lab.out().has(TcpHeader.FIN)).isTrue();
    lab.in(lab.seg(0, 0).fin()); // CLOSING
    lab.outAck(1);
    lab.in(lab.seg(1, 1)); // TIME-WAIT
    lab.silence();
    assertThat(lab.stream().outputShut).isTrue();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended");
    assertThat(lab.lab.engine.stats().tcpFlows()).isEqualTo(1);
    lab.pass(Duration.ofSeconds(4));
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
  }

  @Test
  void theFinWaitsForThePayloadBeforeIt() {
    TcpLab lab = new TcpLab().establish();
    lab.in(lab.seg(3, 0).data("def").fin());
    lab.outAck(0);
    assertThat(lab.stream().outputShut).isFalse();
    lab.in(lab.seg(0, 0).data("abc"));
    lab.outAck(7);
    assertThat(lab.stream().outputShut).isTrue();
    assertThat(lab.stream().written.toString(StandardCharsets.US_ASCII)).isEqualTo("abcdef");
  }

  @Test
  void theFarSideIsToldOfTheEndAfterWhatWaitsForRoom() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().writable = false;
    lab.in(lab.seg(0, 0).data("slow").fin());
    lab.outAck(5);
    lab.stream().far.onEnd();
    assertThat(lab.out().has(TcpHeader.FIN)).isTrue();
    lab.in(lab.seg(5, 1));
    lab.silence();
    assertThat(lab.lab.engine.stats().tcpFlows()).as("the program is done").isZero();
    assertThat(lab.stream().outputShut).isFalse();

    lab.stream().writable = true;
    lab.stream().far.onWritable();
    assertThat(lab.stream().written.toString(StandardCharsets.US_ASCII)).isEqualTo("slow");
    assertThat(lab.stream().outputShut).isTrue();
    assertThat(lab.stream().reset).isFalse();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended");
  }

  @Test
  void aLostFinIsSentAgain() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().far.onEnd();
    assertThat(lab.out().has(TcpHeader.FIN)).isTrue();
    lab.pass(Duration.ofMillis(200));
    assertThat(lab.out().has(TcpHeader.FIN)).isTrue();
  }

  @Test
  void theProgramResets() {
    TcpLab lab = new TcpLab().establish();
    lab.in(Segment.rst(TcpLab.IRS + 1));
    lab.silence();
    assertThat(lab.stream().reset).isTrue();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.recorder.lines)
        .last()
        .isEqualTo("1 abandoned: the program ended it with a reset");
  }

  /** RFC 5961 section 3.2. */
  @Test
  void aResetInsideTheWindowThatIsNotExactIsChallenged() {
    TcpLab lab = new TcpLab().establish();
    lab.in(Segment.rst(TcpLab.IRS + 2));
    lab.outAck(0);
    lab.in(Segment.rst(TcpLab.IRS - 5000));
    lab.silence();
    assertThat(lab.stream().reset).isFalse();
  }

  /** RFC 5961 section 4.2. */
  @Test
  void aSynInsideTheWindowIsChallengedAndLimited() {
    TcpLab lab = new TcpLab().establish();
    for (int i = 0; i < 30; i++) {
      lab.in(Segment.syn(TcpLab.IRS + 10 + i));
    }
    for (int i = 0; i < 10; i++) {
      lab.outAck(0);
    }
    lab.silence();
    assertThat(lab.lab.engine.stats().get(Counter.ACKS_LIMITED)).isEqualTo(20);
  }

  /** RFC 5961 section 5.2. */
  @Test
  void anAcknowledgmentOfWhatWasNeverSentIsChallengedAndItsPayloadDropped() {
    TcpLab lab = new TcpLab().establish();
    lab.in(lab.seg(0, 5000).data("evil"));
    lab.outAck(0);
    assertThat(lab.stream().written.size()).isZero();
  }

  @Test
  void theFarSideResets() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().data(ABC);
    lab.outData(0, "abc");
    lab.stream().far.onReset(new Failure(Failure.Cause.RESET, "by peer"));
    Segment rst = lab.out();
    assertThat(rst.has(TcpHeader.RST)).isTrue();
    assertThat(rst.seq()).isEqualTo(lab.iss + 4);
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.recorder.lines).last().isEqualTo("1 ended RESET");
  }

  /** RFC 7323 section 5. */
  @Test
  void aSegmentFromThePastIsNotTaken() {
    TcpLab lab = new TcpLab().establish(Segment.syn(TcpLab.IRS).ts(1000, 0));
    lab.in(lab.seg(0, 0).data("new").ts(1001, 0));
    lab.pass(Duration.ofMillis(10));
    lab.outAck(3);
    lab.in(lab.seg(3, 0).data("old").ts(900, 0));
    lab.outAck(3);
    assertThat(lab.stream().written.toString(StandardCharsets.US_ASCII)).isEqualTo("new");
  }

  /** RFC 9293 section 3.6.1, MAY-2. */
  @Test
  void aNewSynReopensAConnectionInTimeWait() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().far.onEnd();
    lab.out();
    lab.in(lab.seg(0, 1).fin());
    lab.outAck(1);
    lab.in(Segment.syn(TcpLab.IRS + 1000));
    lab.silence();
    assertThat(lab.lab.dialer.streams).hasSize(2);
  }
}
