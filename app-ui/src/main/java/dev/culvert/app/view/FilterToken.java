package dev.culvert.app.view;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of a filter as it was typed, quotes included.
 *
 * @param start where it begins in the source
 * @param end behind its last character
 */
public record FilterToken(String text, int start, int end) {

  /** The words of a filter: divided by spaces, but not within quotes. */
  public static List<FilterToken> all(String source) {
    List<FilterToken> tokens = new ArrayList<>();
    int start = -1;
    boolean quoted = false;
    for (int i = 0; i <= source.length(); i++) {
      boolean end = i == source.length() || !quoted && Character.isWhitespace(source.charAt(i));
      if (end) {
        if (start >= 0) {
          tokens.add(new FilterToken(source.substring(start, i), start, i));
          start = -1;
        }
        continue;
      }
      if (start < 0) {
        start = i;
      }
      if (source.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return tokens;
  }

  /** Whether it asks for the opposite. */
  public boolean negated() {
    return text.startsWith("!");
  }

  /** The word without {@code !}. */
  String rest() {
    return negated() ? text.substring(1) : text;
  }
}
