package dev.culvert.core.sim;

import dev.culvert.core.PacketLab;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A program's TCP, as simple as it can be: it shares no code with the engine's but the header
 * views, counts in offsets instead of sequence numbers, sends everything again when nothing has
 * been acknowledged for a while, and acknowledges every segment.
 */
final class Program {
  private static final long RTO = 250_000_000L;
  private static final int MSS = 1400;
  private static final int SUPERPACKET = 20 * MSS;

  private final VirtualScheduler scheduler;
  private final LossyCable cable;
  private final Scenario scenario;
  private final Pattern sent;
  private final Pattern expected;
  private final Random random;
  private final Endpoint me;
  private final Endpoint service;
  private final int iss;
  private final int shift;
  private int irs;
  private boolean open;
  private boolean refused;
  private int tsRecent;

  /** Offsets: 0 is the first payload byte, length() the FIN. */
  private long una;

  private long nxt;
  private long highest;
  private long window;
  private int peerShift;
  private int peerMss = 536;
  private long lastProgress;
  private long read;
  private final TreeMap<Long, byte[]> early = new TreeMap<>();
  private long finAt = -1;
  private boolean finRead;
  private int unread;
  private boolean paused;
  private boolean useTimestamps;
  private final boolean useSack;

  Program(
      VirtualScheduler scheduler,
      LossyCable cable,
      Scenario scenario,
      Pattern sent,
      Pattern expected) {
    this.scheduler = scheduler;
    this.cable = cable;
    this.scenario = scenario;
    this.sent = sent;
    this.expected = expected;
    random = new Random(scenario.seed() + 2);
    me = scenario.v6() ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    service = scenario.v6() ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    iss = random.nextInt();
    shift = scenario.windowScale() ? 3 : 0;
    useTimestamps = scenario.timestamps();
    useSack = scenario.sack();
  }

  void start() {
    lastProgress = scheduler.nanoTime();
    sendSyn();
    scheduler.schedule(this::tick, RTO);
  }

  boolean done() {
    return una == sent.length() + 1 && finRead;
  }

  boolean wasRefused() {
    return refused;
  }

  @Override
  public String toString() {
    return "acknowledged %d of %d, read %d of %d, fin %s/%s, window %d, early %d"
        .formatted(
            una, sent.length(), read, expected.length(), finAt, finRead, window, early.size());
  }

  private void tick() {
    if (scheduler.nanoTime() - lastProgress >= RTO) {
      lastProgress = scheduler.nanoTime();
      if (!open) {
        sendSyn();
      } else if (una <= sent.length()) {
        nxt = una;
        if (window == 0 && !waitsToClose()) {
          sendData(1); // a probe
        } else {
          sendAll();
        }
      }
    }
    if (!done() && !refused) {
      scheduler.schedule(this::tick, RTO / 2);
    }
  }

  private void sendSyn() {
    Segment syn = Segment.syn(iss).mss(MSS);
    if (scenario.windowScale()) {
      syn = syn.windowScale(shift);
    }
    if (scenario.sack()) {
      syn = syn.permitSack();
    }
    transmit(scenario.timestamps() ? syn.ts(tsNow(), 0) : syn, 0);
  }

  void receive(byte[] packet) {
    ByteBuf bytes = Unpooled.wrappedBuffer(packet);
    IpHeader ip = new IpHeader();
    if (ip.parse(bytes) != null || ip.protocol != IpProtocol.TCP) {
      return;
    }
    boolean partial =
        bytes.getUnsignedShort(ip.payloadIndex + 16) == Checksum.fold(ip.sumPseudoHeader());
    long sum = ip.sumPseudoHeader() + Checksum.sum(bytes, ip.payloadIndex, ip.payloadLength);
    if (!partial && !Checksum.holds(sum)) {
      return;
    }
    TcpHeader header = new TcpHeader();
    if (header.parse(bytes, ip.payloadIndex, ip.payloadLength) != null) {
      return;
    }
    receive(Segment.decode(packet));
  }

  private void receive(Segment segment) {
    if (segment.has(TcpHeader.RST)) {
      refused = true;
      return;
    }
    if (segment.has(TcpHeader.SYN)) {
      if (!open) {
        open = true;
        irs = segment.seq();
        window = segment.window();
        peerShift = Math.max(0, segment.windowScale());
        peerMss = segment.mss();
        useTimestamps = segment.ts() != null;
        if (segment.sackPermitted() != useSack) {
          throw new AssertionError("SACK was answered otherwise than offered: " + segment);
        }
        lastProgress = scheduler.nanoTime();
      }
      note(segment);
      acknowledge();
      sendAll();
      return;
    }
    if (!open) {
      return;
    }
    note(segment);
    segment.sack().forEach(this::checkBlock);
    if (segment.has(TcpHeader.ACK)) {
      long ack = una + (segment.ack() - (int) (iss + 1 + una));
      if (ack > una && ack <= sent.length() + 1) {
        una = ack;
        nxt = Math.max(nxt, una);
        lastProgress = scheduler.nanoTime();
      }
      window = (long) segment.window() << peerShift;
    }
    take(segment);
    sendAll();
  }

  /** The engine can only have what was sent. */
  private void checkBlock(Segment.Block block) {
    long left = una + (block.left() - (int) (iss + 1 + una));
    long right = una + (block.right() - (int) (iss + 1 + una));
    if (!useSack || left >= right || right > highest) {
      throw new AssertionError("a block of " + left + " to " + right + " of " + highest);
    }
  }

  /** What has come early, as RFC 2018 wants it told; the engine copes with any order. */
  private Segment withBlocks(Segment segment) {
    Segment out = segment;
    long end = -1;
    long start = -1;
    int blocks = useTimestamps ? 3 : 4;
    for (Map.Entry<Long, byte[]> piece : early.entrySet()) {
      if (piece.getKey() > end) {
        if (end >= 0 && blocks-- > 0) {
          out = out.sack((int) (irs + 1 + start), (int) (irs + 1 + end));
        }
        start = piece.getKey();
      }
      end = Math.max(end, piece.getKey() + piece.getValue().length);
    }
    return end >= 0 && blocks > 0 ? out.sack((int) (irs + 1 + start), (int) (irs + 1 + end)) : out;
  }

  private void note(Segment segment) {
    if (segment.ts() != null) {
      tsRecent = segment.timestamps().value();
    }
  }

  private void take(Segment segment) {
    long offset = read + (segment.seq() - (int) (irs + 1 + read));
    byte[] payload = segment.payload();
    if (segment.has(TcpHeader.FIN)) {
      finAt = offset + payload.length;
    }
    if (payload.length > 0) {
      byte[] known = early.get(offset);
      if (offset + payload.length > read && (known == null || known.length < payload.length)) {
        early.put(offset, payload);
      }
    }
    Map.Entry<Long, byte[]> next = early.firstEntry();
    while (next != null && next.getKey() <= read) {
      early.remove(next.getKey());
      int skip = (int) (read - next.getKey());
      byte[] bytes = next.getValue();
      if (skip < bytes.length) {
        byte[] fresh = Arrays.copyOfRange(bytes, skip, bytes.length);
        expected.check("the program", read, fresh);
        read += fresh.length;
        unread += fresh.length;
      }
      next = early.firstEntry();
    }
    if (!finRead && finAt >= 0 && read == finAt) {
      if (finAt != expected.length()) {
        throw new AssertionError("the end came at " + finAt + " of " + expected.length());
      }
      finRead = true;
      lastProgress = scheduler.nanoTime();
    }
    if (random.nextDouble() < scenario.readerPause() && !paused) {
      paused = true;
      scheduler.schedule(
          () -> {
            paused = false;
            unread = 0;
            acknowledge();
          },
          3_000_000_000L);
    }
    if (!paused) {
      unread = 0;
    }
    if (payload.length > 0 || segment.has(TcpHeader.FIN)) {
      acknowledge();
    }
  }

  private boolean waitsToClose() {
    return nxt == sent.length() && !scenario.programClosesFirst() && !finRead;
  }

  private void sendAll() {
    while (nxt <= sent.length() && nxt - una < window && !waitsToClose()) {
      int mss = Math.min(MSS, peerMss) - (useTimestamps ? 12 : 0);
      int most = scenario.gso() ? SUPERPACKET / MSS * mss : mss;
      if (!sendData((int) Math.min(most, window - (nxt - una)))) {
        return;
      }
    }
  }

  private boolean sendData(int most) {
    int length = (int) Math.min(most, sent.length() - nxt);
    boolean fin =
        nxt + length == sent.length()
            && (length < most || length == 0)
            && (scenario.programClosesFirst() || finRead);
    if (length == 0 && !fin) {
      return false;
    }
    Segment segment = Segment.ack((int) (iss + 1 + nxt), (int) (irs + 1 + ackOffset()));
    segment = segment.data(sent.bytes(nxt, length));
    if (fin) {
      segment = segment.fin();
    }
    int mss = Math.min(MSS, peerMss) - (useTimestamps ? 12 : 0);
    send(segment, length > mss ? mss : 0);
    nxt += length + (fin ? 1 : 0);
    highest = Math.max(highest, nxt);
    return true;
  }

  private long ackOffset() {
    return read + (finRead ? 1 : 0);
  }

  private void acknowledge() {
    Segment ack = Segment.ack((int) (iss + 1 + nxt), (int) (irs + 1 + ackOffset()));
    send(useSack ? withBlocks(ack) : ack, 0);
  }

  private void send(Segment segment, int gsoSize) {
    int room = Math.max(0, (60 << 10) - unread);
    Segment out = segment.window(room >> shift);
    transmit(useTimestamps ? out.ts(tsNow(), tsRecent) : out, gsoSize);
  }

  private int tsNow() {
    return (int) (scheduler.nanoTime() / 1_000_000) + 99;
  }

  private void transmit(Segment segment, int gsoSize) {
    byte[] transport = segment.encode(me.port(), service.port());
    ByteBuf packet = Unpooled.buffer();
    IpWriter.write(packet, me.address(), service.address(), IpProtocol.TCP, transport.length);
    int start = packet.writerIndex();
    packet.writeBytes(transport);
    long pseudo =
        Checksum.sumPseudoHeader(
            me.address().high(),
            me.address().low(),
            service.address().high(),
            service.address().low(),
            IpProtocol.TCP,
            transport.length);
    packet.setShort(
        start + 16,
        gsoSize != 0
            ? Checksum.fold(pseudo)
            : Checksum.finish(pseudo + Checksum.sum(packet, start, transport.length)));
    cable.send(ByteBufUtil.getBytes(packet), gsoSize);
  }
}
