package dev.culvert.core.tcp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The retransmission queue of RFC 9293 section 3.10.2, not yet sent payload included: what the
 * tunnel gave, in the buffers it came in, until it is acknowledged. The one copy of this direction
 * is from here into the packet.
 */
final class SendBuffer {
  /** Smaller pieces are put together, lest many of them cost more memory than they hold. */
  private static final int SMALL = 512;

  private @Nullable ByteBuf[] ring = new @Nullable ByteBuf[8];
  private int head;
  private int count;
  private int bytes;

  /** The last piece is a buffer made here, so that nobody else sees what is written to its end. */
  private boolean lastIsOwn;

  /** Where the last read ended: the offset from the front, and the piece it is in. */
  private int cursorOffset;

  private int cursorPiece;
  private int cursorInPiece;

  /** Bytes not acknowledged. */
  int size() {
    return bytes;
  }

  /** Adds at the end. Takes over the buffer. */
  void add(ByteBuf payload) {
    int length = payload.readableBytes();
    if (length == 0) {
      payload.release();
      return;
    }
    bytes += length;
    if (length <= SMALL && count > 0 && lastIsOwn) {
      ByteBuf last = piece(count - 1);
      if (last.writableBytes() >= length) {
        last.writeBytes(payload);
        payload.release();
        return;
      }
    }
    if (count == ring.length) {
      grow();
    }
    lastIsOwn = length <= SMALL && count > 0;
    ring[head + count & ring.length - 1] = lastIsOwn ? own(payload) : payload;
    count++;
  }

  /** A buffer with room after its end, which nobody else may write to. */
  private static ByteBuf own(ByteBuf payload) {
    ByteBuf buffer = payload.alloc().directBuffer(4 * SMALL, 4 * SMALL);
    buffer.writeBytes(payload);
    payload.release();
    return buffer;
  }

  /** Appends a range to a packet; the range is in the buffer. */
  void copy(int offset, int length, ByteBuf out) {
    if (offset != cursorOffset) {
      seek(offset);
    }
    int left = length;
    while (left > 0) {
      ByteBuf piece = piece(cursorPiece);
      int available = piece.readableBytes() - cursorInPiece;
      if (available == 0) {
        cursorPiece++;
        cursorInPiece = 0;
        continue;
      }
      int part = Math.min(left, available);
      out.writeBytes(piece, piece.readerIndex() + cursorInPiece, part);
      cursorInPiece += part;
      left -= part;
    }
    cursorOffset = offset + length;
  }

  /** Lets go of so many bytes at the front: they are acknowledged. */
  void drop(int length) {
    bytes -= length;
    int left = length;
    while (left > 0) {
      ByteBuf piece = piece(0);
      int available = piece.readableBytes();
      if (available > left) {
        piece.skipBytes(left);
        if (cursorPiece == 0) {
          cursorInPiece = Math.max(0, cursorInPiece - left);
        }
        left = 0;
      } else {
        left -= available;
        removeFirst().release();
        cursorPiece--;
      }
    }
    cursorOffset -= length;
    if (cursorOffset < 0 || cursorPiece < 0) {
      cursorOffset = 0;
      cursorPiece = 0;
      cursorInPiece = 0;
    }
  }

  /** Lets go of everything. */
  void release() {
    while (count > 0) {
      removeFirst().release();
    }
    bytes = 0;
    cursorOffset = 0;
    cursorPiece = 0;
    cursorInPiece = 0;
  }

  private void seek(int offset) {
    int left = offset;
    int at = 0;
    while (at < count && left > piece(at).readableBytes()) {
      left -= piece(at).readableBytes();
      at++;
    }
    cursorOffset = offset;
    cursorPiece = at;
    cursorInPiece = left;
  }

  private ByteBuf piece(int index) {
    ByteBuf piece = ring[head + index & ring.length - 1];
    if (piece == null) {
      throw new IllegalStateException("piece " + index + " of " + count);
    }
    return piece;
  }

  private ByteBuf removeFirst() {
    ByteBuf first = piece(0);
    ring[head] = null;
    head = head + 1 & ring.length - 1;
    count--;
    return first;
  }

  private void grow() {
    @Nullable ByteBuf[] larger = Arrays.copyOf(ring, ring.length * 2);
    for (int i = 0; i < count; i++) {
      larger[i] = ring[head + i & ring.length - 1];
    }
    Arrays.fill(larger, count, larger.length, null);
    ring = larger;
    head = 0;
  }
}
