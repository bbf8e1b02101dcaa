package dev.culvert.core.dns;

import java.util.Arrays;

/** What is done to DNS messages in their wire form (RFC 1035 section 4.1). */
final class Wire {
  private static final int HEADER = 12;
  private static final int OPT = 41;

  private Wire() {}

  /**
   * Lowers every TTL in place: first to the cap, then by the age, not below 0.
   *
   * @param message well formed; built here
   */
  static void age(byte[] message, long ageSeconds, long capSeconds) {
    int at = HEADER;
    for (int i = count(message, 4); i > 0; i--) {
      at = skipName(message, at) + 4;
    }
    for (int i = count(message, 6) + count(message, 8) + count(message, 10); i > 0; i--) {
      at = skipName(message, at);
      int type = u16(message, at);
      if (type != OPT) { // Its "TTL" is flags (RFC 6891 section 6.1.3).
        long ttl = (long) u16(message, at + 4) << 16 | u16(message, at + 6);
        put32(message, at + 4, Math.max(0, Math.min(ttl, capSeconds) - ageSeconds));
      }
      at += 10 + u16(message, at + 8);
    }
  }

  /**
   * Header, question and OPT of an answer, with TC set: ask again over TCP (RFC 7766 section 5).
   * The message itself when it fits.
   */
  static byte[] fit(byte[] message, int limit, boolean edns) {
    if (message.length <= limit || message.length < HEADER) {
      return message;
    }
    int end;
    try {
      end = count(message, 4) == 0 ? HEADER : skipName(message, HEADER) + 4;
    } catch (ArrayIndexOutOfBoundsException e) {
      end = HEADER; // An upstream's nonsense: what can be told of it is that there was more.
    }
    if (end > message.length) {
      end = HEADER;
    }
    byte[] cut = Arrays.copyOf(message, end + (edns ? 11 : 0));
    cut[2] |= 0x02; // TC.
    Arrays.fill(cut, 4, HEADER, (byte) 0);
    cut[5] = (byte) (end > HEADER ? 1 : 0);
    if (edns) {
      cut[11] = 1;
      Arrays.fill(cut, end, cut.length, (byte) 0);
      cut[end + 2] = OPT;
      cut[end + 3] = (byte) (limit >> 8);
      cut[end + 4] = (byte) limit;
    }
    return cut;
  }

  private static int skipName(byte[] message, int from) {
    int at = from;
    while (message[at] != 0) {
      if ((message[at] & 0xc0) == 0xc0) { // A pointer ends the name (section 4.1.4).
        return at + 2;
      }
      at += 1 + (message[at] & 0x3f);
    }
    return at + 1;
  }

  private static int count(byte[] message, int at) {
    return u16(message, at);
  }

  private static int u16(byte[] message, int at) {
    return (message[at] & 255) << 8 | message[at + 1] & 255;
  }

  private static void put32(byte[] message, int at, long value) {
    for (int i = 0; i < 4; i++) {
      message[at + i] = (byte) (value >>> 8 * (3 - i));
    }
  }
}
