package dev.culvert.core.tunnel.portforward;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Reads SPDY/3.1 frames (the SPDY protocol's draft 3.1, section 2.2) out of a stream of bytes,
 * without waiting for whole frames and without copying payload.
 *
 * <p>Use: while {@link #next} is true, handle what {@link #kind} says; payload is then the next
 * {@link #take} bytes of the buffer, of stream {@link #stream}.
 */
final class SpdyReader {
  static final int HEADER = 8;
  static final int LONGEST = 0xffffff;
  private static final int VERSION = 3;
  private static final int FLAG_FIN = 1;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int GOAWAY = 7;

  /** Of a control frame, the part that is looked at: RST_STREAM and GOAWAY have 8 bytes, PING 4. */
  private static final int BODY = 8;

  /** The frame's header, and then the beginning of a control frame's body. */
  private final byte[] head = new byte[HEADER + BODY];

  private int headLength;
  private int left;
  private boolean inFrame;
  private Kind kind = Kind.PAYLOAD;

  enum Kind {
    /** Bytes of a stream. */
    PAYLOAD,
    /** The far end writes no more on a stream. */
    END,
    /** The far end gives a stream up; {@link #status} says why. */
    RESET,
    /** To be answered with the same {@link #status}. */
    PING,
    /** The far end takes no more streams; it is about to close. */
    GOAWAY
  }

  /** The bytes are not frames of SPDY/3.1. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super("the API server's port-forward sent what is not a SPDY/3.1 frame: " + message);
    }
  }

  /** Whether there is something to handle in what the buffer holds. */
  boolean next(ByteBuf bytes) throws Malformed {
    while (true) {
      if (!inFrame && !readHeader(bytes)) {
        return false;
      }
      if (isControl()) {
        if (!skipControl(bytes)) {
          return false;
        }
        if (kind != Kind.PAYLOAD) {
          return true;
        }
      } else if (left > 0) {
        kind = Kind.PAYLOAD;
        return bytes.isReadable();
      } else {
        inFrame = false;
        if ((head[4] & FLAG_FIN) != 0) {
          kind = Kind.END;
          return true;
        }
      }
    }
  }

  Kind kind() {
    return kind;
  }

  /** The stream that {@link Kind#PAYLOAD}, {@link Kind#END} and {@link Kind#RESET} are about. */
  int stream() {
    return integer(isControl() ? HEADER : 0) & Integer.MAX_VALUE;
  }

  /** A reset's status code, or a ping's number. */
  int status() {
    return integer(kind == Kind.RESET ? HEADER + 4 : HEADER);
  }

  /** How many of the buffer's bytes are payload of this frame; they count as read. */
  int take(ByteBuf bytes) {
    int count = Math.min(left, bytes.readableBytes());
    left -= count;
    return count;
  }

  private boolean readHeader(ByteBuf bytes) throws Malformed {
    int count = Math.min(HEADER - headLength, bytes.readableBytes());
    bytes.readBytes(head, headLength, count);
    headLength += count;
    if (headLength < HEADER) {
      return false;
    }
    inFrame = true;
    left = integer(4) & LONGEST;
    if (!isControl()) {
      headLength = 0;
      return true;
    }
    int version = integer(0) >>> 16 & 0x7fff;
    if (version != VERSION) {
      throw new Malformed("version " + version);
    }
    int needed = type() == RST_STREAM || type() == GOAWAY ? 8 : type() == PING ? 4 : 0;
    if (left < needed) {
      throw new Malformed("a control frame of type " + type() + " has " + left + " bytes");
    }
    return true;
  }

  /** Reads a control frame's body to its end; its kind is PAYLOAD when it means nothing to us. */
  private boolean skipControl(ByteBuf bytes) {
    int kept = Math.min(Math.min(head.length - headLength, left), bytes.readableBytes());
    bytes.readBytes(head, headLength, kept);
    headLength += kept;
    left -= kept;
    int skipped = Math.min(left, bytes.readableBytes());
    if (headLength == head.length) {
      bytes.skipBytes(skipped);
      left -= skipped;
    }
    if (left > 0) {
      return false;
    }
    inFrame = false;
    headLength = 0;
    kind =
        switch (type()) {
          case RST_STREAM -> Kind.RESET;
          case PING -> Kind.PING;
          case GOAWAY -> Kind.GOAWAY;
          // SYN_REPLY, SETTINGS, HEADERS, WINDOW_UPDATE: Kubernetes' SPDY has no windows.
          default -> Kind.PAYLOAD;
        };
    return true;
  }

  private boolean isControl() {
    return head[0] < 0;
  }

  private int type() {
    return integer(0) & 0xffff;
  }

  private int integer(int at) {
    return (head[at] & 0xff) << 24
        | (head[at + 1] & 0xff) << 16
        | (head[at + 2] & 0xff) << 8
        | head[at + 3] & 0xff;
  }
}
