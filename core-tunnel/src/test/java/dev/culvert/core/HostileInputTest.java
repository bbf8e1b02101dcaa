package dev.culvert.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tcp.Segment;
import dev.culvert.core.wire.IpProtocol;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets in, no exception out, and nothing that stays. */
final class HostileInputTest {

  @Test
  void noBytesUpsetTheEngine() {
    PacketLab lab = new PacketLab();
    Random random = new Random(11);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(120)];
      random.nextBytes(bytes);
      boolean v6 = random.nextBoolean();
      bytes[0] = (byte) (v6 ? 0x60 : 0x45);
      if (!v6 && bytes.length > 20) {
        bytes[2] = 0;
        bytes[3] = (byte) bytes.length;
        bytes[9] = (byte) new int[] {1, 6, 17, 44}[random.nextInt(4)];
        fixHeader(bytes);
      } else if (v6 && bytes.length > 40) {
        bytes[4] = 0;
        bytes[5] = (byte) (bytes.length - 40);
        bytes[6] = (byte) new int[] {0, 6, 17, 43, 44, 58, 60}[random.nextInt(7)];
      }
      lab.sendRaw(bytes);
      if (i % 100 == 0) {
        lab.run();
        lab.seen.clear();
      }
    }
    lab.run();
    lab.seen.clear();
  }

  @Test
  void aFloodOfSynsGrowsNothingPastItsCap() {
    PacketLab lab = new PacketLab();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      lab.send(
          PacketLab.PROGRAM_V4.address(),
          PacketLab.SERVICE_V4.address(),
          IpProtocol.TCP,
          16,
          Segment.syn(random.nextInt()).encode(1 + random.nextInt(65_000), 80));
      if (i % 1000 == 0) {
        lab.run();
      }
    }
    lab.run();
    assertThat(lab.engine.stats().synsInFlight()).isEqualTo(1024);
    lab.engine.close();
    lab.pass(Duration.ofSeconds(10));
    assertThat(lab.scheduler.pending()).isZero();
  }

  private static void fixHeader(byte[] bytes) {
    bytes[10] = 0;
    bytes[11] = 0;
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += (bytes[i] & 255) << 8 | (bytes[i + 1] & 255);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    bytes[10] = (byte) (sum >> 8);
    bytes[11] = (byte) sum;
  }
}
