package dev.culvert.helper.host;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.util.Set;

/** A link to nowhere: nothing arrives, and what is sent is dropped and counted. */
final class SilentLink implements Link {
  private final int mtu;
  private long drops;

  SilentLink(int mtu) {
    this.mtu = mtu == 0 ? 1500 : mtu;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of();
  }

  @Override
  public void start(Receiver receiver) {}

  @Override
  public void transmit(Packet packet) {
    packet.bytes.release();
    drops++;
  }

  @Override
  public void flush() {}

  @Override
  public long transmitDrops() {
    return drops;
  }

  @Override
  public void close() {}
}
