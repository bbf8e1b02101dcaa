package dev.culvert.helper.engine;

import dev.culvert.core.link.ForwardingLink;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.util.concurrent.atomic.AtomicInteger;

/** A link that counts the UDP superpackets that come from the one below. */
final class CountingSuperpackets extends ForwardingLink {
  private final AtomicInteger count;

  CountingSuperpackets(Link below, AtomicInteger count) {
    super(below);
    this.count = count;
  }

  @Override
  public void start(Receiver receiver) {
    super.start(
        new ForwardingReceiver(receiver) {
          @Override
          public void onPacket(Packet packet) {
            if (packet.gso == Packet.Gso.UDP) {
              count.incrementAndGet();
            }
            above.onPacket(packet);
          }
        });
  }
}
