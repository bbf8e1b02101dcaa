package dev.culvert.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.PacketLab;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** RFC 8200 section 4: what stands between the header and the transport's. */
final class Ipv6ExtensionTest {
  private static final byte[] UDP = {1, 2, 3, 4, 0, 8, 0, 0};

  private final IpHeader ip = new IpHeader();

  private Object parse(int first, byte[] extensions) {
    ByteBuf packet = Unpooled.buffer();
    IpWriter.write(
        packet,
        PacketLab.PROGRAM_V6.address(),
        PacketLab.SERVICE_V6.address(),
        first,
        extensions.length + UDP.length);
    Malformed fault = ip.parse(packet.writeBytes(extensions).writeBytes(UDP));
    return fault == null ? "sound" : fault;
  }

  @Test
  void aChainIsWalkedToItsEnd() {
    byte[] chain = {60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0};
    assertThat(parse(Ipv6Extension.HOP_BY_HOP, chain)).isEqualTo("sound");
    assertThat(ip.protocol).isEqualTo(IpProtocol.UDP);
    assertThat(ip.payloadIndex).isEqualTo(40 + 16);
    assertThat(ip.payloadLength).isEqualTo(8);
  }

  /** Section 4.4, RFC 5095: with segments left it is for a router, which this is not. */
  @Test
  void aRouteIsNotGone() {
    assertThat(parse(Ipv6Extension.ROUTING, new byte[] {17, 0, 4, 0, 0, 0, 0, 0}))
        .isEqualTo("sound");
    assertThat(parse(Ipv6Extension.ROUTING, new byte[] {17, 0, 4, 1, 0, 0, 0, 0}))
        .isEqualTo(Malformed.BAD_EXTENSIONS);
  }

  /** Section 4.5: what follows a fragment header belongs to the datagram, options included. */
  @Test
  void aFragmentIsNotLookedInto() {
    byte[] chain = {60, 0, 0, 1, 0, 0, 0, 9, 17, 0, 1, 4, 0, 0, 0, 0};
    assertThat(parse(Ipv6Extension.FRAGMENT, chain)).isEqualTo("sound");
    assertThat(ip.fragment).isTrue();
    assertThat(ip.protocol).isEqualTo(Ipv6Extension.DESTINATION_OPTIONS);
    assertThat(ip.payloadIndex).isEqualTo(40 + 8);
  }
}
