package dev.culvert.core.demux;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Figures written by the loop and read by anyone: opaque access, so that counting costs an addition
 * and a reader never sees half a number.
 */
@SuppressWarnings("EnumOrdinal") // An index within one run of the program, stored nowhere.
public final class Counters {
  private static final Counter[] ALL = Counter.values();

  private final AtomicLongArray values = new AtomicLongArray(ALL.length);

  /** One more; on the loop. */
  public void count(Counter counter) {
    add(counter, 1);
  }

  /** So many more; on the loop. */
  public void add(Counter counter, long more) {
    int at = counter.ordinal();
    values.setOpaque(at, values.getPlain(at) + more);
  }

  /** The figure now; any thread. */
  public long get(Counter counter) {
    return values.getOpaque(counter.ordinal());
  }

  /** All that are not zero; any thread. */
  public Map<Counter, Long> snapshot() {
    EnumMap<Counter, Long> snapshot = new EnumMap<>(Counter.class);
    for (Counter counter : ALL) {
      long value = get(counter);
      if (value != 0) {
        snapshot.put(counter, value);
      }
    }
    return snapshot;
  }
}
