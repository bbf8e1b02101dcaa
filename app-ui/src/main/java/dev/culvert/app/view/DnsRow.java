package dev.culvert.app.view;

import static dev.culvert.app.view.FilterKeys.Kind.TEXT;
import static dev.culvert.app.view.FilterKeys.Kind.TIME;
import static dev.culvert.app.view.FilterKeys.Kind.WORD;
import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.helper.v1.DnsQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A DNS query as its table shows it. */
public record DnsRow(DnsQuery query) implements Filter.Subject {
  /** What its filter knows. */
  public static final FilterKeys KEYS =
      new FilterKeys()
          .with(TEXT, "name")
          .with(TEXT, "program")
          .with(
              WORD,
              "code",
              "noerror",
              "nodata",
              "nxdomain",
              "servfail",
              "refused",
              "formerr",
              "notimp")
          .with(TEXT, "type")
          .with(WORD, "by", "manager", "agent", "cache", "system", "helper", "nobody")
          .with(TEXT, "rule")
          .with(TEXT, "record")
          .with(TIME, "took");

  /** Its number. */
  public long id() {
    return query.getId();
  }

  /** When it was asked. */
  public Instant at() {
    return BarWords.instant(query.getAt());
  }

  /** The program's name, or a dash. */
  public String program() {
    return query.getProgram().getName().isEmpty() ? Units.UNKNOWN : query.getProgram().getName();
  }

  /** What was asked for, as the address: without owner, class and the aliases on the way. */
  public String records() {
    List<String> answers = answers();
    return switch (answers.size()) {
      case 0 -> Units.UNKNOWN;
      case 1 -> answers.getFirst();
      default -> text("dns.and-more", answers.getFirst(), answers.size() - 1);
    };
  }

  /** Whether one of its records is this address. */
  boolean holds(String address) {
    for (String record : query.getRecordsList()) {
      if (record.endsWith(address)
          && (record.length() == address.length()
              || Character.isWhitespace(record.charAt(record.length() - address.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** All of it. */
  public String recordsAtLength() {
    List<String> answers = answers();
    return answers.isEmpty() ? Units.UNKNOWN : String.join(", ", answers);
  }

  /** Every record on a line of its own, the cluster's own address behind a virtual one. */
  public String recordsAsTold() {
    return query.getRecordsList().stream()
        .map(record -> record + real(record.substring(record.lastIndexOf(' ') + 1)))
        .collect(Collectors.joining("\n"));
  }

  /** The data of the records of the type that was asked for. */
  private List<String> answers() {
    List<String> answers = new ArrayList<>();
    for (String record : query.getRecordsList()) {
      // Owner, TTL, class, type, data: a line of a zone file (RFC 1035, section 5.1).
      String[] parts = record.split("\\s+", 5);
      if (parts.length < 5 || !parts[2].equals("IN")) {
        answers.add(record);
      } else if (parts[3].equals(query.getType())) {
        answers.add(parts[4] + real(parts[4]));
      }
    }
    return answers;
  }

  /** Behind a virtual address the cluster's own. */
  private String real(String address) {
    String real = query.getMappedMap().get(address);
    return real == null ? "" : " (" + real + ")";
  }

  /** How long the answer holds. */
  public String ttl() {
    return query.hasTtl() ? Units.span(FlowRow.duration(query.getTtl())) : Units.UNKNOWN;
  }

  /** How long the answer took. */
  public Duration took() {
    return FlowRow.duration(query.getTook());
  }

  /** The same in milliseconds, one decimal below a hundred. */
  public String millis() {
    double millis = took().toNanos() / 1e6;
    return millis < 99.95
        ? String.format(Messages.locale(), "%.1f", millis)
        : Units.count(Math.round(millis));
  }

  /** How bad the code is. */
  public Weight weight() {
    return switch (query.getCode()) {
      case "NOERROR" -> Weight.PLAIN;
      case "NODATA" -> Weight.SUBTLE;
      case "NXDOMAIN" -> Weight.WARNING;
      default -> Weight.DANGER;
    };
  }

  /** Who answered, in words. */
  public String answeredBy() {
    return text("answered." + who());
  }

  /** Who answered, as a key. */
  public String who() {
    return switch (query.getAnsweredBy()) {
      case ANSWERED_BY_MANAGER -> "manager";
      case ANSWERED_BY_AGENT -> "agent";
      case ANSWERED_BY_CACHE -> "cache";
      case ANSWERED_BY_SYSTEM -> "system";
      case ANSWERED_BY_HELPER -> "helper";
      case ANSWERED_BY_UNSPECIFIED, UNRECOGNIZED -> "nobody";
    };
  }

  /** The reasoning as text, to be copied. */
  public String asText(ZoneId zone) {
    StringBuilder text =
        new StringBuilder(query.getName())
            .append(' ')
            .append(query.getType())
            .append(' ')
            .append(query.getCode())
            .append(' ')
            .append(Units.clockMillis(at(), zone))
            .append('\n');
    ReasonWords.steps(query).forEach(step -> text.append("- ").append(step.words()).append('\n'));
    query.getRecordsList().forEach(record -> text.append("= ").append(record).append('\n'));
    return text.toString();
  }

  @Override
  public boolean says(String word) {
    return Filter.in(query.getName(), word)
        || Filter.in(query.getProgram().getName(), word)
        || query.getRecordsList().stream().anyMatch(record -> Filter.in(record, word));
  }

  @Override
  public boolean is(String key, String value) {
    return switch (key) {
      case "name" -> Filter.in(query.getName(), value);
      case "program" -> Filter.in(query.getProgram().getName(), value);
      case "code" -> Filter.lower(query.getCode()).startsWith(value);
      case "type" -> query.getType().equalsIgnoreCase(value);
      case "by" -> who().startsWith(value);
      case "record" ->
          query.getRecordsList().stream().anyMatch(r -> Filter.in(r, value))
              || query.getMappedMap().values().stream().anyMatch(r -> Filter.in(r, value));
      case "rule" -> Filter.in(ReasonWords.rule(query), value) || Filter.in(query.getRule(), value);
      default -> false;
    };
  }

  @Override
  public double figure(String key, Instant now) {
    return key.equals("took") ? took().toNanos() : Double.NaN;
  }

  /** How bad a code is. */
  public enum Weight {
    /** An answer. */
    PLAIN,
    /** The name is there, the type is not. */
    SUBTLE,
    /** The name is not there. */
    WARNING,
    /** Nobody could say. */
    DANGER
  }
}
