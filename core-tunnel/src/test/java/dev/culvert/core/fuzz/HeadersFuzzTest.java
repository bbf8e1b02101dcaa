package dev.culvert.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.wire.UdpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Every header parser of core.wire: what it accepts lies inside the bytes it was given. */
final class HeadersFuzzTest {
  @FuzzTest(maxDuration = "30m")
  void whatIsAcceptedLiesInsideThePacket(byte[] bytes) {
    ByteBuf packet = Unpooled.wrappedBuffer(bytes);
    IpHeader ip = new IpHeader();
    if (ip.parse(packet) == null) {
      inside(ip.payloadIndex, ip.payloadLength, bytes.length);
      transport(packet, ip.payloadIndex, ip.payloadLength);
    }
    transport(packet, 0, bytes.length);
    IpHeader quoted = new IpHeader();
    if (quoted.parseQuoted(packet, 0, bytes.length)) {
      inside(quoted.payloadIndex, quoted.payloadLength, bytes.length);
      assertThat(quoted.payloadLength).isGreaterThanOrEqualTo(8);
    }
  }

  private static void transport(ByteBuf packet, int index, int length) {
    TcpHeader tcp = new TcpHeader();
    if (tcp.parse(packet, index, length) == null) {
      inside(tcp.payloadIndex, tcp.payloadLength, index + length);
      assertThat(tcp.windowScale).isBetween(-1, 14);
    }
    for (boolean superpacket : new boolean[] {false, true}) {
      UdpHeader udp = new UdpHeader();
      if (udp.parse(packet, index, length, superpacket) == null) {
        inside(udp.payloadIndex, udp.payloadLength, index + length);
      }
    }
  }

  private static void inside(int index, int length, int end) {
    assertThat(index).isNotNegative();
    assertThat(length).isNotNegative();
    assertThat(index + length).isLessThanOrEqualTo(end);
  }
}
