package dev.culvert.helper.state;

import java.util.Optional;

/**
 * On the way to the first working connection. The device, routes and name resolution are touched in
 * the last step only. A failure here is final: a person is watching and is told what to do, instead
 * of seeing the same failure tried again and again.
 */
public record Connecting(Target to, Step step) implements ConnectionState {

  static Next begin(Target target) {
    return Next.to(new Connecting(target, Step.ASKING_HELPER), new Command.Open(target));
  }

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target wanted) when to.same(wanted) -> Next.stay(this);
      case Event.ConnectAsked(Target wanted) ->
          Next.refuse(this, "connecting " + to.insteadOf(wanted) + ": disconnect first");
      case Event.StepReached(Step reached) -> Next.to(new Connecting(to, reached));
      case Event.Opened() -> Next.to(new Connected(to, Optional.empty()));
      case Event.OpenFailed(Problem problem) -> Disconnecting.because(to, problem);
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
    return "connecting to " + to.context();
  }
}
