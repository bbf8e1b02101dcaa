package dev.culvert.helper.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AllowanceTest {
  @Test
  void givesAShareOfTheTimeAndSavesUpNoMoreThanItsMost() {
    Allowance allowance = new Allowance(10, 100, 0);
    assertThat(allowance.some(0)).as("full at the start").isTrue();
    allowance.spend(100);
    assertThat(allowance.some(0)).isFalse();
    assertThat(allowance.some(10)).as("a tenth of ten").isTrue();
    allowance.spend(1);
    assertThat(allowance.some(1_000_000)).isTrue();
    allowance.spend(100);
    assertThat(allowance.some(1_000_000)).as("no more than its most was saved").isFalse();
  }

  @Test
  void whatCanWaitLeavesHalf() {
    Allowance allowance = new Allowance(10, 100, 0);
    allowance.spend(50);
    assertThat(allowance.plenty(0)).isTrue();
    allowance.spend(1);
    assertThat(allowance.plenty(0)).isFalse();
    assertThat(allowance.some(0)).isTrue();
    assertThat(allowance.plenty(10)).isTrue();
  }

  @Test
  void whatWasOverdrawnIsWaitedFor() {
    Allowance allowance = new Allowance(10, 100, 0);
    allowance.spend(300);
    assertThat(allowance.some(2_000)).isFalse();
    assertThat(allowance.some(2_010)).isTrue();
  }

  @Test
  void looksAsOftenAsOneLikesLoseNothing() {
    Allowance allowance = new Allowance(10, 100, 0);
    allowance.spend(100);
    boolean some = false;
    for (long now = 1; now <= 10; now++) {
      some = allowance.some(now);
    }
    assertThat(some).as("ten looks, one nanosecond apart, add up to one").isTrue();
  }
}
