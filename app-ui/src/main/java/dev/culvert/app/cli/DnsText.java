package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.proto.helper.v1.DnsQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One DNS query, for a person and as JSON. */
final class DnsText {
  private DnsText() {}

  static void print(DnsQuery query, Output output) {
    output.line(
        "%s  %s  %s"
            .formatted(
                output.tone(Tone.STRONG, query.getName()),
                query.getType(),
                output.tone(tone(query), query.getCode())));
    for (String record : query.getRecordsList()) {
      output.line("  " + record + real(record, query));
    }
    field(output, "looked up", query.getLookedUp());
    field(output, "rule", query.getRule());
    String server = query.getServer().isEmpty() ? "" : " (" + query.getServer() + ")";
    field(output, "answered", "by " + by(query) + server + times(query));
    int number = 1;
    for (String step : query.getReasoningList()) {
      output.line(output.tone(Tone.SUBTLE, "  %2d. ".formatted(number++)) + step);
    }
  }

  /** The cluster's own address, where a virtual one is answered; a comment in a zone file. */
  private static String real(String record, DnsQuery query) {
    String address = record.substring(record.lastIndexOf(' ') + 1);
    String real = query.getMappedMap().get(address);
    return real == null ? "" : "  ; " + real + " in the cluster";
  }

  private static void field(Output output, String name, String value) {
    if (!value.isEmpty()) {
      output.line("  %-9s  %s".formatted(name, value));
    }
  }

  private static String times(DnsQuery query) {
    String text = " in " + Units.time(Times.of(query.getTook()));
    if (query.hasTtl()) {
      text += ", good for " + Units.time(Times.of(query.getTtl()));
    }
    if (query.hasCacheAge()) {
      text += ", cached " + Units.time(Times.of(query.getCacheAge())) + " ago";
    }
    return text;
  }

  static String line(DnsQuery query) {
    return "%-12s  %-4s  %-8s  %s  %s  by %s in %s"
        .formatted(
            program(query),
            query.getType(),
            query.getCode(),
            query.getName(),
            answer(query),
            by(query),
            Units.time(Times.of(query.getTook())));
  }

  static Tone tone(DnsQuery query) {
    return switch (query.getCode()) {
      case "NOERROR" -> Tone.GOOD;
      case "NODATA", "NXDOMAIN" -> Tone.WARNING;
      default -> Tone.BAD;
    };
  }

  static String program(DnsQuery query) {
    String name = query.getProgram().getName();
    return name.isEmpty() ? Units.UNKNOWN : name;
  }

  /** The data of the first record of the type that was asked for, and how many more there are. */
  static String answer(DnsQuery query) {
    List<String> data =
        query.getRecordsList().stream()
            .map(record -> record.split("\\s+", 5))
            .filter(parts -> parts.length < 5 || parts[3].equals(query.getType()))
            .map(parts -> parts.length < 5 ? String.join(" ", parts) : parts[4])
            .toList();
    return data.isEmpty()
        ? Units.UNKNOWN
        : data.getFirst() + (data.size() > 1 ? " +" + (data.size() - 1) : "");
  }

  static String by(DnsQuery query) {
    return switch (query.getAnsweredBy()) {
      case ANSWERED_BY_MANAGER -> "manager";
      case ANSWERED_BY_AGENT -> "agent";
      case ANSWERED_BY_CACHE -> "cache";
      case ANSWERED_BY_SYSTEM -> "system";
      case ANSWERED_BY_HELPER -> "helper";
      case ANSWERED_BY_UNSPECIFIED, UNRECOGNIZED -> "nobody";
    };
  }

  private static Json.Obj mapped(DnsQuery query) {
    Json.Obj mapped = Json.obj();
    query.getMappedMap().forEach(mapped::put);
    return mapped;
  }

  static Json.Obj json(DnsQuery query) {
    boolean known = query.getProgram().getPid() != 0;
    @Nullable Double ttl = query.hasTtl() ? Times.millis(query.getTtl()) / 1000 : null;
    @Nullable Double cached = query.hasCacheAge() ? Times.millis(query.getCacheAge()) / 1000 : null;
    return Json.obj()
        .put("id", Long.toUnsignedString(query.getId()))
        .put("at", query.hasAt() ? Times.of(query.getAt()) : null)
        .put("pid", known ? query.getProgram().getPid() : null)
        .put("program", query.getProgram().getName())
        .put("name", query.getName())
        .put("type", query.getType())
        .put("lookedUp", query.getLookedUp())
        .put("rule", query.getRule())
        .put("answeredBy", by(query))
        .put("server", query.getServer())
        .put("code", query.getCode())
        .put("records", query.getRecordsList())
        .put("mapped", mapped(query))
        .put("ttlSeconds", ttl)
        .put("cacheAgeSeconds", cached)
        .put("tookMillis", Times.millis(query.getTook()))
        .put("reasoning", query.getReasoningList());
  }
}
