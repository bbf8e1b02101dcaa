package dev.culvert.playground.dns;

import dev.culvert.playground.machine.Layout;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The names of the little internet, all of them from the ranges for documentation (RFC 5737, RFC
 * 6761): a web site, an alias of it, a long text that needs TCP. Every other name does not exist.
 */
public final class PublicZone implements Zone {
  private static final long TTL = 300;
  private static final Name WWW = Answers.name("www.example.com");
  private static final Map<Name, List<Record>> RECORDS =
      Map.of(
          WWW,
          List.of(
              new ARecord(WWW, DClass.IN, TTL, InetAddress.ofLiteral(Layout.PUBLIC_WEB)),
              new AAAARecord(WWW, DClass.IN, TTL, InetAddress.ofLiteral("2001:db8::80"))),
          Answers.name("example.com"),
          List.of(
              new ARecord(
                  Answers.name("example.com"),
                  DClass.IN,
                  TTL,
                  InetAddress.ofLiteral(Layout.PUBLIC_WEB))),
          Answers.name("shop.example.com"),
          List.of(new CNAMERecord(Answers.name("shop.example.com"), DClass.IN, TTL, WWW)),
          Answers.name("long.example.com"),
          List.of(
              new TXTRecord(
                  Answers.name("long.example.com"),
                  DClass.IN,
                  TTL,
                  java.util.Collections.nCopies(16, "0123456789abcdef".repeat(15)))),
          ReverseMap.fromAddress(InetAddress.ofLiteral(Layout.PUBLIC_WEB)),
          List.of(
              new PTRRecord(
                  ReverseMap.fromAddress(InetAddress.ofLiteral(Layout.PUBLIC_WEB)),
                  DClass.IN,
                  TTL,
                  WWW)));

  @Override
  public Message answer(Message query) {
    Record question = query.getQuestion();
    if (question == null) {
      return Answers.begin(query, Rcode.FORMERR);
    }
    Name name = question.getName();
    List<Record> known = RECORDS.get(name);
    Name zone = name.labels() > 2 ? new Name(name, name.labels() - 2) : Name.root;
    if (known == null) {
      return Answers.nameError(query, zone, 60);
    }
    List<Record> matching =
        known.stream()
            .filter(record ->
                record.getType() == question.getType()
                    || record.getType() == Type.CNAME
                    || question.getType() == Type.ANY)
            .toList();
    if (!matching.isEmpty() && matching.getFirst() instanceof CNAMERecord alias) {
      List<Record> whole = new java.util.ArrayList<>(matching);
      RECORDS.getOrDefault(alias.getTarget(), List.of()).stream()
          .filter(record -> record.getType() == question.getType())
          .forEach(whole::add);
      matching = whole;
    }
    return Answers.records(query, matching, zone, 60);
  }
}
