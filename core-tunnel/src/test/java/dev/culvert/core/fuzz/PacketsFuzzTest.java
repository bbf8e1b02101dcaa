package dev.culvert.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.Checksum;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole input path: packets in, no exception out, nothing kept past the end. Checksums are put
 * right, or said to be, most of the time; otherwise no input would get past them.
 */
final class PacketsFuzzTest {
  private static final Failure.Cause[] CAUSES = Failure.Cause.values();
  private static final Packet.Gso[] KINDS = Packet.Gso.values();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytesToo(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      packetsInNoExceptionOut(bytes);
    }
  }

  @FuzzTest(maxDuration = "30m")
  void packetsInNoExceptionOut(byte[] bytes) {
    Input input = new Input(bytes);
    EngineConfig config =
        EngineConfig.of(Set.of(PacketLab.PROGRAM_V4.address(), PacketLab.PROGRAM_V6.address()));
    PacketLab lab = new PacketLab(1500, EnumSet.allOf(Link.Offload.class), config);
    for (int i = 0; i < 64 && input.left(); i++) {
      switch (input.between(0, 9)) {
        case 8 -> lab.pass(Duration.ofMillis(input.between(0, 130_000)));
        case 9 -> farSide(lab.dialer, input);
        default -> packet(lab, input);
      }
      lab.run();
      lab.seen.clear();
    }
    assertThat(lab.memoryInUse()).as("bytes kept").isLessThan(8 << 20);
    lab.engine.close();
    lab.pass(Duration.ofMinutes(1));
    assertThat(lab.engine.stats().get(Counter.PACKETS_FAILED)).as("exceptions").isZero();
    assertThat(lab.engine.stats().tcpFlows() + lab.engine.stats().udpFlows()).isZero();
    assertThat(lab.scheduler.pending()).as("timers").isZero();
    assertThat(lab.memoryInUse()).as("bytes never let go of").isZero();
  }

  private static void packet(PacketLab lab, Input input) {
    byte[] bytes = input.take(input.between(1, 1500));
    if (bytes.length == 0) {
      return;
    }
    if ((bytes[0] & 0xf0) == 0x40 && bytes.length >= 20) {
      fixHeader(bytes);
    }
    Packet packet = lab.raw(bytes);
    packet.checksumValid = input.between(0, 15) != 0;
    if (input.between(0, 3) == 0) {
      packet.gso = KINDS[input.between(0, KINDS.length - 1)];
      packet.gsoSize = input.between(0, 1500);
    }
    lab.kernel.transmit(packet);
  }

  /** The header checksum, which nothing else can stand in for. */
  static void fixHeader(byte[] bytes) {
    int length = Math.min(bytes.length, (bytes[0] & 15) * 4);
    bytes[10] = 0;
    bytes[11] = 0;
    int sum = Checksum.finish(Checksum.sum(Unpooled.wrappedBuffer(bytes), 0, length));
    bytes[10] = (byte) (sum >> 8);
    bytes[11] = (byte) sum;
  }

  private static void farSide(MemoryDialer dialer, Input input) {
    boolean stream = input.yes();
    int act = input.between(0, 5);
    int size = input.between(0, 70_000);
    Failure failure = new Failure(CAUSES[input.between(0, CAUSES.length - 1)], "fuzzed");
    if (stream && !dialer.streams.isEmpty()) {
      MemoryDialer.Stream to = dialer.streams.getLast();
      to.act(act, size, failure);
    } else if (!dialer.flows.isEmpty()) {
      MemoryDialer.Datagrams flow = dialer.flows.getLast();
      if (flow.closed) {
        return;
      }
      switch (act) {
        case 0 -> flow.far.onError(failure);
        case 1 -> {
          flow.closed = true;
          flow.far.onClosed();
        }
        default -> flow.far.onDatagram(Unpooled.wrappedBuffer(new byte[size]));
      }
    }
  }
}
