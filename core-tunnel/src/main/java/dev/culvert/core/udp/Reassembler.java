package dev.culvert.core.udp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.Demux;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of datagrams together (RFC 791 section 3.2, RFC 8200 section 4.5), within
 * limits: a datagram has 30 s (Linux' ipfrag_time), all that are incomplete have 4 MiB, and one
 * whose fragments overlap is dropped as a whole (RFC 5722 section 4; for IPv4 as Linux does).
 */
public final class Reassembler implements Demux.FragmentCollector {
  private static final long LIFETIME = 30_000_000_000L;
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_DATAGRAMS = 256;

  /** A fragment but the last has 8 bytes or more; these many make the largest datagram of 576s. */
  private static final int MAX_FRAGMENTS = 128;

  private static final int MAX_PAYLOAD = 65_515;

  private final Scheduler scheduler;
  private final ByteBufAllocator allocator;
  private final Counters counters;
  private final Map<Key, Partial> partials = new LinkedHashMap<>(); // oldest first
  private int bytes;

  public Reassembler(Scheduler scheduler, ByteBufAllocator allocator, Counters counters) {
    this.scheduler = scheduler;
    this.allocator = allocator;
    this.counters = counters;
  }

  /** The protocol is part of it for IPv4 only (RFC 791 section 3.2), and 0 for IPv6. */
  private record Key(IpAddress source, IpAddress destination, int protocol, int identification) {}

  private record Fragment(int offset, ByteBuf payload) {
    int end() {
      return offset + payload.readableBytes();
    }
  }

  private static final class Partial {
    final List<Fragment> fragments = new ArrayList<>(); // by offset
    final long since;
    int total = -1;
    int bytes;

    /** What the datagram begins with: of the fragment at offset 0 (RFC 8200 section 4.5). */
    int protocol;

    Partial(long since) {
      this.since = since;
    }

    boolean complete() {
      return bytes == total;
    }
  }

  @Override
  public @Nullable ByteBuf add(ByteBuf packet, IpHeader ip) {
    long now = scheduler.nanoTime();
    expire(now);
    int length = ip.payloadLength;
    boolean sound =
        length > 0
            && ip.fragmentOffset + length <= MAX_PAYLOAD
            && (!ip.moreFragments || length % 8 == 0);
    if (!sound) {
      counters.count(Counter.FRAGMENTS_DROPPED);
      return null;
    }
    Key key = new Key(ip.source(), ip.destination(), ip.v6 ? 0 : ip.protocol, ip.identification);
    Partial partial = partials.computeIfAbsent(key, _ -> new Partial(now));
    if (!insert(partial, packet, ip)) {
      drop(key);
      return null;
    }
    counters.count(Counter.FRAGMENTS_IN);
    if (partial.complete()) {
      partials.remove(key);
      bytes -= partial.bytes;
      return assemble(key, partial);
    }
    makeRoom();
    return null;
  }

  private boolean insert(Partial partial, ByteBuf packet, IpHeader ip) {
    int offset = ip.fragmentOffset;
    int end = offset + ip.payloadLength;
    if (!ip.moreFragments) {
      if (partial.total >= 0 && partial.total != end) {
        return false;
      }
      partial.total = end;
    }
    List<Fragment> fragments = partial.fragments;
    int at = fragments.size();
    while (at > 0 && fragments.get(at - 1).offset > offset) {
      at--;
    }
    boolean duplicate =
        at > 0 && fragments.get(at - 1).offset == offset && fragments.get(at - 1).end() == end;
    if (duplicate) {
      return true; // The network may duplicate; that is no overlap.
    }
    boolean overlaps =
        (at > 0 && fragments.get(at - 1).end() > offset)
            || (at < fragments.size() && fragments.get(at).offset < end)
            || (partial.total >= 0 && end > partial.total)
            || (partial.total >= 0
                && !fragments.isEmpty()
                && fragments.getLast().end() > partial.total);
    if (overlaps || fragments.size() >= MAX_FRAGMENTS) {
      return false;
    }
    ByteBuf payload = allocator.directBuffer(ip.payloadLength, ip.payloadLength);
    payload.writeBytes(packet, ip.payloadIndex, ip.payloadLength);
    if (offset == 0) {
      partial.protocol = ip.protocol;
    }
    fragments.add(at, new Fragment(offset, payload));
    partial.bytes += ip.payloadLength;
    bytes += ip.payloadLength;
    return true;
  }

  private ByteBuf assemble(Key key, Partial partial) {
    int headerLength = IpWriter.length(key.source.v6());
    int length = headerLength + partial.total;
    ByteBuf datagram = allocator.directBuffer(length, length);
    IpWriter.write(datagram, key.source, key.destination, partial.protocol, partial.total);
    for (Fragment fragment : partial.fragments) {
      datagram.writeBytes(fragment.payload);
      fragment.payload.release();
    }
    return datagram;
  }

  private void expire(long now) {
    Iterator<Partial> oldest = partials.values().iterator();
    while (oldest.hasNext()) {
      Partial partial = oldest.next();
      if (now - partial.since < LIFETIME) {
        return;
      }
      oldest.remove();
      release(partial);
    }
  }

  private void makeRoom() {
    while (bytes > MAX_BYTES || partials.size() > MAX_DATAGRAMS) {
      drop(partials.keySet().iterator().next());
    }
  }

  private void drop(Key key) {
    Partial partial = partials.remove(key);
    if (partial != null) {
      release(partial);
    }
  }

  private void release(Partial partial) {
    counters.add(Counter.FRAGMENTS_DROPPED, Math.max(1, partial.fragments.size()));
    bytes -= partial.bytes;
    partial.fragments.forEach(fragment -> fragment.payload.release());
  }

  /** Lets go of everything. */
  public void close() {
    List.copyOf(partials.keySet()).forEach(this::drop);
  }
}
