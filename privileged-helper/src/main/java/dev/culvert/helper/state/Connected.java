package dev.culvert.helper.state;

import dev.culvert.core.words.Reason;
import java.util.Optional;

/**
 * It works.
 *
 * @param degraded in which way it works badly
 */
public record Connected(Target to, Optional<Reason> degraded) implements ConnectionState {

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target wanted) when to.same(wanted) -> Next.stay(this);
      case Event.ConnectAsked(Target wanted) ->
          Next.refuse(this, "connected " + to.insteadOf(wanted) + ": disconnect first");
      case Event.Lost lost -> Reconnecting.begin(to, lost, backoff);
      case Event.HealthChanged(Optional<Reason> symptom) -> Next.to(new Connected(to, symptom));
      case Event.Broken(Problem problem) -> Disconnecting.because(to, problem);
      case Event.DisconnectAsked() -> Disconnecting.asked(to);
      default -> Next.stay(this);
    };
  }

  @Override
  public Optional<Target> target() {
    return Optional.of(to);
  }

  @Override
  public String inWords() {
    return "connected to " + to.context();
  }
}
