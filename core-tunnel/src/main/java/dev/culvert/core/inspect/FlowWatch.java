package dev.culvert.core.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One subscriber of the {@link FlowLog} and the ids it has to be told of. Ids, not records: a flow
 * that changes ten times while the subscriber is slow is told once, as it is then. When too many
 * ids wait, they are dropped and the subscriber gets a new snapshot, so memory is bounded and the
 * table it sees is never wrong. Used by the ticking thread only.
 */
final class FlowWatch {

  /** Largest batch; a message of some hundred kilobytes. */
  static final int BATCH = 2_000;

  private final FlowSubscriber subscriber;
  private final Map<Long, TrackedFlow> flows;
  private final int mostWaiting;
  private final Set<Long> waiting = new LinkedHashSet<>();
  private boolean snapshotDue = true;

  FlowWatch(FlowSubscriber subscriber, Map<Long, TrackedFlow> flows, int mostWaiting) {
    this.subscriber = subscriber;
    this.flows = flows;
    this.mostWaiting = mostWaiting;
  }

  void serve(Collection<Long> news) {
    if (!snapshotDue) {
      waiting.addAll(news);
      if (waiting.size() > mostWaiting) {
        waiting.clear();
        snapshotDue = true;
      }
    }
    while (subscriber.ready() && (snapshotDue || !waiting.isEmpty())) {
      boolean snapshot = snapshotDue;
      if (snapshot) {
        waiting.addAll(flows.keySet().stream().sorted().toList());
        snapshotDue = false;
      }
      subscriber.onBatch(nextBatch(snapshot));
    }
  }

  private FlowSubscriber.Batch nextBatch(boolean snapshot) {
    List<FlowRecord> upserts = new ArrayList<>();
    List<Long> removed = new ArrayList<>();
    Iterator<Long> ids = waiting.iterator();
    for (int i = 0; i < BATCH && ids.hasNext(); i++) {
      Long id = ids.next();
      ids.remove();
      TrackedFlow flow = flows.get(id);
      if (flow != null) {
        upserts.add(flow.record());
      } else {
        removed.add(id);
      }
    }
    return new FlowSubscriber.Batch(snapshot, upserts, removed);
  }
}
