package dev.culvert.helper.state;

import java.time.Duration;

/**
 * What a transition wants done. A new command ends the work of the one before: opening is given up
 * when undoing begins, and news from work that was given up is not heard any more.
 */
public sealed interface Command {

  /** From nothing to a connection. Answers with StepReached, then Opened or OpenFailed. */
  record Open(Target target) implements Command {}

  /**
   * A new tunnel for the device that is there. Answers with Reopened or ReopenFailed.
   *
   * @param attempt from 1
   */
  record Reopen(Target target, int attempt) implements Command {}

  /** Answers with RetryDue after this long. */
  record RetryAfter(Duration delay) implements Command {}

  /** Undoes whatever there is, also half of it. Answers with Undone. */
  record Undo() implements Command {}
}
