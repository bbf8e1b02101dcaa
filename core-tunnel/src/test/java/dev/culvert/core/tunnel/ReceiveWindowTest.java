package dev.culvert.core.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a flow's window follows its reader. */
class ReceiveWindowTest {
  private static final int MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(128 * MIB);
  private final ReceiveWindow window = new ReceiveWindow(budget);

  @Test
  void beginsSmallAndCountsNothingUntilSomethingComes() {
    assertThat(window.initial()).isEqualTo(ReceiveWindow.START);
    assertThat(budget.held()).isZero();
    window.arrived(1000);
    assertThat(budget.held()).isEqualTo(1000);
  }

  /** Found by the benchmark: 10,000 of them left one that uploads 15 % of its throughput. */
  @Test
  void flowsThatHaveHadAFewBytesHoldNothing() {
    List<ReceiveWindow> idle = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ReceiveWindow one = new ReceiveWindow(budget);
      one.arrived(1);
      assertThat(one.consumed(1)).as("grant to flow %d", i).isZero();
      idle.add(one);
    }
    assertThat(budget.held()).isZero();
    // One of them may still grow as large as if it were alone.
    ReceiveWindow busy = idle.getLast();
    int credit = busy.initial() - 1;
    for (int i = 0; i < 20; i++) {
      busy.arrived(credit);
      credit = busy.consumed(credit) + busy.starved();
    }
    assertThat(busy.size()).isEqualTo(ReceiveWindow.MAX);
  }

  @Test
  void doesNotGrowForAReaderThatDoesNotRead() {
    window.arrived(ReceiveWindow.START);
    assertThat(window.starved()).isZero();
    assertThat(window.size()).isEqualTo(ReceiveWindow.START);
    assertThat(budget.held()).isEqualTo(ReceiveWindow.START);
  }

  @Test
  void doublesWhenTheFarSideStarvesAndTheReaderKeepsUp() {
    int credit = window.initial();
    while (window.size() < ReceiveWindow.MAX) {
      int before = window.size();
      window.arrived(credit);
      credit = window.consumed(credit) + window.starved();
      assertThat(window.size()).isEqualTo(2 * before);
    }
    window.arrived(credit);
    window.consumed(credit);
    window.starved();
    assertThat(window.size()).isEqualTo(ReceiveWindow.MAX);
  }

  @Test
  void growsAlsoWhenAWindowAndTheWordThatItIsUsedUpComeTogether() {
    window.arrived(ReceiveWindow.START);
    assertThat(window.starved()).isZero();
    window.consumed(ReceiveWindow.START / 2);
    assertThat(window.size()).as("half of it still waits").isEqualTo(ReceiveWindow.START);
    window.consumed(ReceiveWindow.START / 4);
    assertThat(window.size()).isEqualTo(2 * ReceiveWindow.START);
  }

  @Test
  void keepsItsSizeWhenTheFarSideIsTheLimit() {
    for (int i = 0; i < 10_000; i++) {
      window.arrived(1460);
      window.consumed(1460);
    }
    assertThat(window.size()).isEqualTo(ReceiveWindow.START);
  }

  @Test
  void shrinksWhenTheReaderHasBeenTheLimitForAWholeWindow() {
    int credit = window.initial();
    while (window.size() < ReceiveWindow.MAX) {
      window.arrived(credit);
      credit = window.consumed(credit) + window.starved();
    }
    // From now on everything granted waits for a reader that takes a little at a time.
    window.arrived(credit);
    for (int i = 0; i < 4_000; i++) {
      int granted = window.consumed(16 << 10);
      window.arrived(granted);
      window.starved();
    }
    assertThat(window.size()).isLessThanOrEqualTo(2 * ReceiveWindow.START);
    assertThat(budget.held()).isLessThanOrEqualTo(3 * ReceiveWindow.START);
  }

  @Test
  void grantsAQuarterAtATime() {
    int few = ReceiveWindow.START / 4 - 1;
    window.arrived(few + 1);
    assertThat(window.consumed(few)).isZero();
    assertThat(window.consumed(1)).isEqualTo(few + 1);
  }

  @Test
  void saysWhenMoreComesThanWasGranted() {
    assertThat(window.arrived(ReceiveWindow.START)).isTrue();
    assertThat(window.arrived(1)).isFalse();
  }

  @Test
  void staysWithinTheShareOfThoseThatHoldMuch() {
    budget.hold(128 * MIB - 8 * (64 << 10));
    window.arrived(ReceiveWindow.START);
    window.consumed(ReceiveWindow.START);
    for (int i = 0; i < 100; i++) {
      int credit = window.starved();
      window.arrived(credit);
      window.consumed(credit);
    }
    assertThat(window.size()).isLessThanOrEqualTo(2 * ReceiveWindow.START);
  }

  @Test
  void givesBackWhatItHoldsAtTheEnd() {
    window.arrived(12_345);
    window.close();
    window.close();
    assertThat(budget.held()).isZero();
    assertThat(window.consumed(12_345)).isZero();
  }
}
