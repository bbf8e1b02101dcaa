package dev.culvert.core.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One budget for all flows: no flow gets nothing, all together get no more than there is. */
class MemoryBudgetTest {
  private static final int MIB = 1 << 20;

  @Test
  void givesAFlowAnEighthOfWhatIsFree() {
    MemoryBudget budget = new MemoryBudget(64 * MIB);
    assertThat(budget.share()).isEqualTo(8 * MIB);
    budget.hold(32 * MIB);
    assertThat(budget.share()).isEqualTo(4 * MIB);
  }

  @Test
  void givesEverybodyTheFloorWhenThereIsNothingLeft() {
    MemoryBudget budget = new MemoryBudget(MIB);
    budget.hold(2 * MIB);
    assertThat(budget.share()).isEqualTo(MemoryBudget.FLOOR);
  }

  @Test
  void promisesLessTheMoreFlowsThereAre() {
    MemoryBudget budget = new MemoryBudget(64 * MIB);
    for (int i = 0; i < 64; i++) {
      budget.open();
    }
    assertThat(budget.promise()).isEqualTo(MIB / 2);
    for (int i = 0; i < 63; i++) {
      budget.close();
    }
    assertThat(budget.promise()).isEqualTo(32 * MIB);
  }

  @Test
  void keepsFiveHundredGreedyFlowsWithinTheBudgetAndEqual() {
    MemoryBudget budget = new MemoryBudget(64 * MIB);
    List<GreedyFlow> flows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      flows.add(new GreedyFlow(budget));
    }
    for (int round = 0; round < 200; round++) {
      flows.forEach(GreedyFlow::readsAll);
    }
    int smallest = flows.stream().mapToInt(flow -> flow.credit).min().orElseThrow();
    int largest = flows.stream().mapToInt(flow -> flow.credit).max().orElseThrow();
    assertThat(budget.held()).isLessThanOrEqualTo(budget.bytes());
    assertThat(smallest).isGreaterThan(32 << 10);
    assertThat(largest).isLessThanOrEqualTo(3 * smallest);
    flows.forEach(flow -> flow.window.close());
    assertThat(budget.held()).isZero();
  }

  /** Reads at once all that comes, and always has more to come. */
  private static final class GreedyFlow {
    final ReceiveWindow window;
    int credit;

    GreedyFlow(MemoryBudget budget) {
      window = new ReceiveWindow(budget);
      credit = window.initial();
    }

    void readsAll() {
      int sent = credit;
      assertThat(window.arrived(sent)).isTrue();
      credit = window.consumed(sent) + window.starved();
      assertThat(credit).as("credit: nobody stands still").isPositive();
    }
  }
}
