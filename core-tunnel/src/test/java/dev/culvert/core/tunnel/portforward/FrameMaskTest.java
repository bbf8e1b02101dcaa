package dev.culvert.core.tunnel.portforward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 6455 section 5.3, byte by byte as it is written there. */
class FrameMaskTest {
  private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;
  private final Random random = new Random(1);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void everyLengthAndPlaceInTheFrameIsMaskedAsTheRfcSays() {
    for (boolean channelled : new boolean[] {false, true}) {
      for (int first = 0; first < 40; first++) {
        for (int second : new int[] {0, 1, 7, 8, 9, 16_406}) {
          byte[] one = bytes(first);
          byte[] two = bytes(second);
          int length = first + second + (channelled ? 1 : 0);
          FrameMask mask = new FrameMask();
          ByteBuf frame =
              channelled ? mask.binaryFrame(ALLOC, length, 5) : mask.binaryFrame(ALLOC, length);
          int at = frame.readableBytes() - (channelled ? 1 : 0);
          // One in memory of its own, one in the heap's, as the buffers of a TLS library may be.
          frame.writeBytes(mask.apply(ALLOC, ALLOC.directBuffer().writeBytes(one)));
          frame.writeBytes(mask.apply(ALLOC, Unpooled.copiedBuffer(two)));
          byte[] payload = new byte[length];
          for (int i = 0; i < length; i++) {
            payload[i] = (byte) (frame.getByte(at + i) ^ frame.getByte(at - 4 + i % 4));
          }
          ByteBuf expected = Unpooled.buffer();
          if (channelled) {
            expected.writeByte(5);
          }
          expected.writeBytes(one).writeBytes(two);
          assertThat(payload)
              .as("%d and %d bytes", first, second)
              .isEqualTo(ByteBufUtil.getBytes(expected));
        }
      }
    }
  }
}
