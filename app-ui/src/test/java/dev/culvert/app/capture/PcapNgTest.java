package dev.culvert.app.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file's blocks, read back byte by byte; Wireshark itself reads one in a story. */
class PcapNgTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Block(int type, ByteBuffer body) {}

  private List<Block> blocks() {
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    List<Block> blocks = new ArrayList<>();
    while (file.hasRemaining()) {
      int type = file.getInt();
      int length = file.getInt();
      assertThat(length % 4).as("blocks are padded to 32 bits").isZero();
      ByteBuffer body = file.slice(file.position(), length - 12).order(ByteOrder.LITTLE_ENDIAN);
      file.position(file.position() + length - 12);
      assertThat(file.getInt()).as("the length stands at both ends").isEqualTo(length);
      blocks.add(new Block(type, body));
    }
    return blocks;
  }

  @Test
  void writesASectionAnInterfaceAndPackets() throws IOException {
    PcapNg file = new PcapNg(out, "culvert0", "Culvert");
    byte[] packet = {0x45, 1, 2, 3, 4};
    file.packet(Instant.ofEpochSecond(1_700_000_000L, 123_456_789), true, packet, "java 7 → a");
    file.packet(Instant.ofEpochSecond(1_700_000_001L), false, packet, "");
    List<Block> blocks = blocks();
    assertThat(blocks).extracting(Block::type).containsExactly(0x0A0D0D0A, 1, 6, 6);
    assertThat(blocks.getFirst().body().getInt(0)).isEqualTo(0x1A2B3C4D);
    assertThat(blocks.get(1).body().getShort(0)).as("LINKTYPE_RAW").isEqualTo((short) 101);
    ByteBuffer first = blocks.get(2).body();
    long nanos = (long) first.getInt(4) << 32 | Integer.toUnsignedLong(first.getInt(8));
    assertThat(nanos).isEqualTo(1_700_000_000_123_456_789L);
    assertThat(first.getInt(12)).isEqualTo(5);
    assertThat(first.getInt(16)).isEqualTo(5);
    byte[] data = new byte[5];
    first.get(20, data);
    assertThat(data).isEqualTo(packet);
    assertThat(first.getShort(28)).as("opt_comment").isEqualTo((short) 1);
    byte[] comment = new byte[first.getShort(30)];
    first.get(32, comment);
    assertThat(new String(comment, StandardCharsets.UTF_8)).isEqualTo("java 7 → a");
    assertThat(file.packets()).isEqualTo(2);
  }
}
