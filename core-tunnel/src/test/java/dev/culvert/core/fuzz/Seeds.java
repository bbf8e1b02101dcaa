package dev.culvert.core.fuzz;

import dev.culvert.core.PacketLab;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Writes the seeds: one packet of each kind that the engine knows, and how to follow them up. */
final class Seeds {
  private Seeds() {}

  /**
   * Into the resources of this package.
   *
   * @param arguments their folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path headers = folder.resolve("HeadersFuzzTestInputs/whatIsAcceptedLiesInsideThePacket");
    Path packets = folder.resolve("PacketsFuzzTestInputs/packetsInNoExceptionOut");
    Path talks = folder.resolve("ConversationFuzzTestInputs/bytesStayInOrder");
    for (Path each : new Path[] {headers, packets, talks}) {
      Files.createDirectories(each);
    }
    for (Map.Entry<String, byte[]> seed : packets().entrySet()) {
      Files.write(headers.resolve(seed.getKey()), seed.getValue());
      Files.write(packets.resolve(seed.getKey()), step(seed.getValue()));
    }
    for (int i = 0; i < 8; i++) {
      byte[] talk = new byte[300];
      new Random(i).nextBytes(talk);
      Files.write(talks.resolve("talk-" + i), talk);
    }
  }

  private static Map<String, byte[]> packets() {
    Map<String, byte[]> all = new TreeMap<>();
    Segment syn = Segment.syn(1).windowScale(7).permitSack().ts(5, 0);
    Segment ack = Segment.ack(2, 1).sack(100, 200).sack(300, 400);
    byte[] query = ByteBufUtil.getBytes(Unpooled.copyLong(0x9c40_0035_0009_0000L).writeByte(7));
    for (boolean v6 : new boolean[] {false, true}) {
      String family = v6 ? "-v6" : "-v4";
      all.put("syn" + family, packet(v6, IpProtocol.TCP, syn.encode(40_000, 80)));
      all.put("data" + family, packet(v6, IpProtocol.TCP, ack.data("x").encode(40_000, 80)));
      all.put("fin" + family, packet(v6, IpProtocol.TCP, ack.fin().encode(40_000, 80)));
      all.put("rst" + family, packet(v6, IpProtocol.TCP, Segment.rst(2).encode(40_000, 80)));
      Segment urgent = ack.flags(TcpHeader.ACK | TcpHeader.URG);
      all.put("urgent" + family, packet(v6, IpProtocol.TCP, urgent.encode(40_000, 80)));
      all.put("udp" + family, packet(v6, IpProtocol.UDP, query));
      all.put("unreachable" + family, unreachable(v6, query));
      byte[] echo = {(byte) (v6 ? 128 : 8), 0, 0, 0, 0, 1, 0, 1, 'p', 'i', 'n', 'g'};
      all.put("echo" + family, packet(v6, v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, echo));
      all.put("fragment" + family, fragment(v6));
    }
    byte[] chain = {43, 0, 1, 4, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0};
    ByteBuf extended = Unpooled.wrappedBuffer(chain, query);
    all.put("extensions-v6", packet(true, 0, ByteBufUtil.getBytes(extended)));
    return all;
  }

  private static byte[] packet(boolean v6, int protocol, byte[] transport) {
    Endpoint from = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    Endpoint to = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    ByteBuf out = Unpooled.buffer();
    IpWriter.write(out, from.address(), to.address(), protocol, transport.length);
    return ByteBufUtil.getBytes(out.writeBytes(transport));
  }

  private static byte[] unreachable(boolean v6, byte[] datagram) {
    Endpoint from = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    Endpoint to = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    ByteBuf out = Unpooled.buffer().writeByte(v6 ? 1 : 3).writeByte(v6 ? 4 : 3).writeZero(6);
    IpWriter.write(out, from.address(), to.address(), IpProtocol.UDP, datagram.length);
    out.writeBytes(datagram);
    return packet(v6, v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, ByteBufUtil.getBytes(out));
  }

  private static byte[] fragment(boolean v6) {
    Endpoint from = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    Endpoint to = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
    ByteBuf out = Unpooled.buffer();
    IpWriter.writeFragment(out, from.address(), to.address(), IpProtocol.UDP, 16, 77, 0, true);
    return ByteBufUtil.getBytes(out.writeZero(16));
  }

  /** Twice the packet with a sound checksum, what the far side does to it, and a minute. */
  private static byte[] step(byte[] packet) {
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < 2; i++) {
      out.writeByte(0).writeShort(packet.length - 1).writeBytes(packet).writeByte(1).writeByte(1);
      out.writeByte(9).writeByte(1).writeByte(2).writeZero(3);
    }
    return ByteBufUtil.getBytes(out.writeByte(8).writeZero(2).writeByte(60));
  }
}
