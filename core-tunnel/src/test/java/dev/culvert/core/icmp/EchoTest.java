package dev.culvert.core.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pings (RFC 792, RFC 4443 section 4): carried, and answered by nobody but the target. */
final class EchoTest {
  private static final byte[] BODY = {0, 7, 'p', 'i', 'n', 'g'};

  private final PacketLab lab = new PacketLab();

  private MemoryDialer.Datagrams ping(boolean v6, int identifier) {
    Endpoint program = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    Endpoint service = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    ByteBuf request = Unpooled.buffer().writeByte(v6 ? 128 : 8).writeByte(0).writeShort(0);
    request.writeShort(identifier).writeBytes(BODY);
    int length = request.readableBytes();
    if (!v6) {
      // ICMP has no pseudo-header, which the lab's checksums have.
      request.setShort(2, Checksum.finish(sum(request, length)));
    }
    lab.send(
        program.address(),
        service.address(),
        v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
        v6 ? 2 : -1,
        ByteBufUtil.getBytes(request));
    lab.run();
    return lab.dialer.echoes.getLast();
  }

  private static long sum(ByteBuf bytes, int length) {
    return Checksum.sum(bytes, 0, length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTargetAnswersNobodyElse(boolean v6) {
    MemoryDialer.Datagrams flow = ping(v6, 4711);
    lab.nothing();
    assertThat(flow.sent).containsExactly(BODY);
    flow.far.onDatagram(Unpooled.copiedBuffer(BODY));
    byte[] reply = lab.next().bytes();
    int at = v6 ? 40 : 20;
    assertThat(reply[at]).as("type").isEqualTo((byte) (v6 ? 129 : 0));
    assertThat((reply[at + 4] & 255) << 8 | (reply[at + 5] & 255)).isEqualTo(4711);
    assertThat(Arrays.copyOfRange(reply, at + 6, reply.length)).isEqualTo(BODY);
    assertThat(lab.engine.stats().get(Counter.ECHO_REPLIES)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachProgramHasItsOwnFlowUntilItIsSilent(boolean v6) {
    MemoryDialer.Datagrams one = ping(v6, 1);
    ping(v6, 2);
    ping(v6, 1);
    assertThat(lab.dialer.echoes).hasSize(2);
    assertThat(one.sent).hasSize(2);
    lab.pass(Duration.ofSeconds(31));
    assertThat(one.closed).isTrue();
    assertThat(lab.scheduler.pending()).isZero();
    assertThat(lab.memoryInUse()).isZero();
  }

  /** A cluster that forbids it, and one where nobody is, say so with the right code. */
  @ParameterizedTest
  @CsvSource({
    "FORBIDDEN,false,13",
    "FORBIDDEN,true,1",
    "UNREACHABLE,false,1",
    "UNREACHABLE,true,3"
  })
  void whatTheClusterRefusesIsUnreachable(Failure.Cause cause, boolean v6, int code) {
    MemoryDialer.Datagrams flow = ping(v6, 4711);
    flow.far.onError(new Failure(cause, "as the test wants it"));
    byte[] error = lab.next().bytes();
    int at = v6 ? 40 : 20;
    assertThat(error[at]).as("type").isEqualTo((byte) (v6 ? 1 : 3));
    assertThat(error[at + 1]).as("code").isEqualTo((byte) code);
    int quoted = at + 8 + at;
    assertThat(error[quoted]).as("the request").isEqualTo((byte) (v6 ? 128 : 8));
    assertThat((error[quoted + 4] & 255) << 8 | (error[quoted + 5] & 255)).isEqualTo(4711);
    assertThat(error[quoted + 7]).as("its sequence number").isEqualTo((byte) 7);
  }
}
