package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What the cluster said of one name and type.
 *
 * @param texts the answers in presentation form, made once because a cached answer is shown often
 * @param answeredBy {@code manager} or {@code agent:<workload>}
 * @param mapped virtual addresses among the answers, with the cluster's own
 */
record ClusterAnswer(
    int rcode,
    List<Record> answers,
    List<Record> authority,
    List<Record> additional,
    List<String> texts,
    String answeredBy,
    Map<IpAddress, IpAddress> mapped) {

  /** Services and pods move: nothing of the cluster is believed for longer. */
  static final long POSITIVE_CAP_SECONDS = 30;

  /** A name that is missing may be created at any moment. */
  static final long NEGATIVE_CAP_SECONDS = 5;

  /** Without an SOA record nothing says how long "no" holds (RFC 2308 section 5). */
  private static final long NEGATIVE_WITHOUT_SOA_SECONDS = 1;

  static ClusterAnswer of(Message message, String answeredBy, Map<IpAddress, IpAddress> mapped) {
    List<Record> answers = List.copyOf(message.getSection(Section.ANSWER));
    return new ClusterAnswer(
        message.getRcode(),
        answers,
        List.copyOf(message.getSection(Section.AUTHORITY)),
        message.getSection(Section.ADDITIONAL).stream()
            .filter(record -> record.getType() != Type.OPT)
            .toList(),
        texts(answers),
        answeredBy,
        Map.copyOf(mapped));
  }

  /** Presentation form (RFC 1035 section 5.1) with single spaces. */
  static List<String> texts(List<Record> records) {
    return records.stream().map(ClusterAnswer::text).toList();
  }

  private static String text(Record record) {
    if (record instanceof AAAARecord six) {
      // The library does not shorten addresses; people know them shortened (RFC 5952).
      return "%s %d IN AAAA %s"
          .formatted(six.getName(), six.getTTL(), IpAddress.of(six.getAddress()));
    }
    return record.toString().replaceAll("\\s+", " ");
  }

  /** The same name has no record of another type, as this answer proves. */
  ClusterAnswer withoutAnswers() {
    return new ClusterAnswer(
        rcode, List.of(), authority, List.of(), List.of(), answeredBy, Map.of());
  }

  boolean isNegative() {
    return rcode == Rcode.NXDOMAIN || (rcode == Rcode.NOERROR && answers.isEmpty());
  }

  /** Whether the cluster knows the name, with or without records of the type. */
  boolean nameExists() {
    return rcode == Rcode.NOERROR;
  }

  boolean isCacheable() {
    return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
  }

  long capSeconds() {
    return isNegative() ? NEGATIVE_CAP_SECONDS : POSITIVE_CAP_SECONDS;
  }

  /** How long it may be believed. */
  long ttlSeconds() {
    if (isNegative()) {
      return authority.stream()
          .filter(SOARecord.class::isInstance)
          .mapToLong(soa -> Math.min(soa.getTTL(), ((SOARecord) soa).getMinimum()))
          .map(ttl -> Math.min(ttl, NEGATIVE_CAP_SECONDS))
          .findFirst()
          .orElse(NEGATIVE_WITHOUT_SOA_SECONDS);
    }
    return answers.stream()
        .mapToLong(Record::getTTL)
        .map(ttl -> Math.min(ttl, POSITIVE_CAP_SECONDS))
        .min()
        .orElse(0);
  }

  /** Whether an alias leads out of the domain: a Service of type ExternalName. */
  boolean leavesDomain(Name domain) {
    return answers.stream()
        .anyMatch(
            record -> record instanceof CNAMERecord alias && !alias.getTarget().subdomain(domain));
  }
}
