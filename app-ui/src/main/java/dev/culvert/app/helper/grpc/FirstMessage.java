package dev.culvert.app.helper.grpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One gRPC call as bytes: what opens it, and the first message out of what comes back. HTTP/2
 * frames are those of RFC 9113, header fields those of RFC 7541 without its dynamic table and
 * without Huffman coding. Knows only what this one call needs; everything else ends it.
 */
final class FirstMessage {
  private static final int DATA = 0x0;
  private static final int HEADERS = 0x1;
  private static final int RST_STREAM = 0x3;
  private static final int SETTINGS = 0x4;
  private static final int GOAWAY = 0x7;
  private static final int WINDOW_UPDATE = 0x8;

  private static final int END_STREAM = 0x1;
  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;

  private static final int STREAM = 1;
  private static final int FRAME_HEADER = 9;

  /** Length-prefixed message of the gRPC protocol: compressed or not, then the length. */
  private static final int MESSAGE_HEADER = 5;

  /** RFC 9113 section 6.5.2. */
  private static final int SETTINGS_INITIAL_WINDOW_SIZE = 0x4;

  /** The largest message, and so the credit that is given at once instead of bit by bit. */
  private static final int LARGEST = 16 << 20;

  private static final int CANCEL = 0x8;

  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  /**
   * The connection's preface and the whole request.
   *
   * @param path of the method, as {@code /package.Service/Method}
   * @param request the encoded message
   */
  static ByteBuffer opening(String path, byte[] request) {
    ByteBuffer out = ByteBuffer.allocate(256 + path.length() + request.length);
    out.put(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    frame(out, SETTINGS, 0, 0, 6);
    out.putShort((short) SETTINGS_INITIAL_WINDOW_SIZE).putInt(LARGEST);
    frame(out, WINDOW_UPDATE, 0, 0, 4);
    out.putInt(LARGEST);
    byte[] fields = fields(path);
    frame(out, HEADERS, END_HEADERS, STREAM, fields.length);
    out.put(fields);
    frame(out, DATA, END_STREAM, STREAM, MESSAGE_HEADER + request.length);
    out.put((byte) 0).putInt(request.length).put(request);
    return out.flip();
  }

  /** What is said before hanging up, so that the far side ends the call without an error. */
  static ByteBuffer cancel() {
    ByteBuffer out = ByteBuffer.allocate(FRAME_HEADER + 4);
    frame(out, RST_STREAM, 0, STREAM, 4);
    return out.putInt(CANCEL).flip();
  }

  /** What acknowledges settings. */
  static ByteBuffer acknowledgement() {
    ByteBuffer out = ByteBuffer.allocate(FRAME_HEADER);
    frame(out, SETTINGS, ACK, 0, 0);
    return out.flip();
  }

  /** Indexes of RFC 7541 appendix A: 3 is a POST, 6 the scheme http, and names of fields. */
  private static byte[] fields(String path) {
    ByteBuffer out = ByteBuffer.allocate(128 + path.length());
    out.put((byte) 0x83).put((byte) 0x86);
    out.put((byte) 0x04);
    text(out, path);
    out.put((byte) 0x01);
    text(out, "localhost");
    // 31, content-type: past the four bits of the prefix.
    out.put((byte) 0x0f).put((byte) 16);
    text(out, "application/grpc");
    out.put((byte) 0x00);
    text(out, "te");
    text(out, "trailers");
    byte[] fields = new byte[out.position()];
    out.flip().get(fields);
    return fields;
  }

  private static void text(ByteBuffer out, String text) {
    if (text.length() > 126) {
      throw new IllegalArgumentException("a longer field than this can write: " + text);
    }
    out.put((byte) text.length()).put(ascii(text));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void frame(ByteBuffer out, int type, int flags, int stream, int length) {
    out.put((byte) (length >> 16)).putShort((short) length);
    out.put((byte) type).put((byte) flags).putInt(stream);
  }

  /** What became of the frames that were there. */
  enum Seen {
    /** More has to come. */
    MORE,
    /** Settings, which are to be acknowledged; then more. */
    SETTINGS,
    /** The message is whole. */
    WHOLE
  }

  /**
   * Takes one frame, if it is whole.
   *
   * @param in what has come and was not taken yet; afterwards without that frame
   * @throws IOException when the far side ends the call, or says what this does not know
   */
  Seen take(ByteBuffer in) throws IOException {
    while (in.remaining() >= FRAME_HEADER) {
      int at = in.position();
      int length = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
      if (in.remaining() < FRAME_HEADER + length) {
        return Seen.MORE;
      }
      int type = in.get(at + 3);
      int flags = in.get(at + 4);
      ByteBuffer payload = in.slice(at + FRAME_HEADER, length);
      in.position(at + FRAME_HEADER + length);
      switch (type) {
        case DATA -> {
          append(payload, (flags & PADDED) != 0);
          if (whole()) {
            return Seen.WHOLE;
          }
          ended(flags);
        }
        case HEADERS -> ended(flags);
        case SETTINGS -> {
          if ((flags & ACK) == 0) {
            return Seen.SETTINGS;
          }
        }
        case RST_STREAM, GOAWAY -> throw new IOException("the far side ends the call");
        default -> {
          // Credit, pings, and what is yet to be invented (RFC 9113 section 5.5).
        }
      }
    }
    return Seen.MORE;
  }

  private static void ended(int flags) throws IOException {
    if ((flags & END_STREAM) != 0) {
      throw new IOException("the call ended without a message");
    }
  }

  private void append(ByteBuffer payload, boolean padded) throws IOException {
    int padding = padded ? payload.get() & 0xff : 0;
    if (padding > payload.remaining() || message.size() + payload.remaining() > LARGEST) {
      throw new IOException("a frame that cannot be");
    }
    byte[] bytes = new byte[payload.remaining() - padding];
    payload.get(bytes);
    message.writeBytes(bytes);
  }

  private boolean whole() throws IOException {
    if (message.size() < MESSAGE_HEADER) {
      return false;
    }
    ByteBuffer head = ByteBuffer.wrap(message.toByteArray());
    if (head.get() != 0) {
      throw new IOException("a compressed message");
    }
    int length = head.getInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("a message of %d bytes".formatted(length));
    }
    return message.size() >= MESSAGE_HEADER + length;
  }

  /** The message, once it is whole. */
  Optional<byte[]> message() throws IOException {
    if (!whole()) {
      return Optional.empty();
    }
    ByteBuffer all = ByteBuffer.wrap(message.toByteArray());
    byte[] bytes = new byte[all.getInt(1)];
    all.get(MESSAGE_HEADER, bytes);
    return Optional.of(bytes);
  }
}
