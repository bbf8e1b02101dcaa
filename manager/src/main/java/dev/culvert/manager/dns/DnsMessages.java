package dev.culvert.manager.dns;

/** What the forwarder has to know of a DNS message: its header (RFC 1035 section 4.1.1). */
final class DnsMessages {
  private static final int HEADER = 12;
  private static final int QR = 0x80;
  private static final int TC = 0x02;
  private static final int OPCODE_AND_RD = 0x79;
  private static final int RA = 0x80;
  private static final int SERVFAIL = 2;

  private DnsMessages() {}

  static int id(byte[] message) {
    return (message[0] & 0xff) << 8 | message[1] & 0xff;
  }

  static byte[] withId(byte[] message, int id) {
    byte[] copy = message.clone();
    copy[0] = (byte) (id >>> 8);
    copy[1] = (byte) id;
    return copy;
  }

  static boolean truncated(byte[] message) {
    return (message[2] & TC) != 0;
  }

  /** SERVFAIL to this query, with its question. */
  static byte[] servfail(byte[] query) {
    int end = endOfQuestion(query);
    byte[] answer = java.util.Arrays.copyOf(query, end);
    answer[2] = (byte) (QR | query[2] & OPCODE_AND_RD);
    answer[3] = (byte) (RA | SERVFAIL);
    answer[4] = 0;
    answer[5] = (byte) (end > HEADER ? 1 : 0);
    for (int i = 6; i < HEADER; i++) {
      answer[i] = 0;
    }
    return answer;
  }

  /** Behind the first question, or behind the header when there is none that can be read. */
  private static int endOfQuestion(byte[] query) {
    int at = HEADER;
    while (at < query.length && query[at] != 0) {
      if ((query[at] & 0xc0) != 0) {
        return HEADER;
      }
      at += 1 + query[at];
    }
    int end = at + 5;
    return end <= query.length ? end : HEADER;
  }
}
