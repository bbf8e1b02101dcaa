package dev.culvert.helper.state;

import java.util.Optional;

/** Nothing is changed on this computer, and nothing is tried. */
public record Disconnected() implements ConnectionState {

  @Override
  public Next on(Event event, Backoff backoff) {
    return switch (event) {
      case Event.ConnectAsked(Target target) -> Connecting.begin(target);
      case Event.DisconnectAsked() -> Next.stay(this);
      default -> Next.stay(this);
    };
  }

  @Override
  public Optional<Target> target() {
    return Optional.empty();
  }

  @Override
  public String inWords() {
    return "disconnected";
  }
}
