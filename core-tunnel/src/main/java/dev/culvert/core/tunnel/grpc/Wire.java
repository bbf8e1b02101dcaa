package dev.culvert.core.tunnel.grpc;

import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Protobuf's wire format as far as payload frames need it (encoding: varints, tags, lengths). */
final class Wire {
  private Wire() {}

  /** Bytes that the varint of this value takes. */
  static int varintSize(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }

  /** Writes a varint and returns the place after it. */
  static int putVarint(byte[] target, int at, long value) {
    long rest = value;
    int place = at;
    while ((rest & ~0x7fL) != 0) {
      target[place++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    target[place++] = (byte) rest;
    return place;
  }

  /**
   * Reads a varint.
   *
   * @return the value; the reader index is behind it
   * @throws IndexOutOfBoundsException when the buffer ends within it
   */
  static long varint(ByteBuf from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.readByte();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a varint of more than 10 bytes", null);
  }

  /** The whole message in one buffer of ours: one copy, off the transport's memory. */
  static ByteBuf readAll(InputStream message) {
    ByteBuf all = null;
    try {
      if (!(message instanceof KnownLength)) {
        byte[] bytes = message.readAllBytes();
        return ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
      }
      int length = message.available();
      all = ByteBufAllocator.DEFAULT.buffer(length);
      boolean direct = message instanceof HasByteBuffer buffers && buffers.byteBufferSupported();
      while (all.writableBytes() > 0 && all.writerIndex() < length) {
        int left = length - all.writerIndex();
        ByteBuffer part = direct ? ((HasByteBuffer) message).getByteBuffer() : null;
        if (part != null) {
          int count = Math.min(left, part.remaining());
          all.writeBytes(part.limit(part.position() + count));
          message.skipNBytes(count);
        } else if (all.writeBytes(message, left) < 0) {
          throw malformed("a message that ends before its length", null);
        }
      }
      return all;
    } catch (IOException | RuntimeException e) {
      if (all != null) {
        all.release();
      }
      throw e instanceof StatusRuntimeException status
          ? status
          : malformed("a message that cannot be read", e);
    }
  }

  /**
   * What can be read, for a generated class. Never the buffer itself: out of memory that is not
   * Java's, protobuf 3.25 reads with Unsafe, and past the end when a length within a length
   * overflows. Eleven bytes of a peer were enough to end the process.
   */
  static byte[] bytes(ByteBuf message) {
    return ByteBufUtil.getBytes(message);
  }

  static StatusRuntimeException malformed(String what, @Nullable Throwable cause) {
    return Status.INTERNAL
        .withDescription("received " + what)
        .withCause(cause)
        .asRuntimeException();
  }
}
