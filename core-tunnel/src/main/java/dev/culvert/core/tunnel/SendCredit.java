package dev.culvert.core.tunnel;

/**
 * What the far side lets be sent. One thread.
 *
 * <p>Whoever wants to send, could, and has no credit says so once, until there is more: that is how
 * the receiver learns that its window is the limit.
 */
public final class SendCredit {
  private long available;
  private boolean toldStarved;

  /**
   * @param initial bytes that may be sent from the beginning
   */
  public SendCredit(int initial) {
    available = initial;
  }

  /** Bytes that may be sent now. */
  public int available() {
    return (int) Math.min(available, Integer.MAX_VALUE);
  }

  /** More has been granted. */
  public void granted(int bytes) {
    // A uint32 on the wire.
    available += bytes & 0xffff_ffffL;
    toldStarved = false;
  }

  /** So many bytes are sent. */
  public void spend(int bytes) {
    available -= bytes;
  }

  /** Whether the far side is to be told now that there is no credit for what could be sent. */
  public boolean starves() {
    boolean tell = available <= 0 && !toldStarved;
    toldStarved |= tell;
    return tell;
  }
}
