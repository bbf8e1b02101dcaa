package dev.culvert.helper.tun;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends every packet back with source and destination address exchanged, ports as they are. So a
 * connection of the kernel's TCP to {@code X:port} arrives at the kernel's own listener on that
 * port, as one from X, and both ends of it are the kernel's; exchanging addresses changes no
 * checksum, partial or complete.
 */
final class Reflector implements Link.Receiver {
  final AtomicLong packets = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong superpackets = new AtomicLong();
  final AtomicInteger largest = new AtomicInteger();
  final AtomicReference<String> down = new AtomicReference<>("");

  private final Link link;
  private final Packet out = new Packet();

  Reflector(Link link) {
    this.link = link;
  }

  @Override
  public void onPacket(Packet packet) {
    ByteBuf in = packet.bytes;
    int size = in.readableBytes();
    packets.incrementAndGet();
    bytes.addAndGet(size);
    if (packet.gso != Packet.Gso.NONE) {
      superpackets.incrementAndGet();
      largest.accumulateAndGet(size, Math::max);
    }
    ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(Link.HEADROOM + size);
    copy.setIndex(Link.HEADROOM, Link.HEADROOM).writeBytes(in, in.readerIndex(), size);
    boolean v6 = (copy.getByte(Link.HEADROOM) >> 4 & 15) == 6;
    int source = Link.HEADROOM + (v6 ? 8 : 12);
    int length = v6 ? 16 : 4;
    copy.setBytes(source, in, in.readerIndex() + (v6 ? 24 : 16), length);
    copy.setBytes(source + length, in, in.readerIndex() + (v6 ? 8 : 12), length);
    out.set(copy);
    out.gso = packet.gso;
    out.gsoSize = packet.gsoSize;
    out.checksumPartial = packet.checksumPartial;
    out.checksumStart = packet.checksumStart;
    out.checksumOffset = packet.checksumOffset;
    out.checksumValid = packet.checksumValid;
    link.transmit(out);
  }

  @Override
  public void onBatchEnd() {
    link.flush();
  }

  @Override
  public void onDown(IOException cause) {
    down.set(String.valueOf(cause.getMessage()));
  }
}
