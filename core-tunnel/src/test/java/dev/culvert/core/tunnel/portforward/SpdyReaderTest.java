package dev.culvert.core.tunnel.portforward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySettingsFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames that Netty's encoder wrote, in pieces of any size; and what is no frame. */
class SpdyReaderTest {

  private static ByteBuf frames() {
    EmbeddedChannel encoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(3);
    reply.headers().set("a-name", "a value that is longer than what the reader keeps of a frame");
    DefaultSpdySettingsFrame settings = new DefaultSpdySettingsFrame();
    settings.setValue(4, 100);
    SpdyDataFrame last = new DefaultSpdyDataFrame(1, bytes("!"));
    last.setLast(true);
    SpdyDataFrame empty = new DefaultSpdyDataFrame(3);
    empty.setLast(true);
    encoder.writeOutbound(
        reply,
        settings,
        new DefaultSpdyDataFrame(3, bytes("hello")),
        new DefaultSpdyPingFrame(0x80000002),
        new DefaultSpdyWindowUpdateFrame(3, 77),
        new DefaultSpdyDataFrame(3, bytes(", world")),
        last,
        new DefaultSpdyRstStreamFrame(5, 3),
        empty,
        new DefaultSpdyGoAwayFrame(3, 0));
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf each = encoder.readOutbound(); each != null; each = encoder.readOutbound()) {
      all.writeBytes(each);
    }
    return all;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** What is read, payload by its bytes, so that it is the same however it came. */
  private static String read(SpdyReader reader, ByteBuf piece) throws SpdyReader.Malformed {
    StringBuilder read = new StringBuilder();
    while (reader.next(piece)) {
      switch (reader.kind()) {
        case PAYLOAD -> {
          int stream = reader.stream();
          for (byte each : take(reader, piece)) {
            read.append(stream).append((char) each).append(' ');
          }
        }
        case END -> read.append("end ").append(reader.stream()).append(' ');
        case RESET ->
            read.append("reset ")
                .append(reader.stream())
                .append(' ')
                .append(reader.status())
                .append(' ');
        case PING -> read.append("ping ").append(reader.status()).append(' ');
        case GOAWAY -> read.append("goaway");
      }
    }
    return read.toString();
  }

  private static byte[] take(SpdyReader reader, ByteBuf piece) {
    byte[] taken = new byte[reader.take(piece)];
    piece.readBytes(taken);
    return taken;
  }

  @Test
  void framesMeanTheSameInPiecesOfAnySize() throws Exception {
    String expected =
        "3h 3e 3l 3l 3o ping -2147483646 3, 3  3w 3o 3r 3l 3d 1! end 1 reset 5 3 end 3 goaway";
    for (int size = 1; size < 200; size++) {
      ByteBuf all = frames();
      SpdyReader reader = new SpdyReader();
      StringBuilder read = new StringBuilder();
      while (all.isReadable()) {
        read.append(read(reader, all.readSlice(Math.min(size, all.readableBytes()))));
      }
      assertThat(read).as("pieces of %d", size).hasToString(expected);
    }
  }

  @Test
  void anotherVersionIsNamed() {
    ByteBuf frame = Unpooled.buffer().writeInt(0x8002_0006).writeInt(4).writeInt(1);
    assertThatThrownBy(() -> new SpdyReader().next(frame))
        .isInstanceOf(SpdyReader.Malformed.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void aControlFrameThatIsTooShortIsNamed() {
    ByteBuf frame = Unpooled.buffer().writeInt(0x8003_0003).writeInt(4).writeInt(1);
    assertThatThrownBy(() -> new SpdyReader().next(frame))
        .isInstanceOf(SpdyReader.Malformed.class)
        .hasMessageContaining("type 3 has 4 bytes");
  }

  /** Whatever comes: it is read to its end, or refused as what it is. */
  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(7);
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 7 && random.nextBoolean()) {
        bytes[0] = (byte) 0x80;
        bytes[1] = 3;
        bytes[2] = 0;
        bytes[3] = (byte) random.nextInt(12);
        bytes[5] = 0;
        bytes[6] = 0;
      }
      ByteBuf all = Unpooled.wrappedBuffer(bytes);
      try {
        read(new SpdyReader(), all);
        assertThat(all.isReadable()).isFalse();
      } catch (SpdyReader.Malformed e) {
        assertThat(e).hasMessageContaining("SPDY/3.1");
      }
    }
  }
}
