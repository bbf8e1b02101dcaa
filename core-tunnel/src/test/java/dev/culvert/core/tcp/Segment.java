package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One TCP segment as the tests write and read it.
 *
 * @param mss 0 for none
 * @param windowScale -1 for none
 * @param ts null for none, otherwise TSval and TSecr
 */
public record Segment(
    int seq,
    int ack,
    int flags,
    int window,
    int mss,
    int windowScale,
    @Nullable Timestamps ts,
    byte[] payload) {

  /** TSval and TSecr. */
  public record Timestamps(int value, int echo) {}

  public static Segment syn(int seq) {
    return new Segment(seq, 0, TcpHeader.SYN, 65_535, 1460, -1, null, new byte[0]);
  }

  public static Segment ack(int seq, int ack) {
    return new Segment(seq, ack, TcpHeader.ACK, 65_535, 0, -1, null, new byte[0]);
  }

  public static Segment rst(int seq) {
    return ack(seq, 0).flags(TcpHeader.RST);
  }

  public Segment fin() {
    return flags(flags | TcpHeader.FIN);
  }

  public Segment flags(int other) {
    return new Segment(seq, ack, other, window, mss, windowScale, ts, payload);
  }

  public Segment window(int other) {
    return new Segment(seq, ack, flags, other, mss, windowScale, ts, payload);
  }

  public Segment mss(int other) {
    return new Segment(seq, ack, flags, window, other, windowScale, ts, payload);
  }

  public Segment windowScale(int other) {
    return new Segment(seq, ack, flags, window, mss, other, ts, payload);
  }

  public Segment ts(int value, int echo) {
    return new Segment(
        seq, ack, flags, window, mss, windowScale, new Timestamps(value, echo), payload);
  }

  public Segment data(String text) {
    return data(text.getBytes(StandardCharsets.US_ASCII));
  }

  public Segment data(byte[] bytes) {
    return new Segment(
        seq, ack, flags | TcpHeader.PSH, window, mss, windowScale, ts, bytes.clone());
  }

  /** The timestamps, which must be there. */
  public Timestamps timestamps() {
    return Objects.requireNonNull(ts, "the segment has no timestamps option");
  }

  public String text() {
    return new String(payload, StandardCharsets.US_ASCII);
  }

  public boolean has(int wanted) {
    return (flags & wanted) == wanted;
  }

  /** The header and payload, checksum zero. */
  public byte[] encode(int sourcePort, int destinationPort) {
    List<Integer> options = new ArrayList<>();
    if (mss != 0) {
      options.addAll(List.of(2, 4, mss >> 8, mss & 255));
    }
    if (windowScale >= 0) {
      options.addAll(List.of(3, 3, windowScale));
    }
    if (ts != null) {
      options.addAll(List.of(8, 10));
      for (int word : new int[] {ts.value, ts.echo}) {
        for (int shift = 24; shift >= 0; shift -= 8) {
          options.add(word >>> shift & 255);
        }
      }
    }
    while (options.size() % 4 != 0) {
      options.add(1);
    }
    ByteBuf out = Unpooled.buffer();
    out.writeShort(sourcePort).writeShort(destinationPort).writeInt(seq).writeInt(ack);
    out.writeByte((20 + options.size()) / 4 << 4).writeByte(flags).writeShort(window).writeInt(0);
    options.forEach(out::writeByte);
    out.writeBytes(payload);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /** From an IP packet. */
  public static Segment decode(byte[] packet) {
    ByteBuf bytes = Unpooled.wrappedBuffer(packet);
    IpHeader ip = new IpHeader();
    assertThat(ip.parse(bytes)).isNull();
    assertThat(ip.protocol).as("protocol").isEqualTo(IpProtocol.TCP);
    TcpHeader tcp = new TcpHeader();
    assertThat(tcp.parse(bytes, ip.payloadIndex, ip.payloadLength)).isNull();
    byte[] payload = new byte[tcp.payloadLength];
    bytes.getBytes(tcp.payloadIndex, payload);
    return new Segment(
        tcp.seq,
        tcp.ack,
        tcp.flags,
        tcp.window,
        tcp.mss,
        tcp.windowScale,
        tcp.timestamps ? new Timestamps(tcp.tsValue, tcp.tsEcho) : null,
        payload);
  }

  @Override
  public String toString() {
    return "seq=%s ack=%s %s win=%s mss=%s ws=%s ts=%s len=%s"
        .formatted(
            Integer.toUnsignedString(seq),
            Integer.toUnsignedString(ack),
            TcpHeader.flagsToString(flags),
            window,
            mss,
            windowScale,
            ts,
            payload.length);
  }
}
