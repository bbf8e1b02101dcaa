package dev.culvert.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 1071, against the sum written as the RFC defines it. */
final class ChecksumTest {

  private static int slow(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      sum += (bytes[i] & 255) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 255 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  @Test
  void theFastSumIsTheSlowOne() {
    Random random = new Random(1);
    for (int length = 0; length < 2000; length++) {
      byte[] bytes = new byte[length];
      if (length % 3 == 0) {
        Arrays.fill(bytes, (byte) -1);
      } else {
        random.nextBytes(bytes);
      }
      ByteBuf heap = Unpooled.wrappedBuffer(bytes);
      assertThat(Checksum.finish(Checksum.sum(heap, 0, length))).isEqualTo(slow(bytes));
      ByteBuf direct = Unpooled.directBuffer(length + 3).writeZero(3).writeBytes(bytes);
      assertThat(Checksum.finish(Checksum.sum(direct, 3, length))).isEqualTo(slow(bytes));
      direct.release();
    }
  }

  /** RFC 1071 section 3. */
  @Test
  void theExampleOfTheRfc() {
    ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {0, 1, -14, 3, -12, -11, -10, -9});
    assertThat(Checksum.fold(Checksum.sum(bytes, 0, 8))).isEqualTo(0xddf2);
  }
}
