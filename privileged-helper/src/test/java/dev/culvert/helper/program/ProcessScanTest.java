package dev.culvert.helper.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessScanTest {
  private static final int ONE_IN = 1_000;
  private static final long MOST = 100;

  @TempDir Path proc;
  private final AtomicLong now = new AtomicLong();
  private final Allowance allowance = new Allowance(ONE_IN, MOST, 0);
  private final Map<Long, Program> found = new HashMap<>();

  @BeforeEach
  void aProcessWithASocket() throws IOException {
    Path process = proc.resolve("4711");
    Files.createDirectories(process.resolve("fd"));
    Files.createSymbolicLink(process.resolve("fd/5"), Path.of("socket:[99]"));
    Files.writeString(process.resolve("comm"), "curl\n");
  }

  @Test
  void findsTheHolderOfASocket() {
    Map<Long, Integer> wanted = new HashMap<>(Map.of(99L, 1000));
    assertThat(scan().findWhereLikely(wanted, found)).isTrue();
    assertThat(wanted).isEmpty();
    assertThat(found).containsEntry(99L, new Program(4711, "curl", 1000));
  }

  /**
   * Listing all processes took more than was earned while connections were short, so the allowance
   * was never there again and nobody was ever found.
   */
  @Test
  void doesNotEvenListTheProcessesWhenItsAllowanceIsSpent() {
    allowance.spend(MOST);
    ProcessScan scan = scan();
    for (int i = 0; i < 100; i++) {
      assertThat(scan.findWhereLikely(new HashMap<>(Map.of(99L, 1000)), found)).isFalse();
      assertThat(scan.findElsewhere(new HashMap<>(Map.of(99L, 1000)), found)).isFalse();
    }
    now.addAndGet(5 * ONE_IN);
    assertThat(scan.findWhereLikely(new HashMap<>(Map.of(99L, 1000)), found))
        .as("what was earned meanwhile is there")
        .isTrue();
    assertThat(found).containsKey(99L);
  }

  private ProcessScan scan() {
    // Each look at the clock is later than the one before, so work costs something.
    return new ProcessScan(proc, allowance, now::getAndIncrement);
  }
}
