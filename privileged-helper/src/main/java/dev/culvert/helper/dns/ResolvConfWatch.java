package dev.culvert.helper.dns;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
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
  private final WatchService service;
  private volatile boolean closed;

  private ResolvConfWatch(ResolvConfDns dns, WatchService service) {
    this.dns = dns;
    this.service = service;
  }

  /** Begins to watch. */
  public static ResolvConfWatch start(ResolvConfDns dns, Path directory) throws IOException {
    WatchService service = directory.getFileSystem().newWatchService();
    ResolvConfWatch watch = new ResolvConfWatch(dns, service);
    directory.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
    Thread.ofPlatform().daemon().name("culvert-resolv-conf").start(watch::run);
    return watch;
  }

  /** The thread is not interrupted, which would tear what it is writing. */
  @Override
  public void close() throws IOException {
    closed = true;
    service.close();
  }

  private void run() {
    try (service) {
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
    } catch (ClosedWatchServiceException e) {
      LOG.debug("no longer watching resolv.conf");
    } catch (InterruptedException | IOException e) {
      LOG.warn("resolv.conf is no longer watched; another program may take over", e);
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
