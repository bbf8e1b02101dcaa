package dev.culvert.core.relay;

import dev.culvert.core.time.Scheduler;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the figures of flows visible four times a second: of those that changed since, and only
 * while some do.
 */
public final class FlowPublisher {
  private static final long INTERVAL = 250_000_000L;

  /** A flow with figures. */
  interface Source {
    /** Makes them visible; called once for any number of changes. */
    void publish();
  }

  private final Scheduler scheduler;
  private List<Source> changed = new ArrayList<>();
  private List<Source> spare = new ArrayList<>();

  public FlowPublisher(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** The loop's clock. */
  long nanoTime() {
    return scheduler.nanoTime();
  }

  /** The flow has changed for the first time since it was published. */
  void changed(Source source) {
    if (changed.isEmpty()) {
      scheduler.schedule(this::publish, INTERVAL);
    }
    changed.add(source);
  }

  private void publish() {
    List<Source> now = changed;
    changed = spare;
    spare = now;
    now.forEach(Source::publish);
    now.clear();
  }
}
