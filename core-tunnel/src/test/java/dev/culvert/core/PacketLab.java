package dev.culvert.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.MemoryLink;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

/**
 * An engine on a link in memory, in virtual time, seen packet by packet: the test is the kernel on
 * the one side and the cluster on the other.
 */
public final class PacketLab implements Link.Receiver {
  public static final Endpoint PROGRAM_V4 = new Endpoint(IpAddress.parse("10.1.0.1"), 40_000);
  public static final Endpoint SERVICE_V4 = new Endpoint(IpAddress.parse("10.96.0.7"), 80);
  public static final Endpoint PROGRAM_V6 = new Endpoint(IpAddress.parse("fd01::1"), 40_000);
  public static final Endpoint SERVICE_V6 = new Endpoint(IpAddress.parse("fd96::7"), 80);

  public final VirtualScheduler scheduler = new VirtualScheduler(-5_000_000_000L);

  /** Counts to the byte, which a pool does not. */
  public final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);

  public final MemoryDialer dialer = new MemoryDialer();
  public final MemoryRecorder recorder = new MemoryRecorder();
  public final Engine engine;
  public final Link kernel;

  /** One packet as the kernel sees it. */
  public record Seen(byte[] bytes, Packet.Gso gso, int gsoSize) {}

  public final ArrayDeque<Seen> seen = new ArrayDeque<>();

  public PacketLab() {
    this(1500, Set.of(), EngineConfig.of(Set.of(PROGRAM_V4.address(), PROGRAM_V6.address())));
  }

  public PacketLab(int mtu, Set<Link.Offload> offloads, EngineConfig config) {
    MemoryLink.Pair pair = MemoryLink.pair(mtu, offloads, scheduler);
    kernel = pair.far();
    engine = new Engine(pair.near(), scheduler, config, dialer, recorder, new Random(7), memory);
    kernel.start(this);
    engine.start();
  }

  /** The kernel sends a packet with this transport part, whose checksum is filled in. */
  public void send(
      IpAddress source, IpAddress destination, int protocol, int checksumAt, byte[] transport) {
    ByteBuf packet = memory.directBuffer().writeZero(Link.HEADROOM);
    packet.readerIndex(Link.HEADROOM);
    IpWriter.write(packet, source, destination, protocol, transport.length);
    int start = packet.writerIndex();
    packet.writeBytes(transport);
    if (checksumAt >= 0) {
      long pseudo =
          Checksum.sumPseudoHeader(
              source.high(),
              source.low(),
              destination.high(),
              destination.low(),
              protocol,
              transport.length);
      packet.setShort(
          start + checksumAt,
          Checksum.finish(pseudo + Checksum.sum(packet, start, transport.length)));
    }
    kernel.transmit(new Packet().set(packet));
  }

  /** The kernel sends these bytes. */
  public void sendRaw(byte[] bytes) {
    kernel.transmit(raw(bytes));
  }

  /** These bytes as a packet that the kernel may send. */
  public Packet raw(byte[] bytes) {
    int length = Link.HEADROOM + bytes.length;
    ByteBuf packet = memory.directBuffer(length, length).writeZero(Link.HEADROOM).writeBytes(bytes);
    return new Packet().set(packet.readerIndex(Link.HEADROOM));
  }

  /** Bytes of buffers that nobody has let go of. */
  public long memoryInUse() {
    return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
  }

  /** Everything that can happen now does. */
  public void run() {
    kernel.flush();
    scheduler.run();
  }

  /** Time passes. */
  public void pass(Duration time) {
    kernel.flush();
    scheduler.advance(time);
  }

  /** The next packet from the engine. */
  public Seen next() {
    run();
    assertThat(seen).as("packets from the engine").isNotEmpty();
    return seen.remove();
  }

  /** The engine sends nothing now. */
  public void nothing() {
    run();
    assertThat(seen.stream().map(packet -> HexFormat.of().formatHex(packet.bytes))).isEmpty();
  }

  @Override
  public void onPacket(Packet packet) {
    IpHeader ip = new IpHeader();
    assertThat(ip.parse(packet.bytes)).as("the IP header is sound").isNull();
    if (packet.checksumPartial) {
      long pseudo = ip.sumPseudoHeader();
      assertThat(
              packet.bytes.getUnsignedShort(
                  packet.bytes.readerIndex() + packet.checksumStart + packet.checksumOffset))
          .as("a partial checksum is the pseudo-header's")
          .isEqualTo(Checksum.fold(pseudo));
    } else if (!ip.fragment && ip.protocol != IpProtocol.ICMP) {
      long sum =
          ip.sumPseudoHeader() + Checksum.sum(packet.bytes, ip.payloadIndex, ip.payloadLength);
      assertThat(Checksum.holds(sum)).as("the transport checksum holds").isTrue();
    }
    seen.add(new Seen(ByteBufUtil.getBytes(packet.bytes), packet.gso, packet.gsoSize));
  }

  @Override
  public void onBatchEnd() {}

  @Override
  public void onDown(IOException cause) {
    throw new AssertionError(cause);
  }
}
