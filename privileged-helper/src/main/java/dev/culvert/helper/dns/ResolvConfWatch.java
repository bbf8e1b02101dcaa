package dev.culvert.helper.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls {@link ResolvConfDns#check} when something happens in the file's directory, and every
 * second besides: a bind mount and a link's target change without the directory seeing it.
 */
public final class ResolvConfWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResolvConfWatch.class);
  private static final long PERIOD_MILLIS = 1000;

  /** Programs that do not replace the file atomically shall be done before we look. */
  private static final long SETTLE_MILLIS = 50;

  private final ResolvConfDns dns;
  private final Thread thread;
  private volatile boolean closed;

  private ResolvConfWatch(ResolvConfDns dns, Path directory) {
    this.dns = dns;
    this.thread =
        Thread.ofPlatform().daemon().name("culvert-resolv-conf").unstarted(() -> run(directory));
  }

  /** Begins to watch. */
  public static ResolvConfWatch start(ResolvConfDns dns, Path directory) {
    ResolvConfWatch watch = new ResolvConfWatch(dns, directory);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run(Path directory) {
    try (WatchService service = directory.getFileSystem().newWatchService()) {
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      while (!closed) {
        WatchKey key = service.poll(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        if (key != null) {
          TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
          key.pollEvents();
          key.reset();
        }
        if (!closed && !check()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("no longer watching {}", directory);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be watched; another program may take over the name service", directory, e);
    }
  }

  private boolean check() {
    try {
      return dns.check();
    } catch (IOException e) {
      LOG.warn("the resolver's configuration could not be looked after; trying again", e);
      return true;
    }
  }
}
