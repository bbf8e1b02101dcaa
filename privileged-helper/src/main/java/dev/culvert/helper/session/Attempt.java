package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One piece of work that can be given up from another thread. The working thread is never
 * interrupted (that would close the journal's file under it); instead whatever it waits for is
 * ended.
 */
final class Attempt {
  private final Object lock = new Object();
  private final List<Runnable> ends = new ArrayList<>();
  private boolean givenUp;

  /** Ends what is being waited for now and later. Any thread. */
  void giveUp() {
    List<Runnable> now;
    synchronized (lock) {
      givenUp = true;
      now = List.copyOf(ends);
      ends.clear();
    }
    now.forEach(Runnable::run);
  }

  boolean isGivenUp() {
    synchronized (lock) {
      return givenUp;
    }
  }

  void check() throws GivenUp {
    if (isGivenUp()) {
      throw new GivenUp();
    }
  }

  /** Runs this when the work is given up; at once when it already is. */
  void whenGivenUp(Runnable end) {
    boolean now;
    synchronized (lock) {
      now = givenUp;
      if (!now) {
        ends.add(end);
      }
    }
    if (now) {
      end.run();
    }
  }

  /** Waits this long, or until given up. */
  void pause(Duration duration) throws GivenUp {
    CompletableFuture<Void> never = new CompletableFuture<>();
    whenGivenUp(() -> never.cancel(false));
    try {
      never.get(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The pause is over.
      return;
    } catch (CancellationException | ExecutionException | InterruptedException e) {
      throw new GivenUp();
    }
  }

  /**
   * Waits for a result.
   *
   * @param silence makes the failure to report when there is none in time; the future is cancelled
   *     then, and when the work is given up
   */
  <T> T await(CompletableFuture<T> future, Duration patience, Supplier<ConnectFailure> silence)
      throws ConnectFailure, GivenUp {
    whenGivenUp(() -> future.cancel(false));
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw silence.get();
    } catch (CancellationException e) {
      check();
      throw silence.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GivenUp();
    } catch (ExecutionException e) {
      check();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ConnectFailure failure) {
        throw failure;
      }
      throw new ConnectFailure(
          ConnectFailure.Kind.PROTOCOL, "the tunnel could not be opened: " + cause, cause);
    }
  }
}
