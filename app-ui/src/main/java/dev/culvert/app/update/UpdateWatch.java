package dev.culvert.app.update;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the feed once a day, if the person wants that, and tells of a release that is newer than
 * this one. A feed that cannot be reached is asked again an hour later, and nobody is bothered.
 */
public final class UpdateWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateWatch.class);
  private static final Duration ASKED_EVERY = Duration.ofDays(1);
  private static final Duration LOOKED_EVERY = Duration.ofHours(1);

  private final BooleanSupplier wanted;
  private final ReleaseFeed feed;
  private final KnownRelease known;
  private final InstantSource clock;
  private final String version;
  private final Consumer<Optional<Release>> news;
  private final Semaphore again = new Semaphore(0);
  private volatile boolean closed;

  /**
   * @param wanted whether the person wants to be told, from any thread
   * @param version that runs
   * @param news hears of the newer release, or that there is none, on a thread of the watch's own
   */
  public UpdateWatch(
      BooleanSupplier wanted,
      ReleaseFeed feed,
      KnownRelease known,
      InstantSource clock,
      String version,
      Consumer<Optional<Release>> news) {
    this.wanted = wanted;
    this.feed = feed;
    this.known = known;
    this.clock = clock;
    this.version = version;
    this.news = news;
  }

  /** Looks now, and every hour. */
  public UpdateWatch begin() {
    Thread.ofVirtual().name("culvert-updates").start(this::run);
    return this;
  }

  /** Looks at once: the person has changed their mind. */
  public void look() {
    again.release();
  }

  private void run() {
    try {
      while (!closed) {
        lookOnce();
        boolean _ = again.tryAcquire(LOOKED_EVERY.toSeconds(), TimeUnit.SECONDS);
        again.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void lookOnce() throws InterruptedException {
    if (!wanted.getAsBoolean()) {
      known.forget();
      news.accept(Optional.empty());
      return;
    }
    Instant now = clock.instant();
    Duration age = Duration.between(known.asked(), now);
    // A file from the future is of a clock that was wrong.
    if (age.isNegative() || age.compareTo(ASKED_EVERY) >= 0) {
      try {
        known.keep(feed.latest(), now);
      } catch (IOException e) {
        LOG.debug("No word of new versions: {}", e.toString());
      }
    }
    news.accept(known.newerThan(() -> version));
  }

  @Override
  public void close() {
    closed = true;
    again.release();
  }
}
