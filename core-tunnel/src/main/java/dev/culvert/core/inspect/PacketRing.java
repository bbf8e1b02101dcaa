package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The packets between this computer's programs and the engine, and between attachments and
 * programs, while somebody wants them: off unless it is switched on, for a limited time, and
 * bounded by bytes: the oldest packet is forgotten first. What is kept is what crossed the device,
 * superpackets included, so a packet may be larger than the MTU and its transport checksum may be
 * partial, as in any recording of a device with offload.
 *
 * <p>Threads: everything may be called from any thread. While off, a packet costs one volatile
 * read; while on, one copy of its bytes under a lock that is held for that copy alone.
 */
public final class PacketRing {
  /** Bytes kept unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 32 * 1024 * 1024;

  /** What a packet costs beside its bytes, so that a million empty ones are bounded too. */
  private static final int OVERHEAD = 128;

  private final int capacity;
  private final InstantSource clock;
  private final ArrayDeque<Recorded> kept = new ArrayDeque<>();
  private long held;
  private long newest;
  private long forgotten;
  private volatile Instant until = Instant.MIN;
  private volatile boolean on;

  /** Keeps {@link #DEFAULT_CAPACITY} bytes. */
  public PacketRing(InstantSource clock) {
    this(DEFAULT_CAPACITY, clock);
  }

  /** Keeps so many bytes, packets' overhead included. */
  public PacketRing(int capacity, InstantSource clock) {
    if (capacity < 64 * 1024 + OVERHEAD) {
      throw new IllegalArgumentException(
          "a ring holds at least one packet of 64 KiB, not " + capacity + " bytes");
    }
    this.capacity = capacity;
    this.clock = clock;
  }

  /**
   * One packet.
   *
   * @param number from 1, without gaps while recording
   * @param fromProgram whether a program sent it; else the engine did
   * @param protocol empty when it is neither TCP nor UDP, or not the first fragment
   * @param program the program's end; its port is 0 without a protocol
   * @param cluster the cluster's end
   * @param attachment the attachment whose connection it is of, see {@link StreamTape}; empty for a
   *     packet that crossed the device
   * @param bytes from the IP header on; nobody changes them
   */
  public record Recorded(
      long number,
      Instant at,
      boolean fromProgram,
      Optional<FlowRecorder.Protocol> protocol,
      Endpoint program,
      Endpoint cluster,
      String attachment,
      byte[] bytes) {}

  /**
   * How it stands.
   *
   * @param until when it ends by itself; empty while off
   * @param forgotten packets that had to make room since it was switched on
   */
  public record Status(Optional<Instant> until, int packets, long bytes, long forgotten) {}

  /** Records from now on, for so long; what was kept stays. */
  public void start(Duration time) {
    synchronized (kept) {
      forgotten = 0;
    }
    until = clock.instant().plus(time);
    on = true;
  }

  /** Stops recording; what was kept can still be read. */
  public void stop() {
    on = false;
  }

  /** Stops, and forgets every packet: they are of a connection that is over, or of another user. */
  public void clear() {
    stop();
    synchronized (kept) {
      kept.clear();
      held = 0;
    }
  }

  /** Whether packets are wanted now; what the data path asks first. */
  public boolean on() {
    return on;
  }

  /** How it stands now. */
  public Status status() {
    expire();
    synchronized (kept) {
      return new Status(on ? Optional.of(until) : Optional.empty(), kept.size(), held, forgotten);
    }
  }

  /** Keeps a copy of this packet. The header is a work space of the caller's loop. */
  void record(ByteBuf packet, boolean fromProgram, IpHeader header) {
    if (!expire() || header.parse(packet) != null) {
      return;
    }
    boolean ports =
        (!header.fragment || header.fragmentOffset == 0)
            && header.payloadLength >= 4
            && (header.protocol == IpProtocol.TCP || header.protocol == IpProtocol.UDP);
    int source = ports ? packet.getUnsignedShort(header.payloadIndex) : 0;
    int destination = ports ? packet.getUnsignedShort(header.payloadIndex + 2) : 0;
    Endpoint from =
        new Endpoint(new IpAddress(header.v6, header.sourceHigh, header.sourceLow), source);
    Endpoint to =
        new Endpoint(
            new IpAddress(header.v6, header.destinationHigh, header.destinationLow), destination);
    byte[] bytes = new byte[packet.readableBytes()];
    packet.getBytes(packet.readerIndex(), bytes);
    Optional<FlowRecorder.Protocol> protocol =
        ports
            ? Optional.of(
                header.protocol == IpProtocol.TCP
                    ? FlowRecorder.Protocol.TCP
                    : FlowRecorder.Protocol.UDP)
            : Optional.empty();
    keep(protocol, fromProgram, fromProgram ? from : to, fromProgram ? to : from, "", bytes);
  }

  /** Keeps a packet of a connection that an attachment brought. */
  void record(
      String attachment, boolean fromProgram, Endpoint program, Endpoint cluster, byte[] packet) {
    if (expire()) {
      Optional<FlowRecorder.Protocol> tcp = Optional.of(FlowRecorder.Protocol.TCP);
      keep(tcp, fromProgram, program, cluster, attachment, packet);
    }
  }

  private void keep(
      Optional<FlowRecorder.Protocol> protocol,
      boolean fromProgram,
      Endpoint program,
      Endpoint cluster,
      String attachment,
      byte[] bytes) {
    synchronized (kept) {
      kept.add(
          new Recorded(
              ++newest,
              clock.instant(),
              fromProgram,
              protocol,
              program,
              cluster,
              attachment,
              bytes));
      held += bytes.length + OVERHEAD;
      while (held > capacity) {
        held -= kept.remove().bytes.length + OVERHEAD;
        forgotten++;
      }
    }
  }

  /**
   * Packets in order.
   *
   * @param after the number to go on after; 0 for all
   * @param wanted which
   * @param mostBytes about as many bytes of packets at most; always at least one packet
   */
  public Page after(long after, Predicate<Recorded> wanted, int mostBytes) {
    List<Recorded> page = new ArrayList<>();
    int bytes = 0;
    synchronized (kept) {
      long last = Math.max(after, newest - kept.size());
      Iterator<Recorded> packets = kept.iterator();
      while (packets.hasNext() && bytes < mostBytes) {
        Recorded packet = packets.next();
        if (packet.number <= after) {
          continue;
        }
        last = packet.number;
        if (wanted.test(packet)) {
          page.add(packet);
          bytes += packet.bytes.length;
        }
      }
      return new Page(page, last, last >= newest);
    }
  }

  /**
   * Some packets.
   *
   * @param last the number to go on after
   * @param end whether there are no more for now
   */
  public record Page(List<Recorded> packets, long last, boolean end) {
    public Page {
      packets = List.copyOf(packets);
    }
  }

  private boolean expire() {
    if (on && clock.instant().isAfter(until)) {
      on = false;
    }
    return on;
  }
}
