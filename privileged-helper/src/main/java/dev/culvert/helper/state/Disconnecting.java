package dev.culvert.helper.state;

import java.util.Optional;

/**
 * What was changed on this computer is being undone.
 *
 * @param because the failure that led here and is shown afterwards; empty when a person asked
 */
public record Disconnecting(Optional<Target> from, Optional<Problem> because)
    implements ConnectionState {

  static Next asked(Target from) {
    return Next.to(new Disconnecting(Optional.of(from), Optional.empty()), new Command.Undo());
  }

  static Next because(Target from, Problem problem) {
    return Next.to(new Disconnecting(Optional.of(from), Optional.of(problem)), new Command.Undo());
  }

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target wanted) ->
          Next.refuse(
              this,
              "still " + inWords() + ": connect to " + wanted.context() + " when that is done");
      // Who asks to be disconnected has seen the failure.
      case Event.DisconnectAsked() -> Next.to(new Disconnecting(from, Optional.empty()));
      case Event.Undone(Optional<Problem> left) when left.isPresent() ->
          Next.to(new Failed(from, left.orElseThrow()));
      case Event.Undone(Optional<Problem> left) when because.isPresent() ->
          Next.to(new Failed(from, because.orElseThrow()));
      case Event.Undone(Optional<Problem> left) -> Next.to(new Disconnected());
      default -> Next.stay(this);
    };
  }

  @Override
  public Optional<Target> target() {
    return from;
  }

  @Override
  public String inWords() {
    return from.map(t -> "disconnecting from " + t.context()).orElse("disconnecting");
  }
}
