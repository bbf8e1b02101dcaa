package dev.culvert.helper.state;

import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What can happen to a connection: a person's wish, or news of the work that a state commanded. */
public sealed interface Event {

  /** A person wants this connection. */
  record ConnectAsked(Target target) implements Event {}

  /** A person wants no connection. */
  record DisconnectAsked() implements Event {}

  /** {@link Command.Open} has come this far. */
  record StepReached(Step step) implements Event {}

  /** {@link Command.Open} is done: everything works. */
  record Opened() implements Event {}

  /** {@link Command.Open} has failed. */
  record OpenFailed(Problem problem) implements Event {}

  /**
   * The tunnel is gone; the device, its routes and the name resolution are not.
   *
   * @param lived how long it had been there
   */
  record Lost(String cause, String code, Duration lived, Instant now) implements Event {}

  /**
   * The waiting of {@link Command.RetryAfter} is over.
   *
   * @param now for texts only
   */
  record RetryDue(Instant now) implements Event {}

  /** {@link Command.Reopen} is done: the tunnel is there again. */
  record Reopened() implements Event {}

  /**
   * {@link Command.Reopen} has failed.
   *
   * @param again whether trying again without a person's doing may help
   * @param took from its begin to this
   */
  record ReopenFailed(Problem problem, boolean again, Duration took, Instant now)
      implements Event {}

  /** It works well (empty), or works badly in this way. */
  record HealthChanged(Optional<Reason> degraded) implements Event {}

  /** Somebody took the device away, or it cannot be kept as it must be. */
  record Broken(Problem problem) implements Event {}

  /** {@link Command.Undo} is done: this computer is as it was, except for what the problem says. */
  record Undone(Optional<Problem> left) implements Event {}
}
