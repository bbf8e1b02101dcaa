package dev.culvert.core.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP flows, fragments and what is nobody's. */
final class UdpTest {
  private final PacketLab lab = new PacketLab();

  private static byte[] datagram(int source, int destination, byte[] payload) {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(source).writeShort(destination).writeShort(8 + payload.length).writeShort(0);
    return ByteBufUtil.getBytes(out.writeBytes(payload));
  }

  private MemoryDialer.Datagrams send(boolean v6, int port, byte[] payload) {
    Endpoint program = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    Endpoint service = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    byte[] datagram = datagram(program.port(), port, payload);
    lab.send(program.address(), service.address(), IpProtocol.UDP, 6, datagram);
    lab.run();
    return lab.dialer.flows.getLast();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void datagramsCrossBothWaysInOneFlow(boolean v6) {
    send(v6, 9999, new byte[] {1});
    MemoryDialer.Datagrams flow = send(v6, 9999, new byte[] {2});
    assertThat(lab.dialer.flows).hasSize(1);
    assertThat(flow.sent).containsExactly(new byte[] {1}, new byte[] {2});

    flow.far.onDatagram(Unpooled.wrappedBuffer(new byte[] {3, 4}));
    byte[] packet = lab.next().bytes();
    assertThat(packet).hasSize((v6 ? 40 : 20) + 8 + 2).endsWith(3, 4);
    assertThat(lab.recorder.lines).hasSize(2).last().isEqualTo("1 established");
  }

  @Test
  void aFlowEndsWhenItIsSilent() {
    MemoryDialer.Datagrams dns = send(false, 53, new byte[1]);
    MemoryDialer.Datagrams unanswered = send(false, 54, new byte[1]);
    MemoryDialer.Datagrams answered = send(false, 55, new byte[1]);
    answered.far.onDatagram(Unpooled.buffer(1).writeByte(1));
    lab.pass(Duration.ofSeconds(14));
    assertThat(dns.closed).isFalse();
    lab.pass(Duration.ofSeconds(1));
    assertThat(dns.closed).isTrue();
    lab.pass(Duration.ofSeconds(44));
    assertThat(unanswered.closed).isFalse();
    lab.pass(Duration.ofSeconds(2));
    assertThat(unanswered.closed).isTrue();
    lab.pass(Duration.ofSeconds(238));
    assertThat(answered.closed).isFalse();
    lab.pass(Duration.ofSeconds(2));
    assertThat(answered.closed).isTrue();
    assertThat(lab.engine.stats().udpFlows()).isZero();
    assertThat(lab.scheduler.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusalIsPortUnreachable(boolean v6) {
    MemoryDialer.Datagrams flow = send(v6, 9999, new byte[5]);
    flow.far.onError(new Failure(Failure.Cause.REFUSED, "nobody there"));
    byte[] icmp = lab.next().bytes();
    int at = v6 ? 40 : 20;
    assertThat(icmp[at]).isEqualTo((byte) (v6 ? 1 : 3));
    assertThat(icmp[at + 1]).isEqualTo((byte) (v6 ? 4 : 3));
  }

  @Test
  void whatTheComputerCannotTakeEndsTheFlow() {
    MemoryDialer.Datagrams flow = send(false, 9999, new byte[5]);
    flow.far.onDatagram(Unpooled.buffer(1).writeByte(1));
    byte[] answer = lab.next().bytes();
    ByteBuf icmp = Unpooled.buffer().writeByte(3).writeByte(3).writeShort(0).writeInt(0);
    icmp.writeBytes(answer, 0, 28);
    IpAddress to = PacketLab.SERVICE_V4.address();
    byte[] error = ByteBufUtil.getBytes(icmp);
    long sum = Checksum.sum(icmp, 0, error.length);
    int checksum = Checksum.finish(sum);
    error[2] = (byte) (checksum >> 8);
    error[3] = (byte) checksum;
    lab.send(PacketLab.PROGRAM_V4.address(), to, IpProtocol.ICMP, -1, error);
    lab.run();
    assertThat(flow.closed).isTrue();
    assertThat(lab.engine.stats().get(Counter.ICMP_ERRORS_IN)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLargestDatagramIsCutAndPutTogether(boolean v6) {
    byte[] payload = new byte[65_507 - (v6 ? 20 : 0)];
    new Random(3).nextBytes(payload);
    MemoryDialer.Datagrams flow = send(v6, 9999, new byte[1]);
    flow.far.onDatagram(Unpooled.wrappedBuffer(payload));
    lab.run();
    assertThat(lab.seen).hasSizeGreaterThan(44);
    List<PacketLab.Seen> fragments = new ArrayList<>(lab.seen);
    Collections.shuffle(fragments, new Random(4));

    // The same fragments back, with the addresses swapped: what the kernel would send.
    for (PacketLab.Seen fragment : fragments) {
      byte[] bytes = fragment.bytes();
      int length = v6 ? 16 : 4;
      int source = v6 ? 8 : 12;
      byte[] swapped = bytes.clone();
      System.arraycopy(bytes, source, swapped, source + length, length);
      System.arraycopy(bytes, source + length, swapped, source, length);
      IpHeader ip = new IpHeader();
      assertThat(ip.parse(Unpooled.wrappedBuffer(swapped))).isNull();
      if (ip.fragmentOffset == 0) {
        int at = ip.payloadIndex;
        System.arraycopy(bytes, at, swapped, at + 2, 2);
        System.arraycopy(bytes, at + 2, swapped, at, 2);
      }
      lab.sendRaw(swapped);
    }
    lab.run();
    assertThat(flow.sent).hasSize(2);
    assertThat(flow.sent.getLast()).isEqualTo(payload);
    assertThat(lab.engine.stats().get(Counter.FRAGMENTS_DROPPED)).isZero();
  }

  @Test
  void incompleteDatagramsAreForgotten() {
    byte[] fragment = new byte[28 + 8];
    ByteBuf packet = Unpooled.wrappedBuffer(fragment).clear();
    IpWriter.writeFragment(
        packet,
        PacketLab.PROGRAM_V4.address(),
        PacketLab.SERVICE_V4.address(),
        IpProtocol.UDP,
        16,
        1,
        0,
        true);
    lab.sendRaw(fragment);
    lab.run();
    lab.pass(Duration.ofSeconds(31));
    fragment[5] = 2;
    fragment[11]--;
    lab.sendRaw(fragment);
    lab.run();
    assertThat(lab.engine.stats().get(Counter.FRAGMENTS_IN)).isEqualTo(2);
    assertThat(lab.engine.stats().get(Counter.FRAGMENTS_DROPPED)).isEqualTo(1);
  }

  @Test
  void theOldestFlowMakesRoom() {
    PacketLab small =
        new PacketLab(
            1500,
            Set.of(),
            EngineConfig.of(Set.of())
                .withUdp(
                    new UdpSettings(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 2)));
    for (int port = 1; port <= 3; port++) {
      small.send(
          PacketLab.PROGRAM_V4.address(),
          PacketLab.SERVICE_V4.address(),
          IpProtocol.UDP,
          6,
          datagram(1000, port, new byte[1]));
    }
    small.run();
    assertThat(small.dialer.flows.getFirst().closed).isTrue();
    assertThat(small.engine.stats().udpFlows()).isEqualTo(2);
  }

  @Test
  void whatIsForGroupsOrForTheComputerItselfIsDropped() {
    for (String to : new String[] {"224.0.0.251", "255.255.255.255", "127.0.0.1", "10.1.0.1"}) {
      lab.send(
          PacketLab.PROGRAM_V4.address(),
          IpAddress.parse(to),
          IpProtocol.UDP,
          6,
          datagram(1, 2, new byte[1]));
    }
    for (String to : new String[] {"ff02::fb", "::1", "fe80::1", "fd01::1"}) {
      lab.send(
          PacketLab.PROGRAM_V6.address(),
          IpAddress.parse(to),
          IpProtocol.UDP,
          6,
          datagram(1, 2, new byte[1]));
    }
    lab.nothing();
    assertThat(lab.dialer.flows).isEmpty();
    assertThat(lab.engine.stats().get(Counter.NOT_UNICAST)).isEqualTo(8);
  }

  @Test
  void aServiceOfTheHelperIsNotRecorded() {
    MemoryDialer local = new MemoryDialer();
    lab.engine.serveLocally(PacketLab.SERVICE_V4.address(), local);
    lab.send(
        PacketLab.PROGRAM_V4.address(),
        PacketLab.SERVICE_V4.address(),
        IpProtocol.UDP,
        6,
        datagram(1, 53, new byte[1]));
    lab.run();
    assertThat(local.flows).hasSize(1);
    assertThat(lab.dialer.flows).isEmpty();
    assertThat(lab.recorder.lines).isEmpty();
  }
}
