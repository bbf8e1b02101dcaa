package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedTest {
  private final HandWorkbench bench = new HandWorkbench();

  @Test
  void showsTheFirstChangeAtOnceAndTheLastOneAlways() {
    int[] value = {0};
    int[] shown = {0};
    int[] pictures = {0};
    Paced paced =
        new Paced(
            bench,
            () -> {
              int now = value[0];
              return () -> {
                shown[0] = now;
                pictures[0]++;
              };
            });
    for (int i = 1; i <= 1000; i++) {
      value[0] = i;
      paced.poke();
      bench.pass(Duration.ofMillis(1));
    }
    bench.pass(Duration.ofMillis(200));
    assertThat(shown[0]).isEqualTo(1000);
    assertThat(pictures[0]).isBetween(9, 12);
    bench.pass(Duration.ofSeconds(5));
    assertThat(pictures[0]).as("nothing is made while nothing changes").isBetween(9, 12);
  }
}
