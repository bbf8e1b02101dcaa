package dev.culvert.helper.state;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of an event.
 *
 * @param refusal why what a person asked for is not possible in this state, and what would be
 */
public record Next(ConnectionState state, List<Command> commands, Optional<String> refusal) {
  public Next {
    commands = List.copyOf(commands);
  }

  static Next to(ConnectionState state, Command... commands) {
    return new Next(state, List.of(commands), Optional.empty());
  }

  /** The event means nothing here: it is late, or asks for what is so already. */
  static Next stay(ConnectionState state) {
    return to(state);
  }

  static Next refuse(ConnectionState state, String why) {
    return new Next(state, List.of(), Optional.of(why));
  }
}
