package dev.culvert.core.dns;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * One well-formed question.
 *
 * @param bytes as they came
 * @param header parsed
 * @param question name, type and class
 * @param edns the OPT pseudo-record (RFC 6891 section 6.1), null without EDNS
 */
record Query(byte[] bytes, Header header, Record question, @Nullable OPTRecord edns) {

  /** Without EDNS no more than this over UDP (RFC 1035 section 4.2.1). */
  static final int PLAIN_UDP = 512;

  private static final int HEADER = 12;

  /** What a message turned out to be. */
  sealed interface Parsed {}

  /** A question to answer. */
  record Good(Query query) implements Parsed {}

  /** Not a question we answer; this says so. */
  record Refused(byte[] reply) implements Parsed {}

  /** Nothing that could be answered, or an answer, which must not be answered. */
  record Garbage() implements Parsed {}

  /** Never throws. */
  static Parsed parse(byte[] bytes) {
    if (bytes.length < HEADER || (bytes[2] & 0x80) != 0) {
      return new Garbage();
    }
    if ((bytes[2] >> 3 & 15) != Opcode.QUERY) {
      return new Refused(headerOnly(bytes, Rcode.NOTIMP));
    }
    Message message;
    try {
      message = new Message(bytes);
    } catch (IOException | RuntimeException e) {
      // dnsjava throws both kinds for what is not a message; the sender is told, nobody else cares.
      return new Refused(headerOnly(bytes, Rcode.FORMERR));
    }
    Record question = message.getQuestion();
    if (question == null || message.getHeader().getCount(0) != 1) {
      return new Refused(headerOnly(bytes, Rcode.FORMERR));
    }
    return new Good(new Query(bytes, message.getHeader(), question, message.getOPT()));
  }

  /** The name as asked, without the dot at the end; the root is ".". */
  String name() {
    String text = question.getName().toString();
    return text.length() > 1 ? text.substring(0, text.length() - 1) : text;
  }

  /** {@link #name} in lower case. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The largest answer that the asker takes over UDP, in bytes. */
  int udpLimit(int most) {
    int offered = edns == null ? PLAIN_UDP : Math.max(PLAIN_UDP, edns.getPayloadSize());
    return Math.min(offered, Math.max(PLAIN_UDP, most));
  }

  private static byte[] headerOnly(byte[] query, int rcode) {
    byte[] reply = new byte[HEADER];
    reply[0] = query[0];
    reply[1] = query[1];
    reply[2] = (byte) (0x80 | (query[2] & 0x79)); // QR, the query's opcode and RD.
    reply[3] = (byte) rcode;
    return reply;
  }

  /** An answer's beginning: same id, question, RD and CD; QR and RA set. */
  Message reply(int rcode) {
    Message reply = new Message(header.getID());
    Header flags = reply.getHeader();
    flags.setFlag(Flags.QR);
    flags.setFlag(Flags.RA);
    if (header.getFlag(Flags.RD)) {
      flags.setFlag(Flags.RD);
    }
    if (header.getFlag(Flags.CD)) {
      flags.setFlag(Flags.CD);
    }
    flags.setRcode(rcode & 15);
    reply.addRecord(question, 0);
    return reply;
  }
}
