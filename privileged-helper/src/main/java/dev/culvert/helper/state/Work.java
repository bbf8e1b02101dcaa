package dev.culvert.helper.state;

import java.util.function.Consumer;

/** Does what transitions command. */
public interface Work {

  /**
   * Begins with it and returns at once. Whatever an earlier command began is given up.
   *
   * @param news hears how it goes, from any thread; what it hears after the next command was begun
   *     is ignored
   */
  void begin(Command command, Consumer<Event> news);
}
