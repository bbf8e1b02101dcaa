package dev.culvert.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.Engine;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.EngineStats;
import dev.culvert.core.MemoryRecorder;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.MemoryLink;
import dev.culvert.core.tcp.TcpSettings;
import dev.culvert.core.time.VirtualScheduler;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** Runs one scenario to its end and checks that all of it has arrived and nothing is left. */
final class Simulation {
  private static final Duration PATIENCE = Duration.ofMinutes(60);

  /** With 15 % loss each way, ten losses in a row come up in some thousands of runs. */
  private static final TcpSettings PATIENT = TcpSettings.DEFAULTS.withGiveUp(PATIENCE);

  private Simulation() {}

  /** How a run went: the engine's figures, and how long the payload took. */
  record Outcome(EngineStats stats, Duration took) {}

  static Outcome run(Scenario scenario) {
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
    Duration took = Duration.ofNanos(scheduler.nanoTime() - start);
    // The engine's last acknowledgment or the program's may be lost: time ends it.
    scheduler.advance(Duration.ofMinutes(10));
    assertThat(engine.stats().tcpFlows())
        .as("%s left something: %s", scenario, engine.stats())
        .isZero();
    // A late duplicate of the SYN may open another one, which the program resets.
    assertThat(recorder.lines).as("%s", scenario).containsOnlyOnce("1 established", "1 ended");
    return new Outcome(engine.stats(), took);
  }
}
