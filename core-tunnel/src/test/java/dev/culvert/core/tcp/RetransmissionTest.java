package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.demux.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 6298 and RFC 5681 section 3.2. */
final class RetransmissionTest {
  private static final Duration RTO = Duration.ofMillis(200);

  @Test
  void whatIsNotAcknowledgedIsSentAgainAfterTwiceTheTimeEachTime() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().data("abc".getBytes(StandardCharsets.US_ASCII));
    lab.outData(0, "abc");
    for (int i = 0; i < 5; i++) {
      lab.pass(RTO.multipliedBy(1L << i).minusMillis(1));
      lab.silence();
      lab.pass(Duration.ofMillis(1));
      lab.outData(0, "abc");
    }
    assertThat(lab.lab.engine.stats().get(Counter.RETRANSMIT_TIMEOUTS)).isEqualTo(5);
    lab.in(lab.seg(0, 3));
    lab.pass(Duration.ofSeconds(60));
    lab.silence();
  }

  @Test
  void aProgramThatNeverAnswersIsGivenUp() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().data(new byte[10]);
    lab.pass(Duration.ofMinutes(5));
    assertThat(lab.stream().reset).isTrue();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.lab.recorder.lines)
        .last()
        .asString()
        .startsWith("1 abandoned: the program's side has not answered for ");
  }

  @Test
  void threeDuplicateAcknowledgmentsBringTheFirstSegmentAtOnce() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().data(new byte[1460 * 5]);
    for (int i = 0; i < 5; i++) {
      assertThat(lab.out().payload()).hasSize(1460);
    }
    lab.in(lab.seg(0, 0));
    lab.in(lab.seg(0, 0));
    lab.silence();
    lab.in(lab.seg(0, 0));
    Segment again = lab.out();
    assertThat(again.seq()).isEqualTo(lab.iss + 1);
    assertThat(again.payload()).hasSize(1460);
    lab.silence();

    // RFC 6582: a partial acknowledgment names the next one that is missing.
    lab.in(lab.seg(0, 2920));
    Segment next = lab.out();
    assertThat(next.seq()).isEqualTo(lab.iss + 1 + 2920);
    lab.in(lab.seg(0, 7300));
    lab.pass(Duration.ofSeconds(10));
    lab.silence();
    assertThat(lab.lab.engine.stats().get(Counter.RETRANSMITS)).isEqualTo(2);
  }

  @Test
  void afterATimeoutTheRestFollowsAsItIsAcknowledged() {
    TcpLab lab = new TcpLab().establish();
    lab.stream().data(new byte[1460 * 3]);
    for (int i = 0; i < 3; i++) {
      lab.out();
    }
    lab.pass(RTO);
    assertThat(lab.out().seq()).isEqualTo(lab.iss + 1);
    lab.silence();
    lab.in(lab.seg(0, 1460));
    assertThat(lab.out().seq()).isEqualTo(lab.iss + 1 + 1460);
    assertThat(lab.out().seq()).isEqualTo(lab.iss + 1 + 2920);
    lab.silence();
  }

  @Test
  void aSilentProgramIsAskedAndThenGivenUp() {
    TcpLab lab = new TcpLab().establish();
    lab.pass(Duration.ofMinutes(2));
    Segment probe = lab.out();
    assertThat(probe.payload()).isEmpty();
    assertThat(probe.seq()).as("SND.NXT-1").isEqualTo(lab.iss);
    lab.in(lab.seg(0, 0));
    lab.pass(Duration.ofMinutes(1));
    lab.silence();
    lab.pass(Duration.ofMinutes(4));
    assertThat(lab.stream().reset).isTrue();
    assertThat(lab.lab.engine.stats().tcpFlows()).isZero();
  }
}
