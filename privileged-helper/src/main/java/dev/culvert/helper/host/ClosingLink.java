package dev.culvert.helper.host;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link that tells once that it was closed. */
final class ClosingLink implements Link {
  private final Link link;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  ClosingLink(Link link, Runnable onClose) {
    this.link = link;
    this.onClose = onClose;
  }

  @Override
  public int mtu() {
    return link.mtu();
  }

  @Override
  public Set<Offload> offloads() {
    return link.offloads();
  }

  @Override
  public void start(Receiver receiver) {
    link.start(receiver);
  }

  @Override
  public void transmit(Packet packet) {
    link.transmit(packet);
  }

  @Override
  public void flush() {
    link.flush();
  }

  @Override
  public long transmitDrops() {
    return link.transmitDrops();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      link.close();
      onClose.run();
    }
  }
}
