package dev.culvert.core.link;

import dev.culvert.core.time.Scheduler;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One end of a cable in memory: what one end transmits and flushes, the other receives as one
 * batch, in order, never inside the call. Superpackets and partial checksums cross as they are.
 * Both ends live on one loop, the scheduler's.
 */
public final class MemoryLink implements Link {

  /** Packets on their way in one direction; more are dropped, as on a device with a full queue. */
  public static final int QUEUE = 4096;

  private final int mtu;
  private final Set<Offload> offloads;
  private final Scheduler scheduler;
  private final List<Packet> held = new ArrayList<>();
  private final ArrayDeque<Packet> inbox = new ArrayDeque<>();
  private @Nullable MemoryLink peer;
  private @Nullable Receiver receiver;
  private boolean deliveryScheduled;
  private long drops;
  private volatile boolean closed;

  private MemoryLink(int mtu, Set<Offload> offloads, Scheduler scheduler) {
    this.mtu = mtu;
    this.offloads = Set.copyOf(offloads);
    this.scheduler = scheduler;
  }

  /** The two ends of a new cable. */
  public static Pair pair(int mtu, Set<Offload> offloads, Scheduler scheduler) {
    Set<Offload> both =
        offloads.isEmpty() ? EnumSet.noneOf(Offload.class) : EnumSet.copyOf(offloads);
    MemoryLink near = new MemoryLink(mtu, both, scheduler);
    MemoryLink far = new MemoryLink(mtu, both, scheduler);
    near.peer = far;
    far.peer = near;
    return new Pair(near, far);
  }

  /** Two ends of one cable. */
  public record Pair(MemoryLink near, MemoryLink far) {}

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public Set<Offload> offloads() {
    return offloads;
  }

  @Override
  public void start(Receiver receiver) {
    if (this.receiver != null) {
      throw new IllegalStateException("the link has been started before");
    }
    this.receiver = receiver;
    wake();
  }

  @Override
  public void transmit(Packet packet) {
    try {
      check(packet);
    } catch (IllegalArgumentException e) {
      packet.bytes.release();
      throw e;
    }
    if (closed) {
      packet.bytes.release();
      return;
    }
    held.add(copy(packet));
  }

  @Override
  public void flush() {
    MemoryLink other = peer;
    for (Packet packet : held) {
      if (closed || other == null || other.closed || other.inbox.size() >= QUEUE) {
        drops++;
        packet.bytes.release();
      } else {
        other.inbox.add(packet);
      }
    }
    held.clear();
    if (other != null) {
      other.wake();
    }
  }

  @Override
  public long transmitDrops() {
    return drops;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      // The packets are let go on the loop: they belong to it.
      scheduler.schedule(this::discard, 0);
    }
  }

  private void wake() {
    if (receiver != null && !inbox.isEmpty() && !deliveryScheduled) {
      deliveryScheduled = true;
      scheduler.schedule(this::deliver, 0);
    }
  }

  private void deliver() {
    deliveryScheduled = false;
    Receiver to = receiver;
    int count = inbox.size();
    if (to == null || closed || count == 0) {
      return;
    }
    for (int i = 0; i < count && !closed; i++) {
      Packet packet = inbox.remove();
      try {
        to.onPacket(packet);
      } finally {
        packet.bytes.release();
      }
    }
    if (!closed) {
      to.onBatchEnd();
    }
    wake();
  }

  private void discard() {
    held.forEach(packet -> packet.bytes.release());
    held.clear();
    inbox.forEach(packet -> packet.bytes.release());
    inbox.clear();
  }

  private void check(Packet packet) {
    ByteBuf bytes = packet.bytes;
    if (bytes.readerIndex() < HEADROOM) {
      throw new IllegalArgumentException(
          "a transmitted packet leaves "
              + HEADROOM
              + " bytes before it for the link's own header, not "
              + bytes.readerIndex());
    }
    int limit = packet.gso == Packet.Gso.NONE ? mtu : 65_575; // 65,535 after an IPv6 header
    if (bytes.readableBytes() > limit) {
      throw new IllegalArgumentException(
          "the link carries packets of up to " + limit + " bytes, not " + bytes.readableBytes());
    }
    Offload needed =
        switch (packet.gso) {
          case NONE -> null;
          case TCP4 -> Offload.TSO4;
          case TCP6 -> Offload.TSO6;
          case UDP -> Offload.USO;
        };
    if (needed != null && !offloads.contains(needed)) {
      throw new IllegalArgumentException("the link has no " + needed + ", only " + offloads);
    }
    if (packet.checksumPartial && !offloads.contains(Offload.CHECKSUM)) {
      throw new IllegalArgumentException(
          "the link completes no checksums; its offloads are " + offloads);
    }
  }

  private static Packet copy(Packet packet) {
    Packet copy = new Packet().set(packet.bytes);
    copy.gso = packet.gso;
    copy.gsoSize = packet.gsoSize;
    copy.checksumPartial = packet.checksumPartial;
    copy.checksumStart = packet.checksumStart;
    copy.checksumOffset = packet.checksumOffset;
    copy.checksumValid = packet.checksumValid;
    return copy;
  }
}
