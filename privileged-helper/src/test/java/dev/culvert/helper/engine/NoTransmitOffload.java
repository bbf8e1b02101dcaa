package dev.culvert.helper.engine;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.util.Set;

/** A link without the offloads of the one below: everything is cut and summed by the engine. */
record NoTransmitOffload(Link below) implements Link {
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
}
