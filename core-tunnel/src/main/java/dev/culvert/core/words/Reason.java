package dev.culvert.core.words;

import java.util.Arrays;
import java.util.List;

/**
 * A sentence that says why, not yet in any language: English by {@link #toString}, for logs and the
 * command line; the window has its own words for each {@link Phrase}.
 *
 * @param phrase which sentence
 * @param places what it names, in the phrase's order: addresses, names, numbers
 * @param parts clauses, which are joined and stand after the last of the places
 */
public record Reason(Phrase phrase, List<String> places, List<Reason> parts) {
  /** There is nothing to say. */
  public static final Reason NONE = said("");

  public Reason {
    places = List.copyOf(places);
    parts = List.copyOf(parts);
  }

  /** Words of somebody else, as they are: an operating system's, a server's. */
  public static Reason said(String words) {
    return Phrase.SAID.of(words);
  }

  static Reason of(Phrase phrase, Object... places) {
    return new Reason(phrase, Arrays.stream(places).map(String::valueOf).toList(), List.of());
  }

  /** The same with these clauses at its end. */
  public Reason because(List<Reason> clauses) {
    return new Reason(phrase, places, clauses);
  }

  /** The same with this clause at its end. */
  public Reason because(Reason clause) {
    return because(List.of(clause));
  }

  /** Whether there is nothing to say. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  @Override
  public String toString() {
    String pattern = phrase.english();
    StringBuilder text = new StringBuilder();
    int at = 0;
    // In one pass: what is filled in may hold braces of its own.
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
      text.append(pattern, at, open).append(place(pattern.charAt(open + 1) - '0'));
      at = open + 3;
    }
    return text.append(pattern, at, pattern.length()).toString();
  }

  private String place(int number) {
    if (number < places.size()) {
      return places.get(number);
    }
    return parts.stream()
        .map(Reason::toString)
        .reduce((one, other) -> Phrase.AND.of(one, other).toString())
        .orElse("");
  }
}
