package dev.culvert.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.TcpHeader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One connection, with segments around the edges of its windows, in any order, while the far side
 * does what it likes. Whatever happens, what the far side gets is what was sent, in order, and the
 * payload to the program is what the far side gave.
 */
final class ConversationFuzzTest {
  private static final int IRS = -2000;
  private static final Set<Link.Offload> OFFLOADS =
      EnumSet.of(Link.Offload.CHECKSUM, Link.Offload.TSO4, Link.Offload.TSO6);
  private static final Failure BROKEN = new Failure(Failure.Cause.RESET, "fuzzed");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytesToo(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      bytesStayInOrder(bytes);
    }
  }

  @FuzzTest(maxDuration = "30m")
  void bytesStayInOrder(byte[] bytes) {
    Input input = new Input(bytes);
    boolean offload = input.yes();
    PacketLab lab = new PacketLab(1500, offload ? OFFLOADS : Set.of(), EngineConfig.of(Set.of()));
    Conversation talk = new Conversation(lab, input.yes(), input.yes());
    talk.open(input.between(-1, 15), input.between(0, 1500));
    for (int i = 0; i < 200 && input.left(); i++) {
      switch (input.between(0, 7)) {
        case 0 -> lab.pass(Duration.ofMillis(input.between(0, 3000)));
        case 1 -> talk.far(input.between(0, 5), input.between(0, 70_000));
        default -> talk.segment(input);
      }
      talk.look();
    }
    lab.engine.close();
    lab.pass(Duration.ofMinutes(1));
    assertThat(lab.engine.stats().get(Counter.PACKETS_FAILED)).as("exceptions").isZero();
    assertThat(lab.engine.stats().tcpFlows()).isZero();
    assertThat(lab.scheduler.pending()).as("timers").isZero();
    assertThat(lab.memoryInUse()).as("bytes never let go of").isZero();
  }

  private static final class Conversation {
    private final PacketLab lab;
    private final boolean timestamps;
    private final boolean sack;
    private int iss;
    private int checked;
    private int clock = 5;
    private int given;

    Conversation(PacketLab lab, boolean timestamps, boolean sack) {
      this.lab = lab;
      this.timestamps = timestamps;
      this.sack = sack;
    }

    void open(int scale, int mss) {
      Segment syn = Segment.syn(IRS).mss(mss).windowScale(scale);
      send(sack ? syn.permitSack() : syn);
      lab.run();
      lab.dialer.streams.getFirst().act(1, 0, BROKEN);
      iss = Segment.decode(lab.next().bytes()).seq();
      send(Segment.ack(IRS + 1, iss + 1));
      lab.run();
    }

    void segment(Input input) {
      int offset = checked() + input.between(-3000, 70_000) / (input.yes() ? 1 : 50);
      int ack = input.between(-10, 100_000) / (input.yes() ? 1 : 1460);
      int length = input.between(0, 1400);
      Segment segment = Segment.ack(IRS + 1 + offset, iss + 1 + ack);
      int flags = input.between(0, 63);
      segment = segment.data(input.between(0, 3) == 0 ? new byte[0] : pattern(offset, length));
      segment = segment.flags(input.between(0, 7) == 0 ? flags : TcpHeader.ACK);
      segment = segment.window(input.between(0, 65_535));
      if (sack && input.between(0, 2) == 0) {
        int left = iss + 1 + input.between(-10, 100_000);
        segment = segment.sack(left, left + input.between(-10, 20_000));
      }
      clock += input.between(-1, 5);
      send(segment);
    }

    /** The program's stream is this everywhere, also before its start. */
    private static byte[] pattern(int offset, int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = at(offset + i);
      }
      return bytes;
    }

    private static byte at(int offset) {
      return (byte) (offset * 31 + (offset >> 8));
    }

    private int checked() {
      return checked;
    }

    private void send(Segment segment) {
      lab.send(
          PacketLab.PROGRAM_V4.address(),
          PacketLab.SERVICE_V4.address(),
          IpProtocol.TCP,
          16,
          (timestamps ? segment.ts(clock, 0) : segment).encode(40_000, 80));
    }

    void far(int act, int size) {
      MemoryDialer.Stream stream = lab.dialer.streams.getFirst();
      int given = act == 2 && stream.takesPayload() ? this.given : -1;
      if (given >= 0) {
        stream.data(pattern(given, size));
        this.given += size;
      } else {
        stream.act(act, 0, BROKEN);
      }
    }

    /** Both directions, as far as they have come. */
    void look() {
      lab.run();
      byte[] written = lab.dialer.streams.getFirst().written.toByteArray();
      for (; checked < written.length; checked++) {
        assertThat(written[checked]).as("byte %s", checked).isEqualTo(at(checked));
      }
      while (!lab.seen.isEmpty()) {
        Segment segment = Segment.decode(lab.seen.remove().bytes());
        int offset = segment.seq() - (iss + 1);
        byte[] payload = segment.payload();
        if (lab.dialer.streams.size() == 1 && payload.length > 0) {
          assertThat(offset + payload.length).as("no more than was given").isBetween(0, given);
          assertThat(payload).isEqualTo(pattern(offset, payload.length));
        }
      }
    }
  }
}
