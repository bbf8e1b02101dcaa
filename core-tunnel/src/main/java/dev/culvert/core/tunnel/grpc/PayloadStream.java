package dev.culvert.core.tunnel.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A frame as gRPC takes it: a few bytes of protobuf and then the payload's buffer, without building
 * a message. Owns the buffer and lets go of it when closed, which gRPC does also for a message that
 * it never sends. It drains itself: for any other stream gRPC makes a buffer of 8 KiB each time.
 */
final class PayloadStream extends InputStream implements KnownLength, Drainable {
  /** What {@link OutputStream} is given at once when the buffer has no array to give. */
  private static final int CHUNK = 16 << 10;

  private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[CHUNK]);

  private final byte[] head;
  private final ByteBuf payload;
  private int headAt;
  private boolean closed;

  PayloadStream(byte[] head, ByteBuf payload) {
    this.head = head;
    this.payload = payload;
  }

  /** A frame without payload. */
  static PayloadStream of(byte[] frame) {
    return new PayloadStream(frame, Unpooled.EMPTY_BUFFER);
  }

  @Override
  public int available() {
    return closed ? 0 : head.length - headAt + payload.readableBytes();
  }

  @Override
  public int read() {
    if (available() == 0) {
      return -1;
    }
    return headAt < head.length ? head[headAt++] & 0xff : payload.readUnsignedByte();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (available() == 0) {
      return -1;
    }
    int fromHead = Math.min(length, head.length - headAt);
    System.arraycopy(head, headAt, target, offset, fromHead);
    headAt += fromHead;
    int fromPayload = Math.min(length - fromHead, payload.readableBytes());
    payload.readBytes(target, offset + fromHead, fromPayload);
    return fromHead + fromPayload;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int total = available();
    if (total == 0) {
      return 0;
    }
    target.write(head, headAt, head.length - headAt);
    headAt = head.length;
    if (payload.hasArray()) {
      target.write(
          payload.array(), payload.arrayOffset() + payload.readerIndex(), payload.readableBytes());
      payload.skipBytes(payload.readableBytes());
    } else {
      byte[] scratch = SCRATCH.get();
      while (payload.isReadable()) {
        int count = Math.min(scratch.length, payload.readableBytes());
        payload.readBytes(scratch, 0, count);
        target.write(scratch, 0, count);
      }
    }
    return total;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      payload.release();
    }
  }
}
