package dev.culvert.core.tunnel;

/**
 * How much payload of one flow may be here or on its way here, and when the far side is granted
 * more. One thread.
 *
 * <p>The window starts small, so that a flow that nobody reads costs tens of KiB. It doubles when
 * the far side says that it has used up its credit while the reader here keeps up: only then is the
 * window what limits the flow, however long the way is. It halves when the reader has been the
 * limit for a whole window. Above it all stands the flow's share of the memory there is.
 *
 * <p>Bytes beyond the first few count against the budget from the moment they are granted, for the
 * far side may send them at any time.
 */
public final class ReceiveWindow {
  /** A usual answer fits. 500 flows that nobody reads are 32 MiB. */
  public static final int START = 64 << 10;

  /** 3.2 Gbit/s over 20 ms, 800 Mbit/s over 80 ms. */
  public static final int MAX = 8 << 20;

  private final MemoryBudget budget;

  /** Granted at the beginning, and counted only when it comes. */
  private final int initial;

  /**
   * Begins with what was granted, which is less than {@link #START} among thousands: were it more,
   * the first byte of each idle flow would be answered with a grant that counts.
   */
  private int size;

  /** Granted and not consumed. */
  private int outstanding;

  /** Of these, arrived. */
  private int arrived;

  /** The least that has waited for the reader while a window's worth was consumed. */
  private int leastWaiting = Integer.MAX_VALUE;

  private int consumedSinceLook;

  /** The far side has used up its credit, and whether the reader keeps up has yet to be seen. */
  private boolean starving;

  /** Of the budget. */
  private int held;

  private boolean closed;

  /**
   * @param budget that the flow shares with others
   */
  public ReceiveWindow(MemoryBudget budget) {
    this.budget = budget;
    budget.open();
    initial = Math.min(START, budget.promise());
    outstanding = initial;
    size = initial;
  }

  /** What the far side is granted from the beginning. */
  public int initial() {
    return initial;
  }

  /**
   * Payload has come.
   *
   * @return whether it had been granted
   */
  public boolean arrived(int bytes) {
    arrived += bytes;
    count();
    return arrived <= outstanding;
  }

  /**
   * The reader is done with so many bytes.
   *
   * @return bytes to grant now; often 0, because grants are put together
   */
  public int consumed(int bytes) {
    if (closed) {
      return 0;
    }
    arrived -= bytes;
    outstanding -= bytes;
    leastWaiting = Math.min(leastWaiting, arrived);
    growIfReaderKeepsUp();
    consumedSinceLook += bytes;
    if (consumedSinceLook >= size) {
      if (leastWaiting >= size / 2) {
        size = Math.max(initial, size / 2);
      }
      look();
    }
    return grant();
  }

  /**
   * The far side has used up its credit.
   *
   * @return bytes to grant now
   */
  public int starved() {
    if (closed) {
      return 0;
    }
    starving = true;
    growIfReaderKeepsUp();
    return grant();
  }

  /** Often all of a window comes at once, and the reader shows only then that it keeps up. */
  private void growIfReaderKeepsUp() {
    if (starving && arrived < size / 2) {
      starving = false;
      if (size < MAX && size <= budget.share()) {
        size = Math.min(MAX, 2 * size);
        look();
      }
    }
  }

  /** The flow is over. */
  public void close() {
    if (!closed) {
      closed = true;
      budget.hold(-held);
      budget.close();
    }
  }

  /** The window's size now. */
  public int size() {
    return size;
  }

  private void look() {
    leastWaiting = Integer.MAX_VALUE;
    consumedSinceLook = 0;
  }

  private int grant() {
    int target = Math.min(size, budget.share());
    int room = target - outstanding;
    // A quarter at a time: one grant for several deliveries.
    int granted = room < target / 4 ? 0 : room;
    outstanding += granted;
    count();
    return granted;
  }

  private void count() {
    int now = Math.max(arrived, outstanding - initial);
    if (now != held) {
      budget.hold(now - held);
      held = now;
    }
  }
}
