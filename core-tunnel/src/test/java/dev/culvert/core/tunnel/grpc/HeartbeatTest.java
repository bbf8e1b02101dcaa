package dev.culvert.core.tunnel.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.proto.manager.v1.Beat;
import io.grpc.stub.StreamObserver;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A beat a second, five seconds of silence allowed, in virtual time. */
final class HeartbeatTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Duration> roundTrips = new ArrayList<>();
  private final List<ConnectFailure> ends = new ArrayList<>();
  private final List<Long> sent = new ArrayList<>();
  private Optional<String> severed = Optional.empty();
  private int looks;
  private boolean answered = true;
  private @Nullable StreamObserver<Beat> answers;

  private final Heartbeat heartbeat =
      new Heartbeat(
          channel.eventLoop(),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          () -> {
            looks++;
            return severed;
          },
          roundTrips::add,
          ends::add);

  private void begin() {
    channel.freezeTime();
    heartbeat.start(heard -> {
      answers = heard;
      return new Far();
    });
    channel.runPendingTasks();
  }

  private void pass(int seconds) {
    for (int tenth = 0; tenth < 10 * seconds; tenth++) {
      channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
      channel.runPendingTasks();
    }
    // What a timer has begun.
    channel.runPendingTasks();
  }

  @Test
  void whatIsAnsweredLivesOn() {
    begin();
    pass(30);
    assertThat(sent).hasSize(31);
    assertThat(roundTrips).hasSize(31);
    assertThat(ends).isEmpty();
    assertThat(looks).as("nobody asks for addresses while answers come").isZero();
  }

  @Test
  void silenceIsNoticed() {
    begin();
    pass(3);
    answered = false;
    pass(5);
    assertThat(ends).isEmpty();
    pass(2);
    assertThat(ends).hasSize(1);
    assertThat(ends.getFirst()).hasMessageContaining("nothing has come from the manager");
  }

  @Test
  void anAddressThatHasGoneIsNoticedAtTheFirstBeatThatIsNotAnswered() {
    begin();
    pass(3);
    answered = false;
    severed = Optional.of("the address has gone");
    pass(2);
    assertThat(ends).hasSize(1);
    assertThat(ends.getFirst()).hasMessage("the address has gone");
    assertThat(ends.getFirst().kind()).isEqualTo(ConnectFailure.Kind.CONNECTION_LOST);
  }

  @Test
  void answersProveTheConnectionWhateverTheAddresses() {
    begin();
    severed = Optional.of("the address has gone");
    pass(10);
    assertThat(ends).isEmpty();
  }

  @Test
  void addressesOfThisComputerAndOthers() throws Exception {
    assertThat(OwnAddress.gone(InetAddress.getLoopbackAddress())).isEmpty();
    assertThat(OwnAddress.gone(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 77})))
        .hasValueSatisfying(why -> assertThat(why).contains("192.0.2.77"));
  }

  /** Answers at once, or not at all. */
  private final class Far implements StreamObserver<Beat> {
    @Override
    public void onNext(Beat beat) {
      sent.add(beat.getNumber());
      if (answered && answers != null) {
        answers.onNext(beat);
      }
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }
}
