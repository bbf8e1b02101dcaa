package dev.culvert.helper.engine;

import dev.culvert.core.link.ForwardingLink;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.util.Random;
import java.util.Set;

/** A link without transmit offload that loses packets both ways, by a seed. */
final class LossyLink extends ForwardingLink {
  private final Random random;
  private final double loss;

  LossyLink(Link below, long seed, double loss) {
    super(below);
    random = new Random(seed);
    this.loss = loss;
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of();
  }

  @Override
  public void start(Receiver receiver) {
    super.start(
        new ForwardingReceiver(receiver) {
          @Override
          public void onPacket(Packet packet) {
            if (random.nextDouble() >= loss) {
              above.onPacket(packet);
            }
          }
        });
  }

  @Override
  public void transmit(Packet packet) {
    if (random.nextDouble() < loss) {
      packet.bytes.release();
    } else {
      super.transmit(packet);
    }
  }
}
