package dev.culvert.manager.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Sizes the reads of one socket: never more bytes than may be sent on now, small buffers for a
 * socket that has little, and on as long as a read comes back full.
 */
final class PacedReads implements RecvByteBufAllocator {
  private static final int SMALLEST = 2 << 10;
  private static final int LARGEST = 128 << 10;

  private final IntSupplier room;

  /**
   * @param room bytes that may be read now; asked before each read
   */
  PacedReads(IntSupplier room) {
    this.room = room;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's interface still names the old type.
  public Handle newHandle() {
    return new Paced();
  }

  private final class Paced implements ExtendedHandle {
    private int usual = SMALLEST;
    private int attempted;
    private int last;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public int guess() {
      return Math.max(1, Math.min(usual, room.getAsInt()));
    }

    @Override
    public void reset(ChannelConfig config) {
      last = 0;
      attempted = 0;
    }

    @Override
    public void incMessagesRead(int count) {}

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
      if (bytes == attempted && bytes == usual) {
        usual = Math.min(LARGEST, 4 * usual);
      } else if (bytes > 0 && bytes < usual / 4) {
        usual = Math.max(SMALLEST, usual / 2);
      }
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return last > 0 && last == attempted && room.getAsInt() > 0;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return continueReading();
    }

    @Override
    public void readComplete() {}
  }
}
