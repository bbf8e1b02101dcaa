package dev.culvert.app.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a person types above a table: words that all must occur, {@code key:value} with several
 * values by comma, {@code label=value}, and {@code !} before any of them for its opposite.
 */
public record Filter(String source, List<Term> terms) {
  /** Lets everything through. */
  public static final Filter NONE = new Filter("", List.of());

  public Filter {
    terms = List.copyOf(terms);
  }

  /** Reads a filter; every text is one. */
  public static Filter parse(String source) {
    List<Term> terms = new ArrayList<>();
    for (String word : source.trim().toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      boolean negated = word.startsWith("!");
      String rest = negated ? word.substring(1) : word;
      if (rest.isEmpty()) {
        continue;
      }
      int colon = rest.indexOf(':');
      if (colon > 0) {
        List<String> values = List.of(rest.substring(colon + 1).split(",", -1));
        // Half-typed, as "ns:", hides nothing.
        if (values.stream().anyMatch(v -> !v.isEmpty())) {
          terms.add(
              new Term(
                  negated,
                  rest.substring(0, colon),
                  values.stream().filter(v -> !v.isEmpty()).toList()));
        }
      } else {
        terms.add(new Term(negated, "", List.of(rest)));
      }
    }
    return terms.isEmpty() ? NONE : new Filter(source.trim(), terms);
  }

  /** Whether nothing is asked. */
  public boolean isEmpty() {
    return terms.isEmpty();
  }

  /** Whether the subject passes every term. */
  public boolean test(Subject subject) {
    for (Term term : terms) {
      boolean any = false;
      for (String value : term.values) {
        any |= term.key.isEmpty() ? subject.says(value) : subject.is(term.key, value);
      }
      if (any == term.negated) {
        return false;
      }
    }
    return true;
  }

  /**
   * One thing asked.
   *
   * @param key empty for a word
   */
  public record Term(boolean negated, String key, List<String> values) {
    public Term {
      values = List.copyOf(values);
    }
  }

  /** What can be filtered. Words, keys and values come in lower case. */
  public interface Subject {
    /** Whether any of its texts contains the word. */
    boolean says(String word);

    /** Whether it has this value under this key; false for a key it does not know. */
    boolean is(String key, String value);
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
}
