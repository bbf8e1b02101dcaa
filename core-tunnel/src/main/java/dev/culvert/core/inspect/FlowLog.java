package dev.culvert.core.inspect;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live flows and the last ended ones.
 *
 * <p>Threads: the {@link FlowRecorder} methods are called on event loops, as many as there are, and
 * cost one map operation and one append to a queue, whatever the number of flows. What takes longer
 * (reading counters, building records, feeding subscribers) happens in {@link #tick}, on one thread
 * that is not an event loop (see {@link InspectTicker}). The table is a concurrent map and not
 * confined to the loop, because a snapshot of 100,000 flows handed over by the loop would hold up
 * packets for milliseconds; the price is that a snapshot may hold one flow a moment newer than
 * another, which nobody can see.
 *
 * <p>Bounded: when more than the capacity are kept, the flow that ended longest ago is forgotten.
 * Live flows are never forgotten; the engine bounds them.
 */
public final class FlowLog implements FlowRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(FlowLog.class);

  /** Flows kept unless told otherwise, live and ended together. */
  public static final int DEFAULT_CAPACITY = 100_000;

  private final int capacity;
  private final InstantSource clock;
  private final NameIndex names;
  private final ProgramFinder programs;

  private final ConcurrentHashMap<Long, TrackedFlow> flows = new ConcurrentHashMap<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();

  private final AtomicInteger live = new AtomicInteger();

  private final Queue<TrackedFlow> endedInOrder = new ConcurrentLinkedQueue<>();

  /** Flows with something new since the last tick; each at most once. */
  private final Queue<TrackedFlow> changed = new ConcurrentLinkedQueue<>();

  private final Queue<TrackedFlow> forgotten = new ConcurrentLinkedQueue<>();
  private final List<FlowWatch> watches = new CopyOnWriteArrayList<>();

  // Of the ticking thread.
  private long bytesIn;
  private long bytesOut;

  /** Which addresses are this computer's own for the cluster's. */
  private volatile Supplier<AddressMap> map = () -> AddressMap.NONE;

  private volatile Totals totals = new Totals(0, 0, 0);

  /** Keeps {@link #DEFAULT_CAPACITY} flows. */
  public FlowLog(InstantSource clock, NameIndex names, ProgramFinder programs) {
    this(DEFAULT_CAPACITY, clock, names, programs);
  }

  /**
   * A log.
   *
   * @param capacity flows kept, live and ended together
   * @param names where destination names come from
   * @param programs asked once per flow
   */
  public FlowLog(int capacity, InstantSource clock, NameIndex names, ProgramFinder programs) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a log keeps at least 1 flow, not " + capacity);
    }
    this.capacity = capacity;
    this.clock = clock;
    this.names = names;
    this.programs = programs;
  }

  /** From now on flows are shown with the real address of their destination, too. */
  public void follow(Supplier<AddressMap> newMap) {
    map = newMap;
  }

  @Override
  public long nextId() {
    return lastId.incrementAndGet();
  }

  @Override
  public FlowCounters opened(long id, Protocol protocol, Endpoint source, Endpoint destination) {
    TrackedFlow flow =
        new TrackedFlow(
            id,
            protocol,
            source,
            destination,
            real(destination.address()),
            names.nameOf(destination.address()),
            clock.instant(),
            "",
            this::mark);
    keep(flow);
    find(flow, protocol, source, destination);
    return flow.counters;
  }

  /**
   * An attachment brings a connection to a program of this computer.
   *
   * @param caller in the cluster
   * @param program where it listens here
   * @param name of the workload that was called, {@code orders.shop}
   */
  public TakenFlow taken(String attachment, Endpoint caller, Endpoint program, String name) {
    TrackedFlow flow =
        new TrackedFlow(
            nextId(),
            Protocol.TCP,
            caller,
            program,
            Optional.empty(),
            name,
            clock.instant(),
            attachment,
            this::mark);
    keep(flow);
    return new TakenFlow(this, flow);
  }

  private void keep(TrackedFlow flow) {
    if (flows.putIfAbsent(flow.id, flow) != null) {
      throw new IllegalArgumentException(
          "flow " + flow.id + " was opened before; ids are never reused");
    }
    kept.incrementAndGet();
    live.incrementAndGet();
    mark(flow);
    forgetOldest();
  }

  /** Looks for the program whose socket has these ends. */
  void find(TrackedFlow flow, Protocol protocol, Endpoint source, Endpoint destination) {
    var _ =
        programs
            .find(protocol, source, destination)
            .thenAccept(program -> {
              if (program.isPresent()) {
                flow.program = program;
                mark(flow);
              }
            });
  }

  private Optional<IpAddress> real(IpAddress destination) {
    return Optional.of(map.get().toReal(destination)).filter(real -> !real.equals(destination));
  }

  @Override
  public void direct(long id, String attachment) {
    TrackedFlow flow = flows.get(id);
    if (flow != null && !flow.isEnded()) {
      flow.direct(attachment);
      mark(flow);
    }
  }

  @Override
  public void established(long id, long dialNanos) {
    TrackedFlow flow = flows.get(id);
    if (flow != null && !flow.isEnded()) {
      flow.established(Duration.ofNanos(dialNanos));
      mark(flow);
    }
  }

  @Override
  public void ended(long id, @Nullable Failure failure) {
    over(id, flow -> flow.end(failure, clock.instant()));
  }

  @Override
  public void abandoned(long id, Reason how) {
    over(id, flow -> flow.abandon(how, clock.instant()));
  }

  private void over(long id, Consumer<TrackedFlow> end) {
    TrackedFlow flow = flows.get(id);
    if (flow == null || flow.isEnded()) {
      return;
    }
    flow.counters.publish();
    end.accept(flow);
    live.decrementAndGet();
    endedInOrder.add(flow);
    mark(flow);
    forgetOldest();
  }

  /** What is kept now, in the order of opening. Any thread. */
  public List<FlowRecord> snapshot() {
    List<FlowRecord> records = new ArrayList<>(flows.size());
    for (TrackedFlow flow : flows.values()) {
      records.add(flow.record());
    }
    records.sort(Comparator.comparingLong(FlowRecord::id));
    return records;
  }

  /** The flow of this number, while it is kept. Any thread. */
  public Optional<FlowRecord> find(long id) {
    return Optional.ofNullable(flows.get(id)).map(TrackedFlow::record);
  }

  /** Payload of all flows ever, and the live ones' number, as of the last tick. Any thread. */
  public Totals totals() {
    return totals;
  }

  /**
   * Starts to tell what is kept, then changes. Any thread.
   *
   * @return ends it
   */
  public Runnable subscribe(FlowSubscriber subscriber) {
    FlowWatch watch = new FlowWatch(subscriber, flows, 2 * capacity);
    watches.add(watch);
    return () -> watches.remove(watch);
  }

  /** Counts, and serves the subscribers; called ten times a second by one thread. */
  public void tick() {
    List<Long> news = collectChanges();
    List<FlowWatch> failed = new ArrayList<>();
    for (FlowWatch watch : watches) {
      try {
        watch.serve(news);
      } catch (RuntimeException e) {
        failed.add(watch);
        LOG.warn("A subscriber of the flow log failed and is told nothing more.", e);
      }
    }
    watches.removeAll(failed);
  }

  private List<Long> collectChanges() {
    List<Long> news = new ArrayList<>();
    for (TrackedFlow flow = changed.poll(); flow != null; flow = changed.poll()) {
      flow.queued.set(false); // Before its state is read: a later change queues it again.
      count(flow);
      news.add(flow.id);
    }
    for (TrackedFlow flow = forgotten.poll(); flow != null; flow = forgotten.poll()) {
      count(flow);
      news.add(flow.id);
    }
    totals = new Totals(bytesIn, bytesOut, live.get());
    return news;
  }

  /** Adds what the flow has carried since it was counted last. */
  private void count(TrackedFlow flow) {
    FlowCounters.Sample sample = flow.counters.sample();
    FlowCounters.Sample before = flow.counted;
    bytesIn += sample.bytesIn() - before.bytesIn();
    bytesOut += sample.bytesOut() - before.bytesOut();
    flow.counted = sample;
  }

  private void mark(TrackedFlow flow) {
    if (flow.queued.compareAndSet(false, true)) {
      changed.add(flow);
    }
  }

  private void forgetOldest() {
    while (kept.get() > capacity) {
      TrackedFlow oldest = endedInOrder.poll();
      if (oldest == null) {
        return;
      }
      flows.remove(oldest.id);
      kept.decrementAndGet();
      forgotten.add(oldest);
    }
  }

  /**
   * Payload since the start.
   *
   * @param bytesIn from the cluster
   * @param bytesOut to the cluster
   * @param live flows that are not over
   */
  public record Totals(long bytesIn, long bytesOut, int live) {}
}
