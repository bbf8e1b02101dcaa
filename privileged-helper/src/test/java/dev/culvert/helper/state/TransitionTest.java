package dev.culvert.helper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every event: what comes next, and what is commanded. */
final class TransitionTest {
  private static final Target DEV = Targets.of("kind-dev");
  private static final Target PROD = Targets.of("prod");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Problem PROBLEM =
      new Problem("CUL-K01", "it failed", "", "try", Step.OPENING_TUNNEL);
  private static final Problem LEFT =
      new Problem("CUL-H04", "not undone", "", "restore", Step.SETTING_ROUTES_AND_DNS);

  private static final ConnectionState DISCONNECTED = new Disconnected();
  private static final ConnectionState CONNECTING = new Connecting(DEV, Step.OPENING_TUNNEL);
  private static final ConnectionState CONNECTED = new Connected(DEV, Optional.empty());
  private static final ConnectionState TRYING =
      new Reconnecting(DEV, "cut", "CUL-K11", 3, Optional.empty());
  private static final ConnectionState WAITING =
      new Reconnecting(DEV, "cut", "CUL-K11", 3, Optional.of(NOW));
  private static final ConnectionState DISCONNECTING =
      new Disconnecting(Optional.of(DEV), Optional.empty());
  private static final ConnectionState FAILING =
      new Disconnecting(Optional.of(DEV), Optional.of(PROBLEM));
  private static final ConnectionState FAILED = new Failed(Optional.of(DEV), PROBLEM);

  private static final Event CONNECT = new Event.ConnectAsked(DEV);
  private static final Event DISCONNECT = new Event.DisconnectAsked();
  private static final Event LOST = new Event.Lost("cut", "CUL-K11", Duration.ofMinutes(1), NOW);
  private static final Event FAILED_FOR_NOW =
      new Event.ReopenFailed(PROBLEM, true, Duration.ZERO, NOW);
  private static final Event FAILED_FOR_GOOD =
      new Event.ReopenFailed(PROBLEM, false, Duration.ZERO, NOW);
  private static final Event UNDONE = new Event.Undone(Optional.empty());

  static Stream<Arguments> transitions() {
    Command undo = new Command.Undo();
    return Stream.of(
        arguments(
            DISCONNECTED,
            CONNECT,
            new Connecting(DEV, Step.ASKING_HELPER),
            List.of(new Command.Open(DEV))),
        arguments(DISCONNECTED, DISCONNECT, DISCONNECTED, List.of()),
        arguments(DISCONNECTED, UNDONE, DISCONNECTED, List.of()),
        arguments(
            CONNECTING,
            new Event.StepReached(Step.SETTING_ROUTES_AND_DNS),
            new Connecting(DEV, Step.SETTING_ROUTES_AND_DNS),
            List.of()),
        arguments(CONNECTING, new Event.Opened(), CONNECTED, List.of()),
        arguments(CONNECTING, new Event.OpenFailed(PROBLEM), FAILING, List.of(undo)),
        arguments(CONNECTING, DISCONNECT, DISCONNECTING, List.of(undo)),
        arguments(CONNECTING, CONNECT, CONNECTING, List.of()),
        arguments(CONNECTED, CONNECT, CONNECTED, List.of()),
        arguments(CONNECTED, DISCONNECT, DISCONNECTING, List.of(undo)),
        arguments(
            CONNECTED,
            LOST,
            new Reconnecting(DEV, "cut", "CUL-K11", 1, Optional.empty()),
            List.of(new Command.Reopen(DEV, 1))),
        arguments(
            CONNECTED,
            new Event.HealthChanged(Optional.of(Reason.said("slow"))),
            new Connected(DEV, Optional.of(Reason.said("slow"))),
            List.of()),
        arguments(CONNECTED, new Event.Broken(PROBLEM), FAILING, List.of(undo)),
        arguments(TRYING, new Event.Reopened(), CONNECTED, List.of()),
        arguments(TRYING, FAILED_FOR_GOOD, FAILING, List.of(undo)),
        arguments(TRYING, DISCONNECT, DISCONNECTING, List.of(undo)),
        arguments(TRYING, CONNECT, TRYING, List.of()),
        arguments(TRYING, new Event.Broken(PROBLEM), FAILING, List.of(undo)),
        arguments(WAITING, new Event.RetryDue(NOW), TRYING, List.of(new Command.Reopen(DEV, 3))),
        arguments(WAITING, DISCONNECT, DISCONNECTING, List.of(undo)),
        arguments(DISCONNECTING, UNDONE, DISCONNECTED, List.of()),
        arguments(DISCONNECTING, DISCONNECT, DISCONNECTING, List.of()),
        arguments(
            DISCONNECTING,
            new Event.Undone(Optional.of(LEFT)),
            new Failed(Optional.of(DEV), LEFT),
            List.of()),
        arguments(FAILING, UNDONE, FAILED, List.of()),
        arguments(FAILING, DISCONNECT, DISCONNECTING, List.of()),
        arguments(
            FAILED,
            CONNECT,
            new Connecting(DEV, Step.ASKING_HELPER),
            List.of(new Command.Open(DEV))),
        arguments(FAILED, DISCONNECT, DISCONNECTING, List.of(undo)));
  }

  @ParameterizedTest(name = "{0} + {1}")
  @MethodSource("transitions")
  void leadsTo(
      ConnectionState state, Event event, ConnectionState expected, List<Command> commands) {
    Next next = state.on(event, new Backoff(new Random(1)));
    assertThat(next.state()).isEqualTo(expected);
    assertThat(next.commands()).isEqualTo(commands);
    assertThat(next.refusal()).isEmpty();
  }

  static Stream<ConnectionState> busy() {
    return Stream.of(CONNECTING, CONNECTED, TRYING, WAITING, DISCONNECTING, FAILING);
  }

  @ParameterizedTest
  @MethodSource("busy")
  void refusesAnotherClusterAndSaysWhy(ConnectionState state) {
    Next next = state.on(new Event.ConnectAsked(PROD), new Backoff(new Random(1)));
    assertThat(next.state()).isEqualTo(state);
    assertThat(next.commands()).isEmpty();
    assertThat(next.refusal()).hasValueSatisfying(why -> assertThat(why).contains("kind-dev"));
  }

  static Stream<ConnectionState> all() {
    return Stream.concat(busy(), Stream.of(DISCONNECTED, FAILED));
  }

  @ParameterizedTest
  @MethodSource("all")
  void ignoresNewsThatMeansNothingHere(ConnectionState state) {
    if (!(state instanceof Reconnecting)) {
      assertThat(state.on(new Event.Reopened(), new Backoff(new Random(1))))
          .isEqualTo(Next.stay(state));
      assertThat(state.on(new Event.RetryDue(NOW), new Backoff(new Random(1))))
          .isEqualTo(Next.stay(state));
    }
    if (!(state instanceof Disconnecting)) {
      assertThat(state.on(UNDONE, new Backoff(new Random(1)))).isEqualTo(Next.stay(state));
    }
    if (!(state instanceof Connected)) {
      assertThat(state.on(LOST, new Backoff(new Random(1)))).isEqualTo(Next.stay(state));
    }
  }

  @Test
  void waitsLongerAfterEachFailureAndNeverMoreThanThreeSeconds() {
    Backoff backoff = new Backoff(new Random(7));
    ConnectionState state = CONNECTED.on(LOST, backoff).state();
    long[] most = {500, 1_000, 2_000, 3_000, 3_000, 3_000};
    for (int i = 0; i < most.length; i++) {
      Next next = state.on(FAILED_FOR_NOW, backoff);
      assertThat(next.commands()).singleElement().isInstanceOf(Command.RetryAfter.class);
      Duration delay = ((Command.RetryAfter) next.commands().getFirst()).delay();
      assertThat(delay.toMillis()).isBetween((long) (most[i] * 0.8), most[i]);
      assertThat(next.state())
          .isEqualTo(
              new Reconnecting(DEV, "it failed", "CUL-K01", i + 2, Optional.of(NOW.plus(delay))));
      state = next.state().on(new Event.RetryDue(NOW), backoff).state();
    }
  }

  @Test
  void anAttemptThatWasLongCountsAsWaiting() {
    Backoff backoff = new Backoff(new Random(7));
    for (Duration took : List.of(Duration.ofSeconds(4), Duration.ofDays(2))) {
      Event failed = new Event.ReopenFailed(PROBLEM, true, took, NOW);
      assertThat(TRYING.on(failed, backoff).commands())
          .containsExactly(new Command.RetryAfter(Duration.ZERO));
    }
    Event clockSetBack = new Event.ReopenFailed(PROBLEM, true, Duration.ofHours(-1), NOW);
    assertThat(TRYING.on(clockSetBack, backoff).commands())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.RetryAfter.class,
            retry -> assertThat(retry.delay()).isLessThanOrEqualTo(Duration.ofSeconds(3)));
  }

  @Test
  void aTunnelThatDiesAtOnceIsNotOpenedAgainAtOnce() {
    Next next =
        CONNECTED.on(
            new Event.Lost("cut", "CUL-K11", Duration.ofMillis(30), NOW),
            new Backoff(new Random(1)));
    assertThat(next.commands()).singleElement().isInstanceOf(Command.RetryAfter.class);
  }
}
