package dev.culvert.app.cluster;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces and workloads of one cluster, watched and indexed: nothing is listed again for a
 * picture. Changes come in batches, at most ten a second, on a thread of the watch's own.
 */
public interface ClusterWatch extends AutoCloseable {

  /** Begins; the listener hears everything known first. */
  void start(Listener listener);

  /**
   * Follow the workloads of these namespaces; an empty set means none. May be called at any time.
   */
  void follow(Set<String> namespaces);

  /** Try again now what was lost or refused. */
  void retry();

  /** Looks at one workload closely, once. Fails with a reason in words when there is none such. */
  CompletableFuture<WorkloadDetail> look(Workload.Key workload);

  /** Reads one value of a Secret. Fails with the API server's reason. */
  CompletableFuture<String> reveal(WorkloadDetail.SecretKey secret);

  /** Whether the person may; empty is yes, otherwise why not, in words. */
  CompletableFuture<Optional<String>> may(Right right, String namespace);

  /** Ends every watch. Safe from any thread and more than once. */
  @Override
  void close();

  /** What is heard; never two calls at once. */
  interface Listener {
    /**
     * All namespaces' names, sorted, and how many workloads each has (-1 when it is not followed).
     */
    void onNamespaces(List<NamespaceCount> namespaces);

    /** New and changed workloads, and those that are gone. */
    void onWorkloads(Collection<Workload> upserts, Collection<Workload.Key> removed);

    /** How live what was told is. */
    void onStatus(Status status);
  }

  /** A namespace and how many workloads it has, -1 when not known. */
  record NamespaceCount(String name, int workloads) {}

  /** How live the picture is. */
  sealed interface Status {
    /** The first lists are being read. */
    record Loading(String what) implements Status {}

    /** Everything is there and followed. */
    record Live() implements Status {}

    /** A watch ended; rows may have changed since. */
    record Lost(String cause, Instant since, Instant nextTry) implements Status {}

    /** A right is missing. */
    record Forbidden(String verb, String resource, String namespace, String account)
        implements Status {}

    /** It cannot be reached or does not let the user in: what, and what to do. */
    record Failed(String message, String remedy) implements Status {}
  }
}
