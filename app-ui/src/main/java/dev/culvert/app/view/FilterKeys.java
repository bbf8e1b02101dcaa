package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that one table's filter knows, and what their values may be. */
public final class FilterKeys {
  private final Map<String, Key> keys = new LinkedHashMap<>();

  private record Key(Kind kind, List<String> values) {}

  /** What a value is. */
  public enum Kind {
    /** A text that must occur. */
    TEXT,
    /** One of a few words. */
    WORD,
    /** A whole number, or two with a hyphen. */
    COUNT,
    /** Bytes: {@code >10MB}. */
    BYTES,
    /** A time: {@code >20ms}. */
    TIME
  }

  /**
   * What was read.
   *
   * @param problem what cannot be understood, in words; empty when all can
   */
  public record Parsed(Filter filter, String problem) {}

  /** One more key. */
  public FilterKeys with(Kind kind, String key, String... values) {
    keys.put(key, new Key(kind, List.of(values)));
    return this;
  }

  /** Reads a filter. With a problem, the filter is what could be read of it. */
  public Parsed parse(String source) {
    List<Filter.Term> terms = new ArrayList<>();
    String problem = "";
    for (FilterToken token : FilterToken.all(source)) {
      String wrong = term(token, this, terms);
      problem = problem.isEmpty() ? wrong : problem;
    }
    return new Parsed(terms.isEmpty() ? Filter.NONE : new Filter(source.trim(), terms), problem);
  }

  /** Adds what the token asks for, if anything; what is wrong with it otherwise. */
  static String term(FilterToken token, @Nullable FilterKeys known, List<Filter.Term> terms) {
    String rest = token.rest();
    if (rest.isEmpty()) {
      return "";
    }
    int colon = rest.startsWith("\"") ? -1 : rest.indexOf(':');
    String name = colon > 0 ? Filter.lower(rest.substring(0, colon)) : "";
    Key key = known == null || colon <= 0 ? null : known.keys.get(name);
    if (colon <= 0 || known != null && key == null && !looksLikeKey(rest, colon)) {
      terms.add(
          new Filter.Term(
              token.negated(), "", List.of(new Filter.Value.Text(Filter.lower(bare(rest))))));
      return "";
    }
    if (known != null && key == null) {
      return text("filter.problem.key", name, String.join(", ", known.keys.keySet()));
    }
    List<Filter.Value> values = new ArrayList<>();
    for (String value : split(rest.substring(colon + 1))) {
      // Half-typed, as "ns:" or "rtt:>", hides nothing.
      if (value.isEmpty() || value.equals(">") || value.equals("<")) {
        continue;
      }
      Filter.@Nullable Value read = key == null ? new Filter.Value.Text(value) : value(key, value);
      if (read == null) {
        return problem(name, key, value);
      }
      values.add(read);
    }
    if (!values.isEmpty()) {
      terms.add(new Filter.Term(token.negated(), name, values));
    }
    return "";
  }

  /** {@code orders:8080} and {@code fd00::1} are words, {@code colour:red} is a key. */
  private static boolean looksLikeKey(String rest, int colon) {
    String value = rest.substring(colon + 1);
    return rest.substring(0, colon).chars().allMatch(Character::isLetter)
        && value.indexOf(':') < 0
        && (value.isEmpty() || !value.chars().allMatch(Character::isDigit));
  }

  private static Filter.@Nullable Value value(@Nullable Key key, String value) {
    Kind kind = key == null ? Kind.TEXT : key.kind;
    return switch (kind) {
      case TEXT -> new Filter.Value.Text(value);
      case WORD ->
          key != null && key.values.stream().anyMatch(v -> v.startsWith(value))
              ? new Filter.Value.Text(value)
              : null;
      case COUNT, BYTES, TIME -> figure(kind, value);
    };
  }

  private static Filter.@Nullable Value figure(Kind kind, String value) {
    boolean more = value.startsWith(">");
    boolean less = value.startsWith("<");
    String rest = more || less ? value.substring(1) : value;
    if (rest.startsWith("=")) {
      rest = rest.substring(1);
    } else if (more || less) {
      double edge = FilterFigures.read(kind, rest);
      return Double.isNaN(edge)
          ? null
          : more
              ? new Filter.Value.Between(Math.nextUp(edge), Double.POSITIVE_INFINITY)
              : new Filter.Value.Between(0, Math.nextDown(edge));
    }
    int hyphen = rest.indexOf('-');
    double low = FilterFigures.read(kind, hyphen > 0 ? rest.substring(0, hyphen) : rest);
    double high = hyphen > 0 ? FilterFigures.read(kind, rest.substring(hyphen + 1)) : low;
    if (Double.isNaN(low) || Double.isNaN(high) || high < low) {
      return null;
    }
    return new Filter.Value.Between(less ? 0 : low, more ? Double.POSITIVE_INFINITY : high);
  }

  private static String problem(String name, @Nullable Key key, String value) {
    Kind kind = key == null ? Kind.TEXT : key.kind;
    return switch (kind) {
      case WORD, TEXT ->
          text(
              "filter.problem.word", name, value, key == null ? "" : String.join(", ", key.values));
      case COUNT -> text("filter.problem.count", name, value);
      case BYTES -> text("filter.problem.bytes", name, value);
      case TIME -> text("filter.problem.time", name, value);
    };
  }

  private static List<String> split(String values) {
    String lower = Filter.lower(values);
    return lower.startsWith("\"")
        ? List.of(bare(lower))
        : Arrays.stream(lower.split(",", -1)).map(FilterKeys::bare).toList();
  }

  private static String bare(String quoted) {
    return quoted.replace("\"", "");
  }
}
