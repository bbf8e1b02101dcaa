package dev.culvert.helper.history;

import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From this moment on it was so, until the next entry.
 *
 * @param id rises with time, also over restarts
 * @param context empty for what concerns none
 * @param text cause, symptom or message, in words
 * @param code of a failure, or of the cause of reconnecting
 * @param attempts of reconnecting, so far
 * @param liveFlows at that moment
 * @param reason what the text says, where the code does not
 */
public record Entry(
    long id,
    Instant at,
    Kind kind,
    String context,
    String text,
    String code,
    int attempts,
    int liveFlows,
    Reason reason) {
  private static final int FIELDS = 9;

  /** What helpers wrote before there was a reason. */
  private static final int OLD_FIELDS = 8;

  /** Between a reason's code and its places: no escaped text holds it. */
  private static final String SEPARATOR = "&";

  /** What it was. */
  public enum Kind {
    HELPER_STARTED,
    HELPER_STOPPED,
    DISCONNECTED,
    CONNECTING,
    CONNECTED,
    DEGRADED,
    RECONNECTING,
    FAILED
  }

  /** Whether nothing else has to come after it. */
  boolean settled() {
    return switch (kind) {
      case DISCONNECTED, FAILED, HELPER_STOPPED, HELPER_STARTED -> true;
      case CONNECTING, CONNECTED, DEGRADED, RECONNECTING -> false;
    };
  }

  /** One line of the file, without its end. */
  String line() {
    return String.join(
        "\t",
        Long.toString(id),
        Long.toString(at.toEpochMilli()),
        kind.name(),
        escape(context),
        escape(text),
        escape(code),
        Integer.toString(attempts),
        Integer.toString(liveFlows),
        written(reason));
  }

  private static String written(Reason reason) {
    return Stream.concat(Stream.of(reason.phrase().code()), reason.places().stream())
        .map(Entry::escape)
        .collect(Collectors.joining(SEPARATOR));
  }

  private static Reason reason(String written) {
    List<String> said = Stream.of(written.split(SEPARATOR, -1)).map(Entry::unescape).toList();
    List<String> places = said.subList(1, said.size());
    return Phrase.find(said.getFirst(), places.size())
        .map(phrase -> new Reason(phrase, places, List.of()))
        .orElse(Reason.NONE);
  }

  /** The entry of a line; empty for one that was cut off or is of another version. */
  static Optional<Entry> read(String line) {
    String[] field = line.split("\t", -1);
    if (field.length != FIELDS && field.length != OLD_FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Entry(
              Long.parseLong(field[0]),
              Instant.ofEpochMilli(Long.parseLong(field[1])),
              Kind.valueOf(field[2]),
              unescape(field[3]),
              unescape(field[4]),
              unescape(field[5]),
              Integer.parseInt(field[6]),
              Integer.parseInt(field[7]),
              field.length == FIELDS ? reason(field[8]) : Reason.NONE));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String unescape(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
