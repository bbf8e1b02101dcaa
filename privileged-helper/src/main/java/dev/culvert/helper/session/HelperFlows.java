package dev.culvert.helper.session;

import dev.culvert.core.inspect.FlowCounters;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the flows of a helper's whole life: each engine counts from 1, and the window knows a
 * flow by its number alone. One per engine, used on its event loop.
 */
final class HelperFlows implements FlowRecorder {
  private final FlowRecorder to;
  private final AtomicLong highest;
  private final long base;

  /**
   * @param highest the highest number given so far, shared by all engines of this helper, one of
   *     which works at a time
   */
  HelperFlows(FlowRecorder to, AtomicLong highest) {
    this.to = to;
    this.highest = highest;
    this.base = highest.get();
  }

  @Override
  public FlowCounters opened(long id, Protocol protocol, Endpoint source, Endpoint destination) {
    highest.accumulateAndGet(base + id, Math::max);
    return to.opened(base + id, protocol, source, destination);
  }

  @Override
  public void established(long id, long dialNanos) {
    to.established(base + id, dialNanos);
  }

  @Override
  public void ended(long id, @Nullable Failure failure) {
    to.ended(base + id, failure);
  }

  @Override
  public void abandoned(long id, String how) {
    to.abandoned(base + id, how);
  }
}
