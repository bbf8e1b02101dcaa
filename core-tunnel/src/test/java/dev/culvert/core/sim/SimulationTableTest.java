package dev.culvert.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.demux.Counter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What loss and reordering cost, as a table that is kept in the resources beside this test. Virtual
 * time and seeds make it the same on every machine: a change of the engine that changes a figure
 * shows here, and is judged before the table is written anew with {@code -Dculvert.sim.table=FILE}.
 */
final class SimulationTableTest {
  private static final int SEEDS = 15;
  private static final int BYTES = 1_000_000;

  @Test
  void theTableIsStillTrue() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("1 MB from the cluster to the program, 0.1 ms round trip, median of 15 seeds;\n");
    table.append("the worst of 15 in brackets. Segments sent again are a sum over the seeds.\n\n");
    table.append("| loss | reordered | SACK | time in ms | sent again | time-outs |\n");
    table.append("|---|---|---|---|---|---|\n");
    for (double loss : new double[] {0, 0.01, 0.05, 0.15}) {
      for (double reorder : new double[] {0, 0.05}) {
        for (boolean sack : new boolean[] {false, true}) {
          table.append(line(loss, reorder, sack));
        }
      }
    }
    String file = System.getProperty("culvert.sim.table");
    if (file != null) {
      Files.writeString(Path.of(file), table);
    }
    assertThat(table.toString()).isEqualTo(kept());
  }

  private static String line(double loss, double reorder, boolean sack) {
    long[] millis = new long[SEEDS];
    long retransmits = 0;
    long timeouts = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Scenario scenario =
          new Scenario(
              seed, false, false, true, true, sack, loss, reorder, 0, 0, 0, 0, BYTES, false);
      Simulation.Outcome outcome = Simulation.run(scenario);
      millis[seed] = outcome.took().toMillis();
      retransmits += outcome.stats().get(Counter.RETRANSMITS);
      timeouts += outcome.stats().get(Counter.RETRANSMIT_TIMEOUTS);
    }
    Arrays.sort(millis);
    return "| %.0f %% | %.0f %% | %s | %d (%d) | %d | %d |%n"
        .formatted(
            loss * 100,
            reorder * 100,
            sack ? "yes" : "no",
            millis[SEEDS / 2],
            millis[SEEDS - 1],
            retransmits,
            timeouts);
  }

  private static String kept() throws IOException {
    try (InputStream in = SimulationTableTest.class.getResourceAsStream("simulation.md")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
