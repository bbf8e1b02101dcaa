package dev.culvert.core.inspect;

import java.util.List;

/** Someone who watches the flows. Called by the thread that ticks the {@link FlowLog}. */
public interface FlowSubscriber {

  /** Whether a batch would be taken now; while not, changes are merged, not queued. */
  boolean ready();

  /** What has changed. */
  void onBatch(Batch batch);

  /**
   * Changes since the batch before.
   *
   * @param snapshot forget everything known before; always so in the first batch
   * @param upserts each replaces the flow of its id, or adds it
   * @param removed ids no longer kept; may name flows that were never told
   */
  record Batch(boolean snapshot, List<FlowRecord> upserts, List<Long> removed) {
    public Batch {
      upserts = List.copyOf(upserts);
      removed = List.copyOf(removed);
    }
  }
}
