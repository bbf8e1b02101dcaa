package dev.culvert.manager.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.grpc.StreamMessage;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a connection waits for a laptop, in virtual time. */
final class JoinsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Joins joins = new Joins();
  private final Asking asking = new Asking();
  private final Object laptop = new Object();
  private boolean there = true;
  private String name = "";

  @BeforeEach
  void begin() {
    channel.freezeTime();
    StreamJoin join = new StreamJoin(channel.eventLoop(), asking);
    name = joins.put(join, laptop, () -> there, channel.eventLoop());
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runPendingTasks();
    }
    // What a timer has begun.
    channel.runPendingTasks();
  }

  @Test
  void aLaptopThatIsThereIsWaitedFor() {
    pass(14);
    assertThat(asking.told).isEmpty();
    assertThat(joins.take(name, laptop)).isPresent();
    pass(10);
    assertThat(asking.told).isEmpty();
  }

  @Test
  void aLaptopThatIsAwayIsNot() {
    there = false;
    pass(4);
    assertThat(asking.told).isEmpty();
    pass(1);
    assertThat(asking.told).hasSize(1).allMatch(told -> told.contains("within 5 s"));
    assertThat(joins.take(name, laptop)).isEmpty();
  }

  @Test
  void whoseAbsenceIsNoticedLateIsGivenUpThen() {
    pass(6);
    there = false;
    pass(1);
    assertThat(asking.told).hasSize(1).allMatch(told -> told.contains("within 7 s"));
  }

  @Test
  void nobodyIsWaitedForForEver() {
    pass(15);
    assertThat(asking.told).hasSize(1).allMatch(told -> told.contains("within 15 s"));
  }

  @Test
  void nobodyElseTakesIt() {
    assertThat(joins.take(name, new Object())).isEmpty();
    assertThat(joins.take(name, laptop)).isPresent();
    assertThat(joins.take(name, laptop)).isEmpty();
  }

  /** The call that waits. */
  private static final class Asking extends ServerCall<StreamMessage, StreamMessage> {
    private final List<String> told = new ArrayList<>();

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(StreamMessage message) {
      told.add(message.toString());
    }

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public @Nullable MethodDescriptor<StreamMessage, StreamMessage> getMethodDescriptor() {
      return null;
    }
  }
}
