package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.IpProtocol;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4987: a flood of SYNs neither grows memory nor disturbs what is established. */
final class SynFloodTest {
  private static final Failure UNUSED = new Failure(Failure.Cause.RESET, "");
  private static final int FLOOD = 20_000;

  /** The flood comes from elsewhere: nobody there acknowledges, whatever the far side says. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFloodIsCappedAndTheRestGoesOn(boolean accepted) {
    TcpLab lab = new TcpLab().establish();
    int got = 0;
    for (int i = 0; i < FLOOD; i++) {
      lab.lab.send(
          PacketLab.SERVICE_V4.address(),
          lab.service.address(),
          IpProtocol.TCP,
          16,
          Segment.syn(i).encode(1 + i, 80));
      if (i % 500 == 499) {
        lab.lab.run();
        if (accepted) {
          lab.lab.dialer.streams.stream()
              .skip(Math.max(1, lab.lab.dialer.streams.size() - 500L))
              .filter(stream -> !stream.takesPayload())
              .forEach(stream -> stream.act(1, 0, UNUSED));
        }
        lab.in(lab.seg(got, 0).data("0123456789"));
        lab.lab.run();
        lab.pass(Duration.ofMillis(10));
        got += 10;
        lab.lab.seen.clear();
        assertThat(lab.lab.dialer.streams.getFirst().written.size()).isEqualTo(got);
      }
    }
    assertThat(lab.lab.engine.stats().tcpFlows())
        .isEqualTo(1 + TcpSettings.DEFAULTS.maxSynsInFlight());
    assertThat(lab.lab.engine.stats().get(Counter.SYNS_LIMITED)).isEqualTo(FLOOD - 1024);
    assertThat(lab.lab.memoryInUse()).as("bytes of buffers").isLessThan(1 << 20);
    if (accepted) {
      lab.pass(Duration.ofSeconds(64));
      assertThat(lab.lab.engine.stats().tcpFlows()).as("given up by then").isEqualTo(1);
    }
  }
}
