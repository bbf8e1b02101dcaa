package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VirtioHeaderTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // flags, gso_type, hdr_len, gso_size, csum_start, csum_offset, num_buffers
    "000000000000000000000000, NONE, 0, false, 0, 0, false",
    "020000000000000000000000, NONE, 0, false, 0, 0, true",
    "010000000000140010000000, NONE, 0, true, 20, 16, true",
    "01012800b405140010000000, TCP4, 1460, true, 20, 16, true",
    "01812800b405140010000000, TCP4, 1460, true, 20, 16, true",
    "01043c00a005280010000000, TCP6, 1440, true, 40, 16, true",
    "01051c00d004140006000000, UDP, 1232, true, 20, 6, true",
  })
  void isReadAsTheSpecificationSays(
      String hex, Packet.Gso gso, int size, boolean partial, int start, int offset, boolean valid) {
    Packet packet = new Packet();
    assertThat(VirtioHeader.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), 0, packet))
        .isTrue();
    assertThat(packet.gso).isEqualTo(gso);
    assertThat(packet.gsoSize).isEqualTo(size);
    assertThat(packet.checksumPartial).isEqualTo(partial);
    assertThat(packet.checksumStart).isEqualTo(start);
    assertThat(packet.checksumOffset).isEqualTo(offset);
    assertThat(packet.checksumValid).isEqualTo(valid);
  }

  @Test
  void aKindNobodyAskedForIsRefused() {
    ByteBuf ufo = Unpooled.wrappedBuffer(HexFormat.of().parseHex("010300000000000000000000"));
    assertThat(VirtioHeader.read(ufo, 0, new Packet())).isFalse();
  }

  @Test
  void theHeaderLengthOfASuperpacketEndsAfterTheTcpOptions() {
    ByteBuf buffer = Unpooled.buffer().writeZero(VirtioHeader.SIZE + 60);
    buffer.setByte(VirtioHeader.SIZE + 20 + 12, 8 << 4); // Data offset: 32 bytes.
    Packet packet = new Packet().set(buffer);
    packet.gso = Packet.Gso.TCP4;
    packet.gsoSize = 1448;
    packet.checksumPartial = true;
    packet.checksumStart = 20;
    packet.checksumOffset = 16;
    VirtioHeader.write(packet, buffer, 0);
    byte[] header = new byte[VirtioHeader.SIZE];
    buffer.getBytes(0, header);
    assertThat(HexFormat.of().formatHex(header)).isEqualTo("01013400a805140010000000");
  }
}
