package dev.culvert.core.tunnel.portforward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Frames from a client, RFC 6455 section 5.2: header, masking key, and the masking itself. What a
 * client sends is masked so that no program can choose the bytes on the wire; ours are TLS records
 * inside TLS, so a fast generator seeded well is enough for the key.
 */
final class FrameMask {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE_BINARY = 2;
  private static final int OPCODE_CLOSE = 8;
  private static final int OPCODE_PONG = 10;

  private final SplittableRandom keys = new SplittableRandom(new SecureRandom().nextLong());
  private int key;

  /** Where in the frame's payload the next byte is, modulo 4. */
  private int phase;

  /** The header of a binary frame; its payload goes through {@link #apply} next. */
  ByteBuf binaryFrame(ByteBufAllocator alloc, long length) {
    phase = 0;
    return header(alloc, OPCODE_BINARY, length, 0);
  }

  /**
   * The header of a binary frame and its first byte, the channel; the rest of the payload goes
   * through {@link #apply} next.
   *
   * @param length of the payload, channel byte included
   */
  ByteBuf binaryFrame(ByteBufAllocator alloc, long length, int channel) {
    ByteBuf head = header(alloc, OPCODE_BINARY, length, 1);
    head.writeByte(channel ^ key >>> 24);
    phase = 1;
    return head;
  }

  ByteBuf pongFrame(ByteBufAllocator alloc, byte[] payload) {
    return controlFrame(alloc, OPCODE_PONG, payload);
  }

  ByteBuf closeFrame(ByteBufAllocator alloc, int code) {
    return controlFrame(alloc, OPCODE_CLOSE, new byte[] {(byte) (code >>> 8), (byte) code});
  }

  private ByteBuf controlFrame(ByteBufAllocator alloc, int opcode, byte[] payload) {
    ByteBuf frame = header(alloc, opcode, payload.length, payload.length);
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ key >>> 24 - 8 * (i & 3));
    }
    return frame;
  }

  private ByteBuf header(ByteBufAllocator alloc, int opcode, long length, int room) {
    key = keys.nextInt();
    ByteBuf head = alloc.ioBuffer(14 + room);
    head.writeByte(FIN | opcode);
    if (length < 126) {
      head.writeByte(MASKED | (int) length);
    } else if (length <= 0xffff) {
      head.writeByte(MASKED | 126).writeShort((int) length);
    } else {
      head.writeByte(MASKED | 127).writeLong(length);
    }
    return head.writeInt(key);
  }

  /**
   * Masks the next part of the frame's payload; in place when the buffer allows it. Takes it over.
   */
  ByteBuf apply(ByteBufAllocator alloc, ByteBuf payload) {
    ByteBuf target = payload;
    if (payload.isReadOnly() || payload.nioBufferCount() != 1) {
      target = alloc.ioBuffer(payload.readableBytes()).writeBytes(payload);
      payload.release();
    }
    int length = target.readableBytes();
    xor(
        MemorySegment.ofBuffer(target.internalNioBuffer(target.readerIndex(), length)),
        Integer.rotateLeft(key, 8 * phase));
    phase = phase + length & 3;
    return target;
  }

  /** By memory segment: the compiler makes vector instructions of this loop, five times as fast. */
  private static void xor(MemorySegment bytes, int key) {
    // The key's first byte meets the first of the bytes, whatever the processor's order is.
    int ordered =
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(key) : key;
    long wide = (long) ordered << 32 | ordered & 0xffff_ffffL;
    long whole = bytes.byteSize() & ~7L;
    for (long at = 0; at < whole; at += Long.BYTES) {
      bytes.set(LONG, at, bytes.get(LONG, at) ^ wide);
    }
    int shift = 24;
    for (long at = whole; at < bytes.byteSize(); at++) {
      byte masked = (byte) (bytes.get(ValueLayout.JAVA_BYTE, at) ^ key >>> shift);
      bytes.set(ValueLayout.JAVA_BYTE, at, masked);
      shift = shift == 0 ? 24 : shift - 8;
    }
  }
}
