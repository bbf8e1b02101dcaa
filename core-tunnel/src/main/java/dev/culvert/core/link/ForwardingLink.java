package dev.culvert.core.link;

import java.io.IOException;
import java.util.Set;

/** A link that is another one but for what a subclass changes. */
public abstract class ForwardingLink implements Link {
  private final Link below;

  /** Over this link, which has not been started. */
  protected ForwardingLink(Link below) {
    this.below = below;
  }

  @Override
  public int mtu() {
    return below.mtu();
  }

  @Override
  public Set<Offload> offloads() {
    return below.offloads();
  }

  @Override
  public void start(Receiver receiver) {
    below.start(receiver);
  }

  @Override
  public void transmit(Packet packet) {
    below.transmit(packet);
  }

  @Override
  public void flush() {
    below.flush();
  }

  @Override
  public long transmitDrops() {
    return below.transmitDrops();
  }

  @Override
  public void close() {
    below.close();
  }

  /** Hears what comes and passes it on, but for packets as a subclass decides. */
  public abstract static class ForwardingReceiver implements Receiver {
    /** Who hears it then. */
    protected final Receiver above;

    /** Below this one. */
    protected ForwardingReceiver(Receiver above) {
      this.above = above;
    }

    @Override
    public void onBatchEnd() {
      above.onBatchEnd();
    }

    @Override
    public void onDown(IOException cause) {
      above.onDown(cause);
    }
  }
}
