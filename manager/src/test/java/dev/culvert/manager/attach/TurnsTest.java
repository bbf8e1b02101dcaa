package dev.culvert.manager.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pods a, b and c of one attachment. */
final class TurnsTest {
  private static final List<String> PODS = List.of("a", "b", "c");

  private final Turns turns = new Turns();
  private final Set<String> attended = new HashSet<>(PODS);
  private final Set<String> answered = new HashSet<>();
  private Instant now = Instant.EPOCH;

  private List<String> begin() {
    List<String> begun = new ArrayList<>();
    for (String pod : PODS) {
      if (turns.begin(pod, PODS, attended::contains, answered::contains, now)) {
        begun.add(pod);
      }
    }
    return begun;
  }

  @Test
  void theNextIsToldWhenTheFormerHasAnswered() {
    assertThat(begin()).containsExactly("a");
    assertThat(begin()).containsExactly("a");
    answered.add("a");
    assertThat(begin()).containsExactly("a", "b");
    answered.add("b");
    assertThat(begin()).containsExactly("a", "b", "c");
    assertThat(turns.waiting(PODS)).isEmpty();
  }

  @Test
  void aPodWithoutAnAgentKeepsNobodyWaiting() {
    attended.remove("a");
    assertThat(begin()).containsExactly("b");
    attended.remove("b");
    assertThat(begin()).containsExactly("c");
    assertThat(turns.waiting(PODS)).containsExactly("a", "b");
  }

  @Test
  void anAgentThatDoesNotAnswerKeepsTheOthersWaitingForAWhile() {
    assertThat(begin()).containsExactly("a");
    now = now.plusMillis(4999);
    assertThat(begin()).containsExactly("a");
    now = now.plusMillis(1);
    assertThat(begin()).containsExactly("a", "b");
  }

  @Test
  void whoWasAnsweredForIsToldAgainAtOnce() {
    begin();
    answered.add("a");
    begin();
    answered.clear();
    assertThat(turns.begin("a", PODS, attended::contains, answered::contains, now)).isTrue();
  }
}
