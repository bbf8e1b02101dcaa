package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waiting for the helper's first words. */
final class Helpers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Helpers() {}

  /**
   * @throws CliException when there is no helper
   */
  static State require(StateReader states) throws CliException, InterruptedException {
    return states.next(PATIENCE).orElseThrow(() -> silent("its state"));
  }

  /**
   * @throws CliException when nothing comes
   */
  static <T> T first(BlockingQueue<T> events, String what)
      throws CliException, InterruptedException {
    T first = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      throw silent(what);
    }
    return first;
  }

  private static CliException silent(String what) {
    return new CliException(
        ExitCodes.FAILED,
        "NO_ANSWER",
        "The helper has not told %s within %d s; perhaps this user may not see it."
            .formatted(what, PATIENCE.toSeconds()));
  }
}
