package dev.culvert.app.cli;

import dev.culvert.proto.helper.v1.Flow;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which flows to show. Each word must be found: {@code key:value} in that field, a word alone in
 * any of them.
 */
final class FlowFilter {
  private static final Set<String> KEYS = Set.of("program", "to", "port", "verdict", "proto");

  private final List<String> words;

  /**
   * @throws CliException when a word has a key that does not exist
   */
  FlowFilter(List<String> words) throws CliException {
    this.words = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    for (String word : this.words) {
      int colon = word.indexOf(':');
      // IPv6 addresses and host:port have colons too.
      if (colon > 0
          && word.substring(0, colon).chars().allMatch(Character::isLetter)
          && !word.contains(".")
          && !KEYS.contains(word.substring(0, colon))
          && word.indexOf(':', colon + 1) < 0
          && !word.substring(colon + 1).chars().allMatch(Character::isDigit)) {
        throw new CliException(
            ExitCodes.USAGE,
            "BAD_FILTER",
            "There is no filter %s; there are program:, to:, port:, verdict: and proto:."
                .formatted(word));
      }
    }
  }

  boolean accepts(Flow flow) {
    return words.stream().allMatch(word -> matches(word, flow));
  }

  private static boolean matches(String word, Flow flow) {
    int colon = word.indexOf(':');
    String key = colon < 0 ? "" : word.substring(0, colon);
    String value = word.substring(colon + 1);
    return switch (key) {
      case "program" -> has(FlowLine.program(flow), value);
      case "to" ->
          has(FlowLine.destination(flow), value) || has(flow.getDestinationAddress(), value);
      case "port" -> Integer.toString(flow.getDestinationPort()).equals(value);
      case "verdict" -> has(FlowLine.verdict(flow), value.replace('-', ' '));
      case "proto" -> has(FlowLine.protocol(flow), value);
      default ->
          has(FlowLine.program(flow), word)
              || has(FlowLine.destination(flow), word)
              || has(flow.getDestinationAddress() + ":" + flow.getDestinationPort(), word)
              || has(FlowLine.verdict(flow), word)
              || has(FlowLine.protocol(flow), word);
    };
  }

  private static boolean has(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part);
  }
}
