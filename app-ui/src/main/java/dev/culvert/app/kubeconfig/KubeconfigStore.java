package dev.culvert.app.kubeconfig;

import dev.culvert.app.cluster.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubeconfig files, read again when they change. Their stamps are compared once a second while
 * anybody listens: a change behind a symbolic link, a mount that comes and goes and a file replaced
 * by renaming all look the same that way, which file system events do not promise. Any thread.
 */
public final class KubeconfigStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeconfigStore.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final List<Path> files;
  private final Duration interval;
  private final List<Consumer<Kubeconfig>> listeners = new CopyOnWriteArrayList<>();
  private List<String> stamps = List.of();
  private @Nullable Kubeconfig known;
  private @Nullable ScheduledExecutorService looker;

  private KubeconfigStore(List<Path> files, Duration interval) {
    this.files = List.copyOf(files);
    this.interval = interval;
  }

  /** The files kubectl would read in this process. */
  public static KubeconfigStore fromEnvironment() {
    return of(KubeconfigFiles.fromEnvironment());
  }

  /** These files, the first has precedence. */
  public static KubeconfigStore of(List<Path> files) {
    return of(files, LOOK_EVERY);
  }

  static KubeconfigStore of(List<Path> files, Duration interval) {
    return new KubeconfigStore(files, interval);
  }

  /** In the order of their precedence. */
  public List<Path> files() {
    return files;
  }

  /** What the files say now: read again if one has another stamp than at the last reading. */
  public synchronized Kubeconfig current() {
    List<String> now = stampsOf(files);
    if (known == null || !now.equals(stamps)) {
      known = Kubeconfig.read(files);
      stamps = now;
    }
    return known;
  }

  /** Hears what the files say after each change, on a thread of this store. */
  public synchronized Subscription onChange(Consumer<Kubeconfig> listener) {
    if (looker == null) {
      current();
      looker =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("culvert-kubeconfig").factory());
      var _ =
          looker.scheduleWithFixedDelay(
              this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void look() {
    Kubeconfig before;
    Kubeconfig after;
    synchronized (this) {
      before = known;
      after = current();
    }
    if (before == after) {
      return;
    }
    for (Consumer<Kubeconfig> listener : listeners) {
      try {
        listener.accept(after);
      } catch (RuntimeException e) {
        LOG.error("A listener to kubeconfig changes failed", e);
      }
    }
  }

  private static List<String> stampsOf(List<Path> files) {
    List<String> stamps = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(a.lastModifiedTime() + " " + a.size() + " " + a.fileKey());
      } catch (IOException e) {
        stamps.add(e.getClass().getName());
      }
    }
    return stamps;
  }

  @Override
  public synchronized void close() {
    listeners.clear();
    if (looker != null) {
      looker.shutdownNow();
      looker = null;
    }
  }
}
