package dev.culvert.core.inspect;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.wire.IpHeader;
import java.io.IOException;
import java.util.Set;

/**
 * A link whose packets a {@link PacketRing} records while it is on, both ways, as they cross it.
 */
public final class TappedLink implements Link {
  private final Link link;
  private final PacketRing ring;
  private final IpHeader header = new IpHeader(); // Of the loop that owns the link.

  /** Taps this link, which has not been started. */
  public TappedLink(Link link, PacketRing ring) {
    this.link = link;
    this.ring = ring;
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
    link.start(
        new Receiver() {
          @Override
          public void onPacket(Packet packet) {
            if (ring.on()) {
              ring.record(packet.bytes, true, header);
            }
            receiver.onPacket(packet);
          }

          @Override
          public void onBatchEnd() {
            receiver.onBatchEnd();
          }

          @Override
          public void onDown(IOException cause) {
            receiver.onDown(cause);
          }
        });
  }

  @Override
  public void transmit(Packet packet) {
    if (ring.on()) {
      ring.record(packet.bytes, false, header);
    }
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
    link.close();
  }
}
