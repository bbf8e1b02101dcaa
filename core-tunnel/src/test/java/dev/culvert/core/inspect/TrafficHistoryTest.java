package dev.culvert.core.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.TrafficHistory.Phase;
import dev.culvert.core.inspect.TrafficHistory.Second;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Counting by seconds. */
final class TrafficHistoryTest {
  private long millis = 1_000_000;
  private long in;
  private final TrafficHistory history =
      new TrafficHistory(
          () -> Instant.ofEpochMilli(millis),
          () -> new FlowLog.Totals(in, 2 * in, 1),
          () -> Phase.UP);

  private void pass(long time, long bytes) {
    millis += time;
    in += bytes;
    history.tick();
  }

  @Test
  void eachSecondHasWhatCameInIt() {
    history.tick();
    for (int i = 0; i < 25; i++) {
      pass(100, 10);
    }
    assertThat(history.after(0))
        .containsExactly(
            new Second(1000, 100, 200, Phase.UP), new Second(1001, 100, 200, Phase.UP));
    assertThat(history.after(1000)).hasSize(1);
  }

  @Test
  void aSleepIsMissingAndNotSilent() {
    history.tick();
    pass(1000, 10);
    pass(60_000, 999);
    pass(1000, 10);
    assertThat(history.after(0))
        .containsExactly(new Second(1000, 10, 20, Phase.UP), new Second(1061, 10, 20, Phase.UP));
  }

  @Test
  void anHourIsKept() {
    history.tick();
    for (int i = 0; i < 4000; i++) {
      pass(1000, 1);
    }
    assertThat(history.after(0)).hasSize(TrafficHistory.LENGTH - 1);
  }
}
