package dev.culvert.core.tunnel;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that payload of all flows of a process may take, and how it is shared: everybody may
 * hold a fixed part of what is still free (the dynamic thresholds of Choudhury and Hahne, IEEE/ACM
 * Transactions on Networking 6(2), 1998, made for the buffers of switches). A flow alone gets a
 * large share, many flows get equal small ones, and something is always left for the next. Nobody
 * is refused: whoever has used up its share waits for its own bytes to go.
 *
 * <p>Any thread.
 */
public final class MemoryBudget {
  /** What a flow may always have, lest it stand still for good. */
  public static final int FLOOR = 4 << 10;

  /**
   * A flow alone may have an eighth: 16 MiB of the 128 MiB that a helper with 512 MiB has; of 500
   * flows each may have 1/508, so together they leave a 64th of the budget free.
   */
  private static final int PART = 8;

  /**
   * Of the process' direct memory. The rest is for what the budget does not count: the transport's
   * own buffers, packets on their way, and what a pool cannot use of its chunks.
   */
  private static final int SHARE_OF_DIRECT_MEMORY = 4;

  private static final MemoryBudget PROCESS =
      new MemoryBudget(
          Math.max(16L << 20, PlatformDependent.maxDirectMemory() / SHARE_OF_DIRECT_MEMORY));

  private final long bytes;
  private final AtomicLong held = new AtomicLong();
  private final AtomicInteger flows = new AtomicInteger();
  private volatile int promise;

  /**
   * @param bytes in all
   */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
    promise(1);
  }

  /** The one of this process: a quarter of its direct memory. */
  public static MemoryBudget ofThisProcess() {
    return PROCESS;
  }

  /** A flow begins. */
  public void open() {
    promise(flows.incrementAndGet());
  }

  /** A flow ends. */
  public void close() {
    promise(flows.decrementAndGet());
  }

  private void promise(int among) {
    promise = Math.clamp(bytes / 2 / Math.max(1, among), FLOOR, 1 << 30);
  }

  /**
   * How many bytes a flow may let come unasked without holding them: half the budget divided by the
   * flows that are open. Most flows are idle most of the time, so these bytes are rarely there. A
   * promise is kept when more flows come: 10,000 that open one after the other are promised twice
   * the budget at most, which is half of the process' direct memory.
   */
  public int promise() {
    return promise;
  }

  /** How much a single flow may hold now: an eighth of what is free, and never less than FLOOR. */
  public int share() {
    long free = bytes - held.get();
    return Math.clamp(free / PART, FLOOR, 1 << 30);
  }

  /** Counts bytes that are there or may come at any moment; fewer when below 0. */
  public void hold(int more) {
    held.addAndGet(more);
  }

  /** Held now. */
  public long held() {
    return held.get();
  }

  /** In all. */
  public long bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return held() + " of " + bytes + " bytes held, " + flows + " flows";
  }
}
