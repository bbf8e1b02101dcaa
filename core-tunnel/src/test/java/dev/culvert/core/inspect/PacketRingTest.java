package dev.culvert.core.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.MemoryLink;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.wire.Checksum;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Recording what crosses a link, and what of it is kept. */
final class PacketRingTest {
  private static final int PAYLOAD = 1000;
  private static final int SIZE = 28 + PAYLOAD;

  private Instant now = Instant.ofEpochSecond(1000);
  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final MemoryLink.Pair pair = MemoryLink.pair(1500, Set.of(), scheduler);
  private final PacketRing ring = new PacketRing(100 * 1024, () -> now);
  private final Link tapped = new TappedLink(pair.near(), ring);
  private int received;

  PacketRingTest() {
    tapped.start(
        new Link.Receiver() {
          @Override
          public void onPacket(Packet packet) {
            received++;
          }

          @Override
          public void onBatchEnd() {}

          @Override
          public void onDown(IOException cause) {
            throw new AssertionError(cause);
          }
        });
  }

  private static Packet datagram(int from, int to) {
    ByteBuf bytes = Unpooled.buffer().writeZero(Link.HEADROOM).readerIndex(Link.HEADROOM);
    bytes.writeByte(0x45).writeByte(0).writeShort(SIZE).writeInt(0);
    bytes.writeByte(64).writeByte(17).writeShort(0).writeInt(0x0a000000 + from);
    bytes.writeInt(0x0a000000 + to).writeShort(4000 + from).writeShort(4000 + to);
    bytes.writeShort(8 + PAYLOAD).writeShort(0).writeZero(PAYLOAD);
    int sum = Checksum.finish(Checksum.sum(bytes, Link.HEADROOM, 20));
    return new Packet().set(bytes.setShort(Link.HEADROOM + 10, sum));
  }

  private void programSends() {
    pair.far().transmit(datagram(1, 2));
    pair.far().flush();
    scheduler.run();
  }

  @Test
  void nothingIsKeptWhileItIsOff() {
    programSends();
    assertThat(received).isEqualTo(1);
    assertThat(ring.status()).isEqualTo(new PacketRing.Status(java.util.Optional.empty(), 0, 0, 0));
  }

  @Test
  void bothWaysAreKeptWithTheirEndsAndTheLinkCarriesThemOn() {
    ring.start(Duration.ofMinutes(1));
    programSends();
    tapped.transmit(datagram(2, 1));
    tapped.flush();
    PacketRing.Page page = ring.after(0, _ -> true, 1 << 20);
    assertThat(received).isEqualTo(1);
    assertThat(page.packets()).hasSize(2);
    Endpoint program = new Endpoint(IpAddress.parse("10.0.0.1"), 4001);
    Endpoint cluster = new Endpoint(IpAddress.parse("10.0.0.2"), 4002);
    for (PacketRing.Recorded packet : page.packets()) {
      assertThat(packet.program()).isEqualTo(program);
      assertThat(packet.cluster()).isEqualTo(cluster);
      assertThat(packet.protocol()).contains(FlowRecorder.Protocol.UDP);
      assertThat(packet.bytes()).hasSize(SIZE);
    }
    assertThat(page.packets().getFirst().fromProgram()).isTrue();
    assertThat(page.packets().getLast().fromProgram()).isFalse();
    assertThat(ring.after(page.last(), _ -> true, 1 << 20).packets()).isEmpty();
  }

  @Test
  void theOldestIsForgottenWhenTheRingIsFull() {
    ring.start(Duration.ofMinutes(1));
    for (int i = 0; i < 300; i++) {
      programSends();
    }
    PacketRing.Status status = ring.status();
    assertThat(status.bytes()).isLessThanOrEqualTo(100 * 1024);
    assertThat(status.packets() + status.forgotten()).isEqualTo(300);
    PacketRing.Page page = ring.after(0, _ -> true, 10 * SIZE);
    assertThat(page.packets()).hasSize(10);
    assertThat(page.end()).isFalse();
    assertThat(page.packets().getFirst().number()).isEqualTo(status.forgotten() + 1);
  }

  @Test
  void itEndsByItself() {
    ring.start(Duration.ofMinutes(1));
    programSends();
    now = now.plusSeconds(61);
    programSends();
    assertThat(ring.status().packets()).isEqualTo(1);
    assertThat(ring.on()).isFalse();
    ring.clear();
    assertThat(ring.status().packets()).isZero();
  }
}
