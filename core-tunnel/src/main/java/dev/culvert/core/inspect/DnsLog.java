package dev.culvert.core.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last queries, in a ring. Memory is bounded by the ring alone: a subscriber is a position in
 * it, so a slow one gets larger batches, and one that is slower than the whole ring misses what the
 * ring has forgotten.
 *
 * <p>Threads: everything may be called from any thread, except {@link #tick}, which one thread
 * calls, ten times a second (see {@link InspectTicker}). The lock is held for one store, or for
 * copying one batch of references.
 */
public final class DnsLog {
  private static final Logger LOG = LoggerFactory.getLogger(DnsLog.class);

  /** Queries kept unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 10_000;

  /** Largest batch; a message of some hundred kilobytes. */
  static final int BATCH = 500;

  private final @Nullable DnsRecord[] ring;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private long newest; // The id of the newest record; ids begin at 1.

  /** Keeps {@link #DEFAULT_CAPACITY} queries. */
  public DnsLog() {
    this(DEFAULT_CAPACITY);
  }

  /** Keeps this many queries. */
  public DnsLog(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a log keeps at least 1 query, not " + capacity);
    }
    ring = new @Nullable DnsRecord[capacity];
  }

  /** Adds a query; its id is set here. */
  public void add(DnsRecord query, Optional<Program> program) {
    synchronized (ring) {
      newest++;
      ring[slot(newest)] = query.placed(newest, program);
    }
  }

  /** What is kept now, oldest first. */
  public List<DnsRecord> snapshot() {
    synchronized (ring) {
      return copy(oldest(), ring.length);
    }
  }

  /**
   * Starts to tell what is kept, then each new query.
   *
   * @return ends it
   */
  public Runnable subscribe(DnsSubscriber subscriber) {
    Watch watch = new Watch(subscriber);
    watches.add(watch);
    return () -> watches.remove(watch);
  }

  /** Serves the subscribers. */
  public void tick() {
    List<Watch> failed = new ArrayList<>();
    for (Watch watch : watches) {
      try {
        watch.serve();
      } catch (RuntimeException e) {
        failed.add(watch);
        LOG.warn("A subscriber of the DNS log failed and is told nothing more.", e);
      }
    }
    watches.removeAll(failed);
  }

  private int slot(long id) {
    return (int) (id % ring.length);
  }

  private long oldest() {
    return Math.max(1, newest - ring.length + 1);
  }

  private List<DnsRecord> copy(long from, int most) {
    List<DnsRecord> copied = new ArrayList<>();
    for (long id = from; id <= newest && copied.size() < most; id++) {
      DnsRecord record = ring[slot(id)];
      if (record != null) {
        copied.add(record);
      }
    }
    return copied;
  }

  /** One subscriber's place; used by the ticking thread only. */
  private final class Watch {
    private final DnsSubscriber subscriber;
    private boolean begun;
    private long next = 1;

    Watch(DnsSubscriber subscriber) {
      this.subscriber = subscriber;
    }

    void serve() {
      while (subscriber.ready()) {
        List<DnsRecord> batch;
        synchronized (ring) {
          next = Math.max(next, oldest());
          batch = copy(next, BATCH);
        }
        if (batch.isEmpty() && begun) {
          return;
        }
        boolean snapshot = !begun;
        begun = true;
        next += batch.size();
        subscriber.onBatch(snapshot, batch);
        if (batch.size() < BATCH) {
          return;
        }
      }
    }
  }
}
