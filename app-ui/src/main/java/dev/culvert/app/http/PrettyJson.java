package dev.culvert.app.http;

import java.util.Optional;

/**
 * JSON with each value on a line of its own. Only white space changes: numbers keep their digits
 * and keys their order, and what is no JSON is left alone.
 */
final class PrettyJson {
  private static final int DEEPEST = 100;

  private final String in;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PrettyJson(String in) {
    this.in = in;
  }

  /** Empty when it is not JSON from beginning to end. */
  static Optional<String> of(String text) {
    PrettyJson json = new PrettyJson(text);
    json.space();
    boolean read = json.value(0);
    json.space();
    return read && json.at == text.length() ? Optional.of(json.out.toString()) : Optional.empty();
  }

  private boolean value(int depth) {
    if (at >= in.length() || depth > DEEPEST) {
      return false;
    }
    return switch (in.charAt(at)) {
      case '{' -> items('}', true, depth);
      case '[' -> items(']', false, depth);
      case '"' -> string();
      default -> word();
    };
  }

  private boolean items(char close, boolean keys, int depth) {
    out.append(in.charAt(at++));
    space();
    if (take(close)) {
      return true;
    }
    do {
      line(depth + 1);
      space();
      if (keys) {
        if (at >= in.length() || in.charAt(at) != '"' || !string()) {
          return false;
        }
        space();
        if (!take(':')) {
          return false;
        }
        out.append(' ');
        space();
      }
      if (!value(depth + 1)) {
        return false;
      }
      space();
    } while (take(','));
    line(depth);
    return take(close);
  }

  private boolean string() {
    int from = at++;
    while (at < in.length() && in.charAt(at) != '"') {
      at += in.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= in.length()) {
      return false;
    }
    out.append(in, from, ++at);
    return true;
  }

  private boolean word() {
    int from = at;
    while (at < in.length()
        && (Character.isLetterOrDigit(in.charAt(at)) || "+-.".indexOf(in.charAt(at)) >= 0)) {
      at++;
    }
    String word = in.substring(from, at);
    out.append(word);
    return word.equals("true")
        || word.equals("false")
        || word.equals("null")
        || word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  }

  private boolean take(char wanted) {
    if (at < in.length() && in.charAt(at) == wanted) {
      at++;
      out.append(wanted);
      return true;
    }
    return false;
  }

  private void line(int depth) {
    out.append('\n').append("  ".repeat(depth));
  }

  private void space() {
    while (at < in.length() && " \t\r\n".indexOf(in.charAt(at)) >= 0) {
      at++;
    }
  }
}
