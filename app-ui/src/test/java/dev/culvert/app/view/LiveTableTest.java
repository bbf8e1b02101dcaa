package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveTableTest {
  private final HandWorkbench bench = new HandWorkbench();
  private final LiveTable<Long> table =
      new LiveTable<>(bench, row -> row, Number::new, new FilterKeys(), row -> row > 3, 5);

  @Test
  void showsTheNewestFirstAndKeepsNoMoreThanItsCap() {
    table.change(false, LongStream.rangeClosed(1, 8).boxed().toList(), List.of());
    assertThat(table.picture().get().rows()).containsExactly(8L, 7L, 6L, 5L, 4L);
    assertThat(table.picture().get().total()).isEqualTo(5);
  }

  @Test
  void makesAtMostTenPicturesASecond() {
    int[] pictures = {0};
    table.picture().addListener((o, was, is) -> pictures[0]++);
    for (long i = 1; i <= 500; i++) {
      table.change(false, List.of(i), List.of());
      bench.pass(Duration.ofMillis(2));
    }
    bench.pass(Duration.ofMillis(200));
    assertThat(pictures[0]).isBetween(8, 12);
    assertThat(table.picture().get().rows()).startsWith(500L);
  }

  @Test
  void frozenItHoldsAndCountsWhatIsNew() {
    table.change(false, List.of(1L, 2L), List.of());
    bench.pass(Duration.ofSeconds(1));
    table.frozen().set(true);
    bench.pass(Duration.ofSeconds(1));
    table.change(false, List.of(3L, 4L), List.of());
    bench.pass(Duration.ofSeconds(1));
    assertThat(table.picture().get().rows()).containsExactly(2L, 1L);
    assertThat(table.picture().get().news()).isEqualTo(2);
    table.filter().set("1");
    bench.pass(Duration.ofSeconds(1));
    assertThat(table.picture().get().rows()).containsExactly(1L);
    table.filter().set("");
    table.frozen().set(false);
    bench.pass(Duration.ofSeconds(1));
    assertThat(table.picture().get().rows()).containsExactly(4L, 3L, 2L, 1L);
  }

  @Test
  void aSnapshotForgetsWhatWasBefore() {
    table.change(false, List.of(1L, 2L), List.of());
    table.change(true, List.of(9L), List.of());
    bench.pass(Duration.ofSeconds(1));
    assertThat(table.picture().get().rows()).containsExactly(9L);
    table.change(false, List.of(), List.of(9L));
    bench.pass(Duration.ofSeconds(1));
    assertThat(table.picture().get().rows()).isEmpty();
  }

  private record Number(long value) implements Filter.Subject {
    @Override
    public boolean says(String word) {
      return Long.toString(value).contains(word);
    }

    @Override
    public boolean is(String key, String other) {
      return false;
    }
  }
}
