package dev.culvert.app.cli;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The helper's states one after the other, for code that waits. */
final class StateReader implements AutoCloseable {
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Subscription subscription;

  StateReader(HelperClient helper) {
    subscription = helper.watchState(heard::add, heard::add);
  }

  /**
   * The next state.
   *
   * @return empty when none came in time
   * @throws CliException when the helper is not there
   */
  Optional<State> next(Duration patience) throws CliException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Object next = heard.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      switch (next) {
        case null -> {
          return Optional.empty();
        }
        case State state -> {
          return Optional.of(state);
        }
        case Presence.Gone gone -> throw gone(gone);
        default -> {
          // It is there; its state follows.
        }
      }
    }
  }

  /** The next state; the helper may be away meanwhile, for as long as it takes. */
  State nextHoweverLate() throws InterruptedException {
    while (true) {
      if (heard.take() instanceof State state) {
        return state;
      }
    }
  }

  private static CliException gone(Presence.Gone gone) {
    boolean absent = !gone.remedy().isEmpty();
    return new CliException(
        absent ? ExitCodes.HELPER_NOT_RUNNING : ExitCodes.NOT_ALLOWED,
        absent ? "NOT_RUNNING" : "NOT_ALLOWED",
        absent ? gone.why() + " " + gone.remedy() : gone.why());
  }

  @Override
  public void close() {
    subscription.close();
  }
}
