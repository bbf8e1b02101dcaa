package dev.culvert.app.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Threads, time and clipboard as the view models see them. The window gives the toolkit's; tests
 * turn the time by hand.
 */
public interface Workbench {
  /** Runs on the user interface's thread, in order. */
  void ui(Runnable task);

  /** Runs off the user interface's thread, one at a time, in order. */
  void work(Runnable task);

  /** As {@link #work}, after a delay. */
  void later(Duration delay, Runnable task);

  /** What time it is. */
  Instant now();

  /** The person's time zone. */
  ZoneId zone();

  /** Puts a text on the clipboard. On the user interface's thread. */
  void copy(String text);
}
