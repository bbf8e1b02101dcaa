package dev.culvert.core.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attachment brings is kept as packets that any reader understands. */
final class StreamTapeTest {
  private final PacketRing ring = new PacketRing(1 << 20, () -> Instant.ofEpochSecond(1000));
  private final IpHeader ip = new IpHeader();
  private final TcpHeader tcp = new TcpHeader();

  @ParameterizedTest
  @ValueSource(strings = {"10.42.1.7", "fd00::7"})
  void bothDirectionsAreKeptInOrderWithTheirEnds(String address) {
    Endpoint caller = new Endpoint(IpAddress.parse(address), 41_234);
    StreamTape tape = new StreamTape(ring, "a1", caller, 3000);
    ring.start(Duration.ofMinutes(1));
    tape.opened();
    ByteBuf asked = text("GET / HTTP/1.1\r\n\r\n");
    tape.fromCaller(asked);
    assertThat(asked.readableBytes()).as("it is still to be sent").isEqualTo(18);
    ring.stop();
    tape.fromProgram(text("unseen"));
    ring.start(Duration.ofMinutes(1));
    tape.fromProgram(Unpooled.wrappedBuffer(new byte[100_000]));
    tape.callerEnded();
    tape.programEnded();
    List<PacketRing.Recorded> packets = ring.after(0, _ -> true, 1 << 20).packets();
    assertThat(packets).hasSize(7);
    assertThat(packets).allMatch(packet -> packet.attachment().equals("a1"));
    assertThat(packets).allMatch(packet -> packet.cluster().equals(caller));
    assertThat(packets).allMatch(packet -> packet.program().port() == 3000);
    assertThat(packets.stream().map(packet -> told(packet)))
        .containsExactly(
            "caller SYN 0+0 ack 0",
            "program SYN,ACK 0+0 ack 1",
            "caller PSH,ACK 1+18 ack 1",
            "program PSH,ACK 7+65280 ack 19",
            "program PSH,ACK 65287+34720 ack 19",
            "caller FIN,ACK 19+0 ack 100007",
            "program FIN,ACK 100007+0 ack 20");
  }

  private String told(PacketRing.Recorded packet) {
    ByteBuf bytes = Unpooled.wrappedBuffer(packet.bytes());
    assertThat(ip.parse(bytes)).isNull();
    assertThat(tcp.parse(bytes, ip.payloadIndex, ip.payloadLength)).isNull();
    return (packet.fromProgram() ? "program " : "caller ")
        + TcpHeader.flagsToString(tcp.flags)
        + " "
        + tcp.seq
        + "+"
        + tcp.payloadLength
        + " ack "
        + tcp.ack;
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }
}
