package dev.culvert.app.view;

import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How fast each flow went in each of the last sixty seconds. The helper tells how much each flow
 * has carried; the rate is how that grows. Only flows that carried something lately cost a ring.
 * Told by one thread, read by any.
 */
public final class FlowRates {
  /** Seconds kept. */
  public static final int LENGTH = 60;

  private final Map<Long, Rate> rates = new ConcurrentHashMap<>();

  /** What was heard of the flows at this time. */
  void heard(FlowEvent event, Instant now) {
    if (event.getSnapshot()) {
      rates.clear();
    }
    long second = now.getEpochSecond();
    for (Flow flow : event.getUpsertsList()) {
      Rate rate = rates.get(flow.getId());
      if (rate == null) {
        // What a flow carried before it was first heard of belongs to no second, unless it is new.
        boolean fresh = !event.getSnapshot() && flow.getOpened().getSeconds() >= second - 2;
        rate = new Rate(fresh ? 0 : flow.getBytesIn(), fresh ? 0 : flow.getBytesOut());
        rates.put(flow.getId(), rate);
      }
      rate.add(second, flow.getBytesIn(), flow.getBytesOut());
    }
    event.getRemovedList().forEach(rates::remove);
  }

  /** Bytes in each second, both ways together, oldest first; the present second is left out. */
  public float[] minute(long flow, Instant now) {
    Rate rate = rates.get(flow);
    return rate == null ? new float[LENGTH] : rate.minute(now.getEpochSecond());
  }

  /** Bytes per second from the cluster, of the last two whole seconds. */
  public double in(long flow, Instant now) {
    Rate rate = rates.get(flow);
    return rate == null ? 0 : rate.now(now.getEpochSecond(), true);
  }

  /** Bytes per second to the cluster, of the last two whole seconds. */
  public double out(long flow, Instant now) {
    Rate rate = rates.get(flow);
    return rate == null ? 0 : rate.now(now.getEpochSecond(), false);
  }

  /** One flow's. */
  private static final class Rate {
    private static final float[] NONE = new float[0];

    private long in;
    private long out;
    private long last = Long.MIN_VALUE;
    private float[] ins = NONE;
    private float[] outs = NONE;

    Rate(long in, long out) {
      this.in = in;
      this.out = out;
    }

    synchronized void add(long second, long bytesIn, long bytesOut) {
      long moreIn = Math.max(0, bytesIn - in);
      long moreOut = Math.max(0, bytesOut - out);
      in = bytesIn;
      out = bytesOut;
      if (moreIn == 0 && moreOut == 0) {
        return;
      }
      if (ins.length == 0) {
        ins = new float[LENGTH];
        outs = new float[LENGTH];
      }
      forget(second);
      ins[slot(second)] += (float) moreIn;
      outs[slot(second)] += (float) moreOut;
    }

    synchronized float[] minute(long second) {
      float[] minute = new float[LENGTH];
      if (ins.length == 0) {
        return minute;
      }
      forget(second);
      for (int i = 0; i < LENGTH - 1; i++) {
        int slot = slot(second - (LENGTH - 1) + i);
        minute[i] = ins[slot] + outs[slot];
      }
      // The present second is not over: the one before stands for it.
      minute[LENGTH - 1] = minute[LENGTH - 2];
      return minute;
    }

    synchronized double now(long second, boolean inward) {
      if (ins.length == 0) {
        return 0;
      }
      forget(second);
      float[] which = inward ? ins : outs;
      return (which[slot(second - 1)] + which[slot(second - 2)]) / 2.0;
    }

    /** Seconds that have come since are silent until told otherwise. */
    private void forget(long second) {
      for (long gone = Math.max(last + 1, second - LENGTH + 1); gone <= second; gone++) {
        ins[slot(gone)] = 0;
        outs[slot(gone)] = 0;
      }
      last = Math.max(last, second);
    }

    private static int slot(long second) {
      return (int) Math.floorMod(second, (long) LENGTH);
    }
  }
}
