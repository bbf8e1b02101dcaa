package dev.culvert.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.Engine;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryRecorder;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.MemoryLink;
import dev.culvert.core.tcp.TcpSettings;
import dev.culvert.core.time.VirtualScheduler;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Byte streams both ways through the engine over a link that loses, delays, doubles and corrupts,
 * against a program's TCP that shares no code with it: every byte and both ends arrive, and nothing
 * is left. 200 seeds; {@code -Dculvert.sim.seeds=10000} for the long run.
 */
final class SimulationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(60);

  /** With 15 % loss each way, ten losses in a row come up in some thousands of runs. */
  private static final TcpSettings PATIENT = TcpSettings.DEFAULTS.withGiveUp(PATIENCE);

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
      run(Scenario.of(seed));
    }
  }

  /** A link that loses nothing is not sent anything twice. */
  @Test
  void nothingIsSentTwiceWithoutNeed() {
    for (boolean gso : new boolean[] {false, true}) {
      Scenario clean =
          new Scenario(1, false, gso, true, true, 0, 0, 0, 0, 0, 400_000, 400_000, false);
      Engine engine = run(clean);
      assertThat(engine.stats().get(Counter.RETRANSMITS)).isZero();
      assertThat(engine.stats().get(Counter.TCP_UNACCEPTABLE)).isZero();
    }
  }

  private static Engine run(Scenario scenario) {
    VirtualScheduler scheduler = new VirtualScheduler(scenario.seed() * 1_000_000_007L);
    Set<Link.Offload> offloads =
        scenario.gso()
            ? EnumSet.of(Link.Offload.CHECKSUM, Link.Offload.TSO4, Link.Offload.TSO6)
            : Set.of();
    MemoryLink.Pair pair = MemoryLink.pair(1500, offloads, scheduler);
    Pattern up = new Pattern(scenario.seed(), scenario.up());
    Pattern down = new Pattern(~scenario.seed(), scenario.down());
    FarEnd farEnd = new FarEnd(scheduler, scenario, up, down);
    MemoryRecorder recorder = new MemoryRecorder();
    Engine engine =
        new Engine(
            pair.near(),
            scheduler,
            EngineConfig.of(Set.of()).withTcp(PATIENT),
            farEnd,
            recorder,
            new Random(scenario.seed()));
    LossyCable cable = new LossyCable(pair.far(), scheduler, scenario);
    Program program = new Program(scheduler, cable, scenario, up, down);
    cable.start(program::receive);
    engine.start();
    program.start();

    long start = scheduler.nanoTime();
    while (!(program.done() && farEnd.done()) && !program.wasRefused()) {
      assertThat(scheduler.step())
          .as("something is still to happen: %s %s", scenario, program)
          .isTrue();
      assertThat(scheduler.nanoTime() - start)
          .as(
              "%s is stuck: %s; far end got %s; %s",
              scenario, program, farEnd.received, engine.stats())
          .isLessThan(PATIENCE.toNanos());
    }
    assertThat(program.wasRefused())
        .as("reset in %s: %s %s", scenario, program, engine.stats())
        .isFalse();
    assertThat(farEnd.wasReset).isFalse();
    assertThat(farEnd.received).isEqualTo(up.length());
    // The engine's last acknowledgment or the program's may be lost: time ends it.
    scheduler.advance(Duration.ofMinutes(10));
    assertThat(engine.stats().tcpFlows())
        .as("%s left something: %s", scenario, engine.stats())
        .isZero();
    // A late duplicate of the SYN may open another one, which the program resets.
    assertThat(recorder.lines).as("%s", scenario).containsOnlyOnce("1 established", "1 ended");
    return engine;
  }
}
