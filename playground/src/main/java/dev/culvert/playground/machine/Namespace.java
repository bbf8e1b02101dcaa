package dev.culvert.playground.machine;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A named network namespace. Sockets that are opened inside {@link #call} belong to it for good,
 * whichever thread uses them afterwards.
 */
public final class Namespace implements AutoCloseable {
  private final String name;
  private @Nullable ExecutorService thread;

  /** A namespace that ip-netns(8) has made, or will have before the first call. */
  public Namespace(String name) {
    this.name = name;
  }

  /** As ip-netns(8) knows it. */
  public String name() {
    return name;
  }

  /** The file that holds it open. */
  public Path path() {
    return Path.of("/run/netns", name);
  }

  /** Runs the action on the namespace's own thread. Short actions only: there is one thread. */
  public <T> T call(Callable<T> action) {
    try {
      return thread().submit(action).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "in namespace " + name + ": " + e.getCause(), e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in namespace " + name, e);
    }
  }

  private synchronized ExecutorService thread() {
    if (thread == null) {
      ExecutorService made =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("netns-" + name).factory());
      try {
        made.submit(() -> Setns.enter(path())).get();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException("namespace " + name + " has no thread", e);
      }
      thread = made;
    }
    return thread;
  }

  /** Ends the thread; the namespace itself is deleted with the instance. */
  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
