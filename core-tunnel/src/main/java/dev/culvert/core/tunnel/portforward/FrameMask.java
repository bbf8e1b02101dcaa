package dev.culvert.core.tunnel.portforward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Frames from a client, RFC 6455 section 5.2: header, masking key, and the masking itself, eight
 * bytes at a time. What a client sends is masked so that no program can choose the bytes on the
 * wire; ours are TLS records inside TLS, so a fast generator seeded well is enough for the key.
 */
final class FrameMask {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE_BINARY = 2;
  private static final int OPCODE_CLOSE = 8;
  private static final int OPCODE_PONG = 10;

  private final SplittableRandom keys = new SplittableRandom(new SecureRandom().nextLong());
  private int key;

  /** Where in the frame's payload the next byte is, modulo 4. */
  private int phase;

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
    xor(target.internalNioBuffer(target.readerIndex(), length), rotated(key, phase));
    phase = phase + length & 3;
    return target;
  }

  private static int rotated(int key, int phase) {
    return Integer.rotateLeft(key, 8 * phase);
  }

  /** The buffer's order is big endian, as the key's. */
  private static void xor(ByteBuffer bytes, int key) {
    long wide = (long) key << 32 | key & 0xffff_ffffL;
    int at = bytes.position();
    int end = bytes.limit();
    for (; at + 8 <= end; at += 8) {
      bytes.putLong(at, bytes.getLong(at) ^ wide);
    }
    for (int shift = 56; at < end; at++, shift -= 8) {
      bytes.put(at, (byte) (bytes.get(at) ^ wide >>> shift));
    }
  }
}
