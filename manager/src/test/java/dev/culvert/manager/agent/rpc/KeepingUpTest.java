package dev.culvert.manager.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop whose turns take as long as the test says, in virtual time. */
final class KeepingUpTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private boolean kept;

  @BeforeEach
  void begin() {
    channel.freezeTime();
    KeepingUp.await(channel.eventLoop(), () -> kept = true);
  }

  private void turns(int count, int millis) {
    for (int i = 0; i < count; i++) {
      channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      channel.runPendingTasks();
    }
  }

  @Test
  void aLoopInTimeKeepsUpSoon() {
    turns(15, 5);
    assertThat(kept).isFalse();
    turns(1, 5);
    assertThat(kept).isTrue();
  }

  @Test
  void aLoopThatIsLateIsWaitedFor() {
    turns(10, 200);
    assertThat(kept).isFalse();
    turns(16, 5);
    assertThat(kept).isTrue();
  }

  @Test
  void inTimeNowAndThenIsNotEnough() {
    for (int i = 0; i < 5; i++) {
      turns(1, 200);
      turns(11, 5);
    }
    assertThat(kept).isFalse();
  }

  @Test
  void itIsNotWaitedForForEver() {
    turns(14, 200);
    assertThat(kept).isFalse();
    turns(1, 200);
    assertThat(kept).isTrue();
  }
}
