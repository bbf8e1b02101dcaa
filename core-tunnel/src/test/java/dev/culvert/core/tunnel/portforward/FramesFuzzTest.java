package dev.culvert.core.tunnel.portforward;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The readers of what an API server sends: any bytes mean the same, or are refused with the same
 * words, whether they come at once or one by one. The first byte of the input is the size of the
 * pieces.
 */
final class FramesFuzzTest {
  @FuzzTest(maxDuration = "30m")
  void spdy(byte[] input) {
    inPieces(input, SpdyText::new);
  }

  @FuzzTest(maxDuration = "30m")
  void webSocket(byte[] input) {
    inPieces(input, () -> new WebSocketText(false));
    inPieces(input, () -> new WebSocketText(true));
  }

  private static void inPieces(byte[] input, Supplier<Text> reader) {
    if (input.length == 0) {
      return;
    }
    int size = 1 + (input[0] & 0xff);
    String atOnce = read(reader.get(), input, input.length);
    assertThat(read(reader.get(), input, size)).isEqualTo(atOnce);
  }

  private static String read(Text reader, byte[] input, int size) {
    StringBuilder text = new StringBuilder();
    ByteBuf all = Unpooled.wrappedBuffer(input, 1, input.length - 1);
    try {
      while (all.isReadable()) {
        ByteBuf piece = all.readSlice(Math.min(size, all.readableBytes()));
        reader.read(piece, text);
        assertThat(piece.isReadable()).as("nothing is left lying").isFalse();
      }
    } catch (IOException e) {
      text.append('!').append(e.getMessage());
    }
    return text.toString();
  }

  /** What a reader makes of bytes, payload by its bytes. */
  private interface Text {
    void read(ByteBuf piece, StringBuilder into) throws IOException;
  }

  private static final class SpdyText implements Text {
    private final SpdyReader reader = new SpdyReader();

    @Override
    public void read(ByteBuf piece, StringBuilder into) throws IOException {
      while (reader.next(piece)) {
        switch (reader.kind()) {
          case PAYLOAD -> payload(reader.stream(), piece, reader.take(piece), into);
          case END -> into.append(" end ").append(reader.stream());
          case RESET ->
              into.append(" reset ").append(reader.stream()).append(' ').append(reader.status());
          case PING -> into.append(" ping ").append(reader.status());
          case GOAWAY -> into.append(" goaway");
        }
      }
    }
  }

  private static final class WebSocketText implements Text {
    private final FrameReader reader;

    WebSocketText(boolean channelled) {
      reader = new FrameReader(channelled);
    }

    @Override
    public void read(ByteBuf piece, StringBuilder into) throws IOException {
      while (reader.next(piece)) {
        switch (reader.kind()) {
          case PAYLOAD -> payload(reader.channel(), piece, reader.take(piece), into);
          case PING -> into.append(" ping ").append(ByteBufUtil.hexDump(reader.control()));
          case PONG -> into.append(" pong ");
          case CLOSE -> into.append(" close ").append(ByteBufUtil.hexDump(reader.control()));
        }
      }
    }
  }

  private static void payload(int channel, ByteBuf piece, int count, StringBuilder into) {
    assertThat(count).isBetween(1, piece.readableBytes());
    for (int i = 0; i < count; i++) {
      into.append(' ').append(channel).append(':').append(piece.readByte());
    }
  }
}
