package dev.culvert.core.demux;

import dev.culvert.core.wire.IpHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Flows by their two ends. A lookup reads the key from the packet's header views and makes no
 * object; flows are linked in their slots, so that adding one makes none either. The hash is
 * seeded: nobody chooses ports that all fall into one slot.
 */
public final class FlowTable<F extends Flow> {
  private @Nullable Flow[] slots = new @Nullable Flow[64];
  private int size;
  private final long seed;

  public FlowTable(RandomGenerator random) {
    seed = random.nextLong() | 1;
  }

  /** The flow that a packet from its program belongs to, or null. */
  @SuppressWarnings("unchecked") // Only flows of this type are put in.
  public @Nullable F find(IpHeader ip, int sourcePort, int destinationPort) {
    int hash =
        hash(
            ip.sourceHigh,
            ip.sourceLow,
            ip.destinationHigh,
            ip.destinationLow,
            sourcePort,
            destinationPort);
    Flow flow = slots[hash & (slots.length - 1)];
    while (flow != null && (flow.hash != hash || !flow.matches(ip, sourcePort, destinationPort))) {
      flow = flow.next;
    }
    return (F) flow;
  }

  /** Adds a flow whose ends are not in the table. */
  public void add(F flow) {
    if (size >= slots.length) {
      grow();
    }
    flow.hash =
        hash(
            flow.source.address().high(),
            flow.source.address().low(),
            flow.destination.address().high(),
            flow.destination.address().low(),
            flow.source.port(),
            flow.destination.port());
    link(flow);
    size++;
  }

  /** Takes the flow out; false when it is not in. */
  @SuppressWarnings("ReferenceEquality") // This very flow; a later one may have the same ends.
  public boolean remove(F flow) {
    int slot = flow.hash & (slots.length - 1);
    Flow before = null;
    for (Flow at = slots[slot]; at != null; before = at, at = at.next) {
      if (at == flow) {
        if (before == null) {
          slots[slot] = at.next;
        } else {
          before.next = at.next;
        }
        at.next = null;
        size--;
        return true;
      }
    }
    return false;
  }

  /** How many are in. */
  public int size() {
    return size;
  }

  /** All that are in now, in no order. */
  @SuppressWarnings("unchecked") // Only flows of this type are put in.
  public List<F> all() {
    List<F> all = new ArrayList<>(size);
    for (Flow slot : slots) {
      for (Flow flow = slot; flow != null; flow = flow.next) {
        all.add((F) flow);
      }
    }
    return all;
  }

  private void grow() {
    @Nullable Flow[] old = slots;
    slots = new @Nullable Flow[old.length * 2];
    for (Flow slot : old) {
      Flow flow = slot;
      while (flow != null) {
        Flow next = flow.next;
        link(flow);
        flow = next;
      }
    }
  }

  private void link(Flow flow) {
    int slot = flow.hash & (slots.length - 1);
    flow.next = slots[slot];
    slots[slot] = Objects.requireNonNull(flow);
  }

  private int hash(long h1, long l1, long h2, long l2, int port1, int port2) {
    long x = seed;
    x = mix(x ^ h1);
    x = mix(x ^ l1);
    x = mix(x ^ h2);
    x = mix(x ^ l2);
    x = mix(x ^ ((long) port1 << 16 | port2));
    return (int) (x ^ x >>> 32);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long x = value;
    x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
    x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
    return x ^ x >>> 31;
  }
}
