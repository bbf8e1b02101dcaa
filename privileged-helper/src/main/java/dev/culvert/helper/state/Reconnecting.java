package dev.culvert.helper.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The tunnel is gone and is being opened anew. Device, routes and name resolution stay: programs
 * that open a connection to the cluster now hear nothing, so that their kernel tries again and
 * succeeds when the tunnel is back; public names are answered as ever. There is no last attempt: a
 * laptop may sleep for a weekend. What cannot get better by itself ends it.
 *
 * @param cause why the tunnel went, or why the last attempt failed
 * @param code of the cause, as a {@link Problem} has it; or empty
 * @param attempt the one under way or waited for, from 1
 * @param nextTry when it is made; empty while it is under way
 */
public record Reconnecting(
    Target to, String cause, String code, int attempt, Optional<Instant> nextTry)
    implements ConnectionState {

  /** A tunnel that lived shorter than this is not opened again at once: something kills it. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(2);

  static Next begin(Target to, Event.Lost lost, Backoff backoff) {
    if (lost.lived().compareTo(SHORT_LIFE) < 0) {
      return waitFor(
          to, 2, lost.cause(), lost.code(), backoff.before(2, Duration.ZERO), lost.now());
    }
    return Next.to(
        new Reconnecting(to, lost.cause(), lost.code(), 1, Optional.empty()),
        new Command.Reopen(to, 1));
  }

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target wanted) when to.same(wanted) -> Next.stay(this);
      case Event.ConnectAsked(Target wanted) ->
          Next.refuse(this, "reconnecting " + to.insteadOf(wanted) + ": disconnect first");
      case Event.Reopened() -> Next.to(new Connected(to, Optional.empty()));
      case Event.ReopenFailed(Problem problem, boolean again, Duration took, Instant now) ->
          again
              ? waitFor(
                  to,
                  attempt + 1,
                  problem.message(),
                  problem.code(),
                  backoff.before(attempt + 1, took),
                  now)
              : Disconnecting.because(to, problem);
      case Event.RetryDue(Instant now) when nextTry.isPresent() ->
          Next.to(
              new Reconnecting(to, cause, code, attempt, Optional.empty()),
              new Command.Reopen(to, attempt));
      case Event.Broken(Problem problem) -> Disconnecting.because(to, problem);
      case Event.DisconnectAsked() -> Disconnecting.asked(to);
      default -> Next.stay(this);
    };
  }

  private static Next waitFor(
      Target to, int attempt, String cause, String code, Duration delay, Instant now) {
    return Next.to(
        new Reconnecting(to, cause, code, attempt, Optional.of(now.plus(delay))),
        new Command.RetryAfter(delay));
  }

  @Override
  public Optional<Target> target() {
    return Optional.of(to);
  }

  @Override
  public String inWords() {
    return "reconnecting to " + to.context() + " because " + cause;
  }
}
