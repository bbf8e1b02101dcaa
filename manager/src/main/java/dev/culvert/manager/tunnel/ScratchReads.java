package dev.culvert.manager.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads all datagrams of an event loop into one buffer that is as large as the largest of them: how
 * long one is is known only after it has been read, and a buffer of 64 KiB for each of those that
 * wait for the tunnel would be a thousand times their size. Who is handed the buffer copies what
 * came and releases it at once.
 */
final class ScratchReads extends DefaultMaxMessagesRecvByteBufAllocator {
  /** The largest payload of UDP over IPv4 (RFC 768, RFC 791) and some. */
  private static final int LARGEST = 65_535;

  private static final FastThreadLocal<ByteBuf> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
          return Unpooled.directBuffer(LARGEST, LARGEST);
        }

        @Override
        protected void onRemoval(ByteBuf scratch) {
          scratch.release();
        }
      };

  @Override
  public MaxMessageHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return LARGEST;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator alloc) {
        ByteBuf scratch = SCRATCH.get();
        // Still with somebody: one of its own.
        return scratch.refCnt() == 1 ? scratch.clear().retain() : alloc.directBuffer(LARGEST);
      }
    };
  }
}
