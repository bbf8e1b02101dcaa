package dev.culvert.helper.upstream;

import org.xbill.DNS.Rcode;

/** What has to be known of a DNS message to carry it, without understanding it (RFC 1035 4.1). */
final class Messages {
  static final int HEADER = 12;

  private Messages() {}

  static int id(byte[] message) {
    return (message[0] & 255) << 8 | message[1] & 255;
  }

  static byte[] withId(byte[] message, int id) {
    byte[] copy = message.clone();
    copy[0] = (byte) (id >> 8);
    copy[1] = (byte) id;
    return copy;
  }

  static boolean truncated(byte[] message) {
    return (message[2] & 2) != 0;
  }

  /** The server is of no use for this question; another may be (as glibc judges). */
  static boolean useless(byte[] message) {
    int rcode = message[3] & 15;
    return rcode == Rcode.SERVFAIL || rcode == Rcode.NOTIMP || rcode == Rcode.REFUSED;
  }

  /**
   * Whether this is an answer to the query: same id, QR set, same question, letters' case aside
   * (RFC 5452 section 9.1). Errors may leave the question out.
   */
  static boolean answers(byte[] query, byte[] answer) {
    if (answer.length < HEADER || id(query) != id(answer) || (answer[2] & 0x80) == 0) {
      return false;
    }
    if (((query[2] ^ answer[2]) & 0x78) != 0) { // The opcode.
      return false;
    }
    int questions = (answer[4] & 255) << 8 | answer[5] & 255;
    if (questions == 0) {
      return (answer[3] & 15) != Rcode.NOERROR;
    }
    int end = questionEnd(query);
    if (questions != 1 || end < 0 || answer.length < end) {
      return false;
    }
    for (int i = HEADER; i < end; i++) {
      if (lower(query[i]) != lower(answer[i])) {
        return false;
      }
    }
    return true;
  }

  /** Just after the first question; negative when there is none. */
  private static int questionEnd(byte[] message) {
    int at = HEADER;
    while (at < message.length && message[at] != 0) {
      at += 1 + (message[at] & 255);
    }
    return at + 5 <= message.length ? at + 5 : -1;
  }

  /** Length octets are below 64 and type and class are compared the same way on both sides. */
  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
