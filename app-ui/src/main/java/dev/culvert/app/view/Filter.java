package dev.culvert.app.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a person types above a table: words that all must occur, {@code "several words"}, {@code
 * key:value} with several values by comma, {@code key:>20ms} for figures, {@code label=value}, and
 * {@code !} before any of them for its opposite. The same in the window and on the command line.
 *
 * @param source as typed
 * @param terms all must hold
 */
public record Filter(String source, List<Term> terms) {
  /** Lets everything through. */
  public static final Filter NONE = new Filter("", List.of());

  public Filter {
    terms = List.copyOf(terms);
  }

  /** Reads a filter whose keys are not known; every text is one. */
  public static Filter parse(String source) {
    List<Term> terms = new ArrayList<>();
    for (FilterToken token : FilterToken.all(source)) {
      FilterKeys.term(token, null, terms);
    }
    return terms.isEmpty() ? NONE : new Filter(source.trim(), terms);
  }

  /** Whether nothing is asked. */
  public boolean isEmpty() {
    return terms.isEmpty();
  }

  /** Whether the subject passes every term, where no term asks for an age. */
  public boolean test(Subject subject) {
    return test(subject, Instant.EPOCH);
  }

  /** Whether the subject passes every term at this time. */
  public boolean test(Subject subject, Instant now) {
    for (Term term : terms) {
      boolean any = false;
      for (Value value : term.values) {
        any |= term.holds(subject, value, now);
      }
      if (any == term.negated) {
        return false;
      }
    }
    return true;
  }

  /** The filter's text with one more term; the same text when it has it already. */
  public static String plus(String source, String key, String value, boolean negated) {
    String term = term(key, value, negated);
    for (FilterToken token : FilterToken.all(source)) {
      if (token.text().equalsIgnoreCase(term)) {
        return source;
      }
    }
    return source.isBlank() ? term : source.strip() + " " + term;
  }

  /** A term as it is typed. */
  public static String term(String key, String value, boolean negated) {
    boolean quote = value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c == '"');
    String said = quote ? '"' + value.replace("\"", "") + '"' : value;
    return (negated ? "!" : "") + (key.isEmpty() ? "" : key + ":") + said;
  }

  /**
   * One thing asked.
   *
   * @param key empty for a word
   * @param values one of them must hold
   */
  public record Term(boolean negated, String key, List<Value> values) {
    public Term {
      values = List.copyOf(values);
    }

    private boolean holds(Subject subject, Value value, Instant now) {
      return switch (value) {
        case Value.Text(String text) -> key.isEmpty() ? subject.says(text) : subject.is(key, text);
        case Value.Between(double low, double high) -> {
          double figure = subject.figure(key, now);
          yield figure >= low && figure <= high;
        }
      };
    }
  }

  /** What a term asks for. */
  public sealed interface Value {
    /** A text, in lower case. */
    record Text(String text) implements Value {}

    /** A figure, both ends included; bytes, nanoseconds or a count. */
    record Between(double low, double high) implements Value {}
  }

  /** What can be filtered. Words, keys and values come in lower case. */
  public interface Subject {
    /** Whether any of its texts contains the word. */
    boolean says(String word);

    /** Whether it has this value under this key; false for a key it does not know. */
    boolean is(String key, String value);

    /** The figure under this key; not a number when there is none. */
    default double figure(String key, Instant now) {
      return Double.NaN;
    }
  }

  /** Whether {@code text} contains {@code lower}, whatever the case of the text. */
  static boolean in(String text, String lower) {
    int last = text.length() - lower.length();
    for (int at = 0; at <= last; at++) {
      if (text.regionMatches(true, at, lower, 0, lower.length())) {
        return true;
      }
    }
    return false;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
