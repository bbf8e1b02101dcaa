package dev.culvert.core.inspect;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ticks both logs ten times a second, on one thread of its own: what subscribers cost is not paid
 * by the event loop.
 */
public final class InspectTicker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InspectTicker.class);

  private static final long PERIOD_MILLIS = 100;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("culvert-inspect").factory());

  /**
   * Starts to tick.
   *
   * @param others what else wants to be called as often, after the logs
   */
  public InspectTicker(FlowLog flows, DnsLog dns, Runnable... others) {
    List<Runnable> more = List.of(others);
    // The returned future is watched by the try blocks below: a periodic task that throws would
    // stop.
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              guarded("flow", flows::tick);
              guarded("DNS", dns::tick);
              more.forEach(tick -> guarded("traffic", tick));
            },
            PERIOD_MILLIS,
            PERIOD_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static void guarded(String what, Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      LOG.error(
          "A subscriber of the {} log failed; the others may have missed one batch.", what, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
