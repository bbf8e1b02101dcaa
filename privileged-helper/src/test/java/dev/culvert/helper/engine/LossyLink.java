package dev.culvert.helper.engine;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.io.IOException;
import java.util.Random;
import java.util.Set;

/** A link without transmit offload that loses packets both ways, by a seed. */
final class LossyLink implements Link {
  private final Link below;
  private final Random random;
  private final double loss;

  LossyLink(Link below, long seed, double loss) {
    this.below = below;
    random = new Random(seed);
    this.loss = loss;
  }

  @Override
  public int mtu() {
    return below.mtu();
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of();
  }

  @Override
  public void start(Receiver receiver) {
    below.start(
        new Receiver() {
          @Override
          public void onPacket(Packet packet) {
            if (random.nextDouble() >= loss) {
              receiver.onPacket(packet);
            }
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
    if (random.nextDouble() < loss) {
      packet.bytes.release();
    } else {
      below.transmit(packet);
    }
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
}
