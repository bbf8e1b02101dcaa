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
    boolean sackPermitted,
    List<Block> sack,
    byte[] payload) {

  /** TSval and TSecr. */
  public record Timestamps(int value, int echo) {}

  /** One block of a SACK option: [left, right). */
  public record Block(int left, int right) {}

  public static Segment syn(int seq) {
    return new Segment(
        seq, 0, TcpHeader.SYN, 65_535, 1460, -1, null, false, List.of(), new byte[0]);
  }

  public static Segment ack(int seq, int ack) {
    return new Segment(seq, ack, TcpHeader.ACK, 65_535, 0, -1, null, false, List.of(), new byte[0]);
  }

  public static Segment rst(int seq) {
    return ack(seq, 0).flags(TcpHeader.RST);
  }

  public Segment fin() {
    return flags(flags | TcpHeader.FIN);
  }

  public Segment flags(int other) {
    return new Segment(seq, ack, other, window, mss, windowScale, ts, sackPermitted, sack, payload);
  }

  public Segment window(int other) {
    return new Segment(seq, ack, flags, other, mss, windowScale, ts, sackPermitted, sack, payload);
  }

  public Segment mss(int other) {
    return new Segment(
        seq, ack, flags, window, other, windowScale, ts, sackPermitted, sack, payload);
  }

  public Segment windowScale(int other) {
    return new Segment(seq, ack, flags, window, mss, other, ts, sackPermitted, sack, payload);
  }

  public Segment ts(int value, int echo) {
    return with(new Timestamps(value, echo), sackPermitted, sack, payload);
  }

  public Segment permitSack() {
    return with(ts, true, sack, payload);
  }

  /** One more block. */
  public Segment sack(int left, int right) {
    List<Block> blocks = new ArrayList<>(sack);
    blocks.add(new Block(left, right));
    return with(ts, sackPermitted, blocks, payload);
  }

  private Segment with(
      @Nullable Timestamps newTs, boolean permitted, List<Block> blocks, byte[] bytes) {
    return new Segment(seq, ack, flags, window, mss, windowScale, newTs, permitted, blocks, bytes);
  }

  public Segment data(String text) {
    return data(text.getBytes(StandardCharsets.US_ASCII));
  }

  public Segment data(byte[] bytes) {
    return with(ts, sackPermitted, sack, bytes.clone()).flags(flags | TcpHeader.PSH);
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
    if (sackPermitted) {
      options.addAll(List.of(4, 2));
    }
    if (ts != null) {
      options.addAll(List.of(8, 10));
      addWord(options, ts.value);
      addWord(options, ts.echo);
    }
    if (!sack.isEmpty()) {
      options.addAll(List.of(5, 2 + 8 * sack.size()));
      for (Block block : sack) {
        addWord(options, block.left);
        addWord(options, block.right);
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

  private static void addWord(List<Integer> options, int word) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      options.add(word >>> shift & 255);
    }
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
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < tcp.sackBlocks; i++) {
      blocks.add(new Block(tcp.sackLeft[i], tcp.sackRight[i]));
    }
    return new Segment(
        tcp.seq,
        tcp.ack,
        tcp.flags,
        tcp.window,
        tcp.mss,
        tcp.windowScale,
        tcp.timestamps ? new Timestamps(tcp.tsValue, tcp.tsEcho) : null,
        tcp.sackPermitted,
        blocks,
        payload);
  }

  @Override
  public String toString() {
    return "seq=%s ack=%s %s win=%s mss=%s ws=%s ts=%s sack=%s len=%s"
        .formatted(
            Integer.toUnsignedString(seq),
            Integer.toUnsignedString(ack),
            TcpHeader.flagsToString(flags),
            window,
            mss,
            windowScale,
            ts,
            sack,
            payload.length);
  }
}
