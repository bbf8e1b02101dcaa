package dev.culvert.core.inspect;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How much went each way in each second of the last hour. A second in which nobody counted (the
 * computer slept) is missing, not zero. Any thread; {@link #tick} by one.
 */
public final class TrafficHistory {
  /** Seconds kept. */
  public static final int LENGTH = 3600;

  private final InstantSource clock;
  private final Supplier<FlowLog.Totals> totals;
  private final Supplier<Phase> phase;
  private final ArrayDeque<Second> seconds = new ArrayDeque<>();
  private long counted = Long.MIN_VALUE;
  private long bytesIn;
  private long bytesOut;

  /**
   * A history that is empty.
   *
   * @param totals payload of all flows ever
   * @param phase whether there is a tunnel
   */
  public TrafficHistory(
      InstantSource clock, Supplier<FlowLog.Totals> totals, Supplier<Phase> phase) {
    this.clock = clock;
    this.totals = totals;
    this.phase = phase;
  }

  /** Whether traffic could flow. */
  public enum Phase {
    /** Not connected, and not meant to be. */
    OFF,
    /** Connected. */
    UP,
    /** Connected before, and trying to be again. */
    DOWN
  }

  /**
   * One second.
   *
   * @param epochSecond its beginning
   * @param bytesIn payload from the cluster
   * @param bytesOut payload to the cluster
   */
  public record Second(long epochSecond, long bytesIn, long bytesOut, Phase phase) {}

  /** Counts what has come since the last call; called several times a second. */
  public void tick() {
    Instant now = clock.instant();
    FlowLog.Totals total = totals.get();
    synchronized (seconds) {
      long second = now.getEpochSecond();
      if (counted == Long.MIN_VALUE || second < counted || second > counted + 5) {
        // The first tick, a clock that was set back, or a sleep: what was carried meanwhile
        // belongs to no second.
        counted = second;
        bytesIn = total.bytesIn();
        bytesOut = total.bytesOut();
        while (!seconds.isEmpty() && seconds.getLast().epochSecond >= second) {
          seconds.removeLast();
        }
        return;
      }
      if (second == counted) {
        return;
      }
      seconds.add(
          new Second(counted, total.bytesIn() - bytesIn, total.bytesOut() - bytesOut, phase.get()));
      // A late tick: its bytes are the first second's, and the others were silent.
      for (long silent = counted + 1; silent < second; silent++) {
        seconds.add(new Second(silent, 0, 0, phase.get()));
      }
      counted = second;
      bytesIn = total.bytesIn();
      bytesOut = total.bytesOut();
      while (!seconds.isEmpty() && seconds.getFirst().epochSecond <= second - LENGTH) {
        seconds.remove();
      }
    }
  }

  /** Seconds after this one, oldest first. */
  public List<Second> after(long epochSecond) {
    List<Second> later = new ArrayList<>();
    synchronized (seconds) {
      for (Second second : seconds) {
        if (second.epochSecond > epochSecond) {
          later.add(second);
        }
      }
    }
    return later;
  }
}
