package dev.culvert.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineStats;
import dev.culvert.core.demux.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
