package dev.culvert.playground.dns;

import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** Messages that answer a query. */
final class Answers {
  private Answers() {}

  /** NOERROR with these records, or with none and the zone's SOA (NODATA, RFC 2308 section 2.2). */
  static Message records(Message query, List<Record> records, Name zone, long negativeTtl) {
    Message answer = begin(query, Rcode.NOERROR);
    records.forEach(record -> answer.addRecord(record, Section.ANSWER));
    if (records.isEmpty()) {
      answer.addRecord(soa(zone, negativeTtl), Section.AUTHORITY);
    }
    return answer;
  }

  /** There is no such name (RFC 2308 section 2.1). */
  static Message nameError(Message query, Name zone, long negativeTtl) {
    Message answer = begin(query, Rcode.NXDOMAIN);
    answer.addRecord(soa(zone, negativeTtl), Section.AUTHORITY);
    return answer;
  }

  static Message begin(Message query, int rcode) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.getHeader().setFlag(Flags.RA);
    if (query.getHeader().getFlag(Flags.RD)) {
      answer.getHeader().setFlag(Flags.RD);
    }
    answer.getHeader().setRcode(rcode);
    if (query.getQuestion() != null) {
      answer.addRecord(query.getQuestion(), Section.QUESTION);
    }
    return answer;
  }

  private static SOARecord soa(Name zone, long negativeTtl) {
    return new SOARecord(
        zone,
        DClass.IN,
        negativeTtl,
        name("ns.dns." + zone),
        name("hostmaster." + zone),
        1,
        7200,
        1800,
        86_400,
        negativeTtl);
  }

  /** A name from text, with a dot at the end. */
  static Name name(String absolute) {
    try {
      return Name.fromString(absolute.endsWith(".") ? absolute : absolute + ".");
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a domain name: \"" + absolute + "\"", e);
    }
  }
}
