package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors about segments of ours (RFC 5927, RFC 1191, RFC 8201). */
final class IcmpAdviceTest {
  /** This computer complains of the segment that begins with this sequence number. */
  private static void complain(TcpLab lab, int type, int code, int rest, int sequence) {
    boolean v6 = lab.program.address().v6();
    ByteBuf icmp = Unpooled.buffer().writeByte(type).writeByte(code).writeShort(0).writeInt(rest);
    IpWriter.write(icmp, lab.service.address(), lab.program.address(), IpProtocol.TCP, 20);
    icmp.writeShort(lab.service.port()).writeShort(lab.program.port()).writeInt(sequence);
    if (!v6) {
      icmp.setShort(2, Checksum.finish(Checksum.sum(icmp, 0, icmp.readableBytes())));
    }
    lab.lab.send(
        lab.program.address(),
        lab.service.address(),
        v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
        v6 ? 2 : -1,
        ByteBufUtil.getBytes(icmp));
    lab.lab.run();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsTooBigIsSentAgainInSmallerSegments(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab()).establish();
    lab.stream().data(new byte[2000]);
    lab.out();
    lab.out();
    complain(lab, v6 ? 2 : 3, v6 ? 0 : 4, 1300, lab.iss + 1);
    assertThat(lab.out().payload()).hasSize(v6 ? 1240 : 1260);
    assertThat(lab.out().payload()).hasSize(v6 ? 760 : 740);
    lab.silence();
    assertThat(lab.lab.engine.stats().get(Counter.ICMP_ERRORS_IN)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noErrorMakesSegmentsTiny(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab()).establish();
    lab.stream().data(new byte[1000]);
    lab.out();
    complain(lab, v6 ? 2 : 3, v6 ? 0 : 4, 68, lab.iss + 1);
    if (v6) {
      assertThat(lab.out().payload()).as("in what 1280 carries").hasSize(1000);
    } else {
      assertThat(lab.out().payload()).hasSize(512);
      assertThat(lab.out().payload()).hasSize(488);
    }
  }

  /** RFC 5927 section 4.1: who does not know what is in flight is not heard. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anErrorAboutWhatIsNotInFlightIsIgnored(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab()).establish();
    lab.stream().data(new byte[1000]);
    lab.out();
    complain(lab, v6 ? 2 : 3, v6 ? 0 : 4, 600, lab.iss + 5000);
    complain(lab, v6 ? 1 : 3, v6 ? 4 : 3, 0, lab.iss - 5000);
    lab.silence();
    assertThat(lab.lab.engine.stats().get(Counter.ICMP_IGNORED)).isEqualTo(2);
  }

  /** RFC 5927 section 5.2: soft on a connection, hard on one that is half open. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyWhatIsHalfOpenEndsByIt(boolean v6) {
    TcpLab lab = new TcpLab(v6, new PacketLab()).establish();
    lab.stream().data(new byte[1000]);
    lab.out();
    complain(lab, v6 ? 1 : 3, v6 ? 4 : 3, 0, lab.iss + 1);
    assertThat(lab.stream().reset).isFalse();
    TcpLab half = new TcpLab(v6, new PacketLab());
    half.in(Segment.syn(TcpLab.IRS));
    half.stream().far.onConnected(1);
    half.iss = half.out().seq();
    complain(half, v6 ? 1 : 3, v6 ? 1 : 13, 0, half.iss);
    assertThat(half.stream().reset).isTrue();
    assertThat(half.lab.engine.stats().tcpFlows()).isZero();
  }
}
