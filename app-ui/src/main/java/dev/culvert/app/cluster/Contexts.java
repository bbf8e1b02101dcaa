package dev.culvert.app.cluster;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The contexts of the user's kubeconfig files, as {@code kubectl} would read them, followed as the
 * files change.
 */
public interface Contexts extends AutoCloseable {
  /** What is known now, by name. Any thread. */
  List<Context> list();

  /** Files that could not be read, each with what is wrong, in words. Any thread. */
  List<String> problems();

  /** Called, on a thread of its own, after every change until the subscription is closed. */
  Subscription onChange(Consumer<List<Context>> listener);

  /**
   * Watches the cluster behind a context. Nothing is asked before {@link ClusterWatch#start}.
   *
   * @throws IllegalArgumentException when there is no such context or it has a problem
   */
  ClusterWatch watch(String context);

  /**
   * Looks once for the manager in the cluster behind a context. Never fails for a reason of the
   * cluster's.
   */
  CompletableFuture<ManagerFinding> findManager(String context);

  /**
   * Installs the manager into the cluster behind a context, as {@code culvert install} without
   * options does. Never fails for a reason of the cluster's.
   *
   * @param progress told each step in words, on any thread
   * @return what is there then
   */
  CompletableFuture<ManagerFinding> installManager(String context, Consumer<String> progress);

  /** What the API server's clock says, from the head of an answer. Any thread. */
  default CompletableFuture<Instant> serverTime(String context) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("The API server's clock is not asked here"));
  }

  @Override
  void close();
}
