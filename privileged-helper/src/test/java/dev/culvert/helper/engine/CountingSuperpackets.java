package dev.culvert.helper.engine;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A link that counts the UDP superpackets that come from the one below. */
record CountingSuperpackets(Link below, AtomicInteger count) implements Link {
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
    below.start(
        new Receiver() {
          @Override
          public void onPacket(Packet packet) {
            if (packet.gso == Packet.Gso.UDP) {
              count.incrementAndGet();
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
