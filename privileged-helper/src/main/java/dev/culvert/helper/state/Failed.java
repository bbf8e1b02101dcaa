package dev.culvert.helper.state;

import java.util.Optional;

/** There is no connection, nothing is changed on this computer, and this is why. */
public record Failed(Optional<Target> to, Problem problem) implements ConnectionState {

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target target) -> Connecting.begin(target);
      // Undoes once more: the failure may have been that something could not be undone.
      case Event.DisconnectAsked() ->
          Next.to(new Disconnecting(to, Optional.empty()), new Command.Undo());
      default -> Next.stay(this);
    };
  }

  @Override
  public Optional<Target> target() {
    return to;
  }

  @Override
  public String inWords() {
    return "failed (" + problem.code() + ")";
  }
}
