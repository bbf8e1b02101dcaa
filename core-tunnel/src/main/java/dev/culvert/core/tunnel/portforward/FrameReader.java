package dev.culvert.core.tunnel.portforward;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads WebSocket frames from a server (RFC 6455 section 5.2) out of a stream of bytes, without
 * waiting for whole frames and without copying payload.
 *
 * <p>Use: while {@link #next} is true, handle what {@link #kind} says; payload is then the next
 * {@link #take} bytes of the buffer, of channel {@link #channel}.
 */
final class FrameReader {
  private static final int LONGEST_CONTROL = 125;

  private final boolean channelled;

  /** Header under construction: at most 2 + 8 bytes. */
  private final byte[] header = new byte[10];

  private int headerLength;
  private int opcode;
  private boolean finished;
  private boolean inMessage;
  private long left;
  private boolean inFrame;
  private int channel = -1;
  private byte[] control = {};
  private int controlAt;
  private Kind kind = Kind.PAYLOAD;

  /**
   * Frames of a connection.
   *
   * @param channelled whether a message's first byte is the number of a channel
   */
  FrameReader(boolean channelled) {
    this.channelled = channelled;
  }

  enum Kind {
    PAYLOAD,
    PING,
    PONG,
    CLOSE
  }

  /** The bytes are not frames from a server. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super("the API server's port-forward sent what is not a WebSocket frame: " + message);
    }
  }

  /** Whether there is something to handle in what the buffer holds. */
  boolean next(ByteBuf bytes) throws Malformed {
    while (true) {
      if (!inFrame && !readHeader(bytes)) {
        return false;
      }
      if (opcode >= 8) {
        if (!readControl(bytes)) {
          return false;
        }
        return true;
      }
      if (channelled && channel < 0 && left > 0) {
        if (!bytes.isReadable()) {
          return false;
        }
        channel = bytes.readUnsignedByte();
        left--;
      }
      if (left == 0) {
        endFrame();
      } else if (bytes.isReadable()) {
        kind = Kind.PAYLOAD;
        return true;
      } else {
        return false;
      }
    }
  }

  Kind kind() {
    return kind;
  }

  /** The message's channel; -1 where messages have none. */
  int channel() {
    return channel;
  }

  /** How many of the buffer's bytes are payload of this frame; they count as read. */
  int take(ByteBuf bytes) {
    int count = (int) Math.min(left, bytes.readableBytes());
    left -= count;
    return count;
  }

  /** A ping's payload. */
  byte[] control() {
    return control;
  }

  /** "1000", "1011 some text", or empty. */
  String closeReason() {
    if (kind != Kind.CLOSE || control.length < 2) {
      return "";
    }
    int code = (control[0] & 0xff) << 8 | control[1] & 0xff;
    String text = new String(control, 2, control.length - 2, StandardCharsets.UTF_8);
    return (code + " " + text).strip();
  }

  private boolean readHeader(ByteBuf bytes) throws Malformed {
    while (bytes.isReadable()) {
      header[headerLength++] = bytes.readByte();
      if (headerLength < 2) {
        continue;
      }
      int length = header[1] & 0x7f;
      int needed = length == 127 ? 10 : length == 126 ? 4 : 2;
      if (headerLength == needed) {
        headerLength = 0;
        beginFrame(length);
        return true;
      }
    }
    return false;
  }

  private void beginFrame(int shortLength) throws Malformed {
    if ((header[0] & 0x70) != 0) {
      throw new Malformed("reserved bits are set, though no extension was agreed on");
    }
    if ((header[1] & 0x80) != 0) {
      throw new Malformed("it is masked, which only a client's are");
    }
    opcode = header[0] & 0x0f;
    finished = (header[0] & 0x80) != 0;
    long length = shortLength;
    if (shortLength >= 126) {
      length = 0;
      for (int i = 2; i < (shortLength == 126 ? 4 : 10); i++) {
        length = length << 8 | header[i] & 0xff;
      }
    }
    if (length < 0) {
      throw new Malformed("its length is negative");
    }
    left = length;
    inFrame = true;
    switch (opcode) {
      case 0 -> require(inMessage, "a continuation of no message");
      case 1, 2 -> {
        require(!inMessage, "a new message within another");
        inMessage = true;
        channel = -1;
      }
      case 8, 9, 10 -> {
        require(length <= LONGEST_CONTROL && finished, "a control frame that is long or in parts");
        control = new byte[(int) length];
        controlAt = 0;
      }
      default -> throw new Malformed("opcode " + opcode);
    }
  }

  private boolean readControl(ByteBuf bytes) {
    int count = Math.min(control.length - controlAt, bytes.readableBytes());
    bytes.readBytes(control, controlAt, count);
    controlAt += count;
    if (controlAt < control.length) {
      return false;
    }
    kind = opcode == 8 ? Kind.CLOSE : opcode == 9 ? Kind.PING : Kind.PONG;
    inFrame = false;
    return true;
  }

  private void endFrame() {
    inFrame = false;
    if (finished) {
      inMessage = false;
    }
  }

  private static void require(boolean condition, String otherwise) throws Malformed {
    if (!condition) {
      throw new Malformed(otherwise);
    }
  }
}
