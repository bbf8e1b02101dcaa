package dev.culvert.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineStats;
import dev.culvert.core.demux.Counter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Byte streams both ways through the engine over a link that loses, delays, doubles and corrupts,
 * against a program's TCP that shares no code with it: every byte and both ends arrive, and nothing
 * is left. 200 seeds; {@code -Dculvert.sim.seeds=10000} for the long run.
 */
final class SimulationTest {
  static long[] seeds() {
    int count = Integer.getInteger("culvert.sim.seeds", 200);
    long[] seeds = new long[count / 20];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = i * 20L;
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyByteArrivesBothWays(long first) {
    for (long seed = first; seed < first + 20; seed++) {
      Simulation.run(Scenario.of(seed));
    }
  }

  /** A link that loses nothing is not sent anything twice. */
  @Test
  void nothingIsSentTwiceWithoutNeed() {
    for (boolean gso : new boolean[] {false, true}) {
      Scenario clean =
          new Scenario(1, false, gso, true, true, true, 0, 0, 0, 0, 0, 400_000, 400_000, false);
      EngineStats stats = Simulation.run(clean).stats();
      assertThat(stats.get(Counter.RETRANSMITS)).isZero();
      assertThat(stats.get(Counter.TCP_UNACCEPTABLE)).isZero();
    }
  }

  /**
   * Throughput once collapsed with messages of 256 KiB: a window or an acknowledgment that waits
   * for a timer adds 40 ms or more where a transfer of this size takes a few. In virtual time, so
   * exact.
   */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void noSizeOfTransferWaitsForATimer(boolean up, boolean gso) {
    int most = 4 << 20;
    double perByte = (double) took(up, gso, most).toNanos() / most;
    for (int size = 16 << 10; size < most; size *= 2) {
      for (int around : new int[] {size - 1, size, size + 1, size + 1460}) {
        Duration took = took(up, gso, around);
        assertThat(took)
            .as("%d bytes; %.1f ns a byte with %d", around, perByte, most)
            .isLessThan(Duration.ofNanos((long) (1.3 * perByte * around)).plusMillis(30));
      }
    }
  }

  private static Duration took(boolean up, boolean gso, int size) {
    return Simulation.run(
            new Scenario(
                1, false, gso, true, true, true, 0, 0, 0, 0, 0, up ? size : 0, up ? 0 : size, up))
        .took();
  }
}
