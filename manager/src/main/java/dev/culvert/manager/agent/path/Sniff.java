package dev.culvert.manager.agent.path;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Tells protocols apart by a connection's first bytes. */
final class Sniff {
  /** RFC 9113 section 3.4. */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Long enough for any method that is in use, and one space. */
  private static final int LONGEST_METHOD = 32;

  private Sniff() {}

  /** A handshake record of any version (RFC 8446 section 5.1). */
  static boolean isTls(ByteBuf seen) {
    int at = seen.readerIndex();
    return seen.readableBytes() >= 3 && seen.getByte(at) == 0x16 && seen.getByte(at + 1) == 3;
  }

  /** What it is. */
  enum Protocol {
    /** More bytes are needed. */
    UNDECIDED,
    HTTP1,
    HTTP2,
    OTHER
  }

  static Protocol of(ByteBuf seen) {
    int length = seen.readableBytes();
    int same = 0;
    while (same < Math.min(length, PREFACE.length)
        && seen.getByte(seen.readerIndex() + same) == PREFACE[same]) {
      same++;
    }
    if (same == PREFACE.length) {
      return Protocol.HTTP2;
    }
    if (same == length) {
      return Protocol.UNDECIDED;
    }
    // RFC 9112 section 3: a method, which is a token, one space, and the target.
    for (int i = 0; i < length; i++) {
      byte b = seen.getByte(seen.readerIndex() + i);
      if (b == ' ') {
        return i > 0 ? Protocol.HTTP1 : Protocol.OTHER;
      }
      if (i >= LONGEST_METHOD || !(b >= 'A' && b <= 'Z' || b == '-' || b == '_')) {
        return Protocol.OTHER;
      }
    }
    return Protocol.UNDECIDED;
  }
}
