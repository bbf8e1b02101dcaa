package dev.culvert.manager.cluster;

import dev.culvert.proto.manager.v1.ClusterNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Facts that someone else publishes; equal ones are told once. Thread-safe. */
public final class PublishedFacts implements ClusterFacts {
  private final List<Consumer<ClusterNetwork>> watchers = new ArrayList<>();
  private @Nullable ClusterNetwork current;

  /** Tells every watcher, unless nothing has changed. */
  public synchronized void publish(ClusterNetwork network) {
    if (!network.equals(current)) {
      current = network;
      for (Consumer<ClusterNetwork> watcher : List.copyOf(watchers)) {
        watcher.accept(network);
      }
    }
  }

  @Override
  public synchronized AutoCloseable watch(Consumer<ClusterNetwork> watcher) {
    watchers.add(watcher);
    if (current != null) {
      watcher.accept(current);
    }
    return () -> forget(watcher);
  }

  private synchronized void forget(Consumer<ClusterNetwork> watcher) {
    watchers.remove(watcher);
  }
}
