package dev.culvert.manager.cluster;

import dev.culvert.proto.manager.v1.ClusterNetwork;
import java.util.function.Consumer;

/** What is known of the cluster's network, now and as it changes. */
public interface ClusterFacts {
  /**
   * Tells what is known at once, if anything is, then on every change. From any thread, one call at
   * a time for each watcher.
   *
   * @return ends the watch
   */
  AutoCloseable watch(Consumer<ClusterNetwork> watcher);
}
