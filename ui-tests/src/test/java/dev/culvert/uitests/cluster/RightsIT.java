package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rights that connecting takes: with all of them it works, without one the message names it.
 */
@Tag("gate")
@Timeout(120)
final class RightsIT extends ClusterStory {

  @ParameterizedTest
  @EnumSource
  void aMissingRightIsNamed(Right missing) {
    Manager.grant(cluster(), EnumSet.complementOf(EnumSet.of(missing)));
    Output output = connect(laptop());
    assertThat(output.exitCode()).as(output.out()).isNotZero();
    assertThat(output.out() + output.err()).contains(missing.named).contains("CUL-K04");
    disconnect();
  }

  @AfterEach
  void giveAllRights() {
    Manager.grant(cluster(), EnumSet.allOf(Right.class));
  }
}
