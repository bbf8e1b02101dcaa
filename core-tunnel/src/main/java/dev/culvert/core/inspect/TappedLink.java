package dev.culvert.core.inspect;

import dev.culvert.core.link.ForwardingLink;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.wire.IpHeader;

/**
 * A link whose packets a {@link PacketRing} records while it is on, both ways, as they cross it.
 */
public final class TappedLink extends ForwardingLink {
  private final PacketRing ring;
  private final IpHeader header = new IpHeader(); // Of the loop that owns the link.

  /** Taps this link, which has not been started. */
  public TappedLink(Link link, PacketRing ring) {
    super(link);
    this.ring = ring;
  }

  @Override
  public void start(Receiver receiver) {
    super.start(
        new ForwardingReceiver(receiver) {
          @Override
          public void onPacket(Packet packet) {
            if (ring.on()) {
              ring.record(packet.bytes, true, header);
            }
            above.onPacket(packet);
          }
        });
  }

  @Override
  public void transmit(Packet packet) {
    if (ring.on()) {
      ring.record(packet.bytes, false, header);
    }
    super.transmit(packet);
  }
}
