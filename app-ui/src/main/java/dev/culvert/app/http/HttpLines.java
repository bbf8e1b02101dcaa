package dev.culvert.app.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a message's head (RFC 9112 sections 3 to 6). */
final class HttpLines {
  private static final Pattern REQUEST =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ \\S+ HTTP/1\\.[01]");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?");

  private static final String SECOND = "HTTP/2 ";

  private HttpLines() {}

  static boolean isRequest(String line) {
    return REQUEST.matcher(line).matches();
  }

  static boolean isStatus(String line) {
    return STATUS.matcher(line).matches();
  }

  /** Of a status line, that of HTTP/2 as it is told here among them; 0 of anything else. */
  static int status(String line) {
    if (line.startsWith(SECOND)) {
      return Integer.parseInt(line.substring(SECOND.length()));
    }
    return isStatus(line) ? Integer.parseInt(line.substring(9, 12)) : 0;
  }

  /** Whether these bytes begin with a request's whole first line. */
  static boolean beginsWithRequest(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return isRequest(new String(bytes, 0, i, StandardCharsets.ISO_8859_1).stripTrailing());
      }
    }
    return false;
  }

  /**
   * The fields.
   *
   * @param lines of the head, the first one left out; one that begins with white space belongs to
   *     the one before
   * @return null when a line is no field
   */
  static @Nullable List<HttpHeader> fields(List<String> lines) {
    List<HttpHeader> fields = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if ((line.startsWith(" ") || line.startsWith("\t")) && !fields.isEmpty()) {
        HttpHeader last = fields.removeLast();
        fields.add(new HttpHeader(last.name(), last.value() + " " + line.strip()));
      } else if (colon > 0 && line.substring(0, colon).strip().length() == colon) {
        fields.add(new HttpHeader(line.substring(0, colon), line.substring(colon + 1).strip()));
      } else {
        return null;
      }
    }
    return fields;
  }

  /** Whether a field that is a list has this word in it. */
  static boolean lists(List<HttpHeader> fields, String name, String word) {
    for (HttpHeader field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        for (String one : field.value().split(",", -1)) {
          if (one.strip().equalsIgnoreCase(word)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The last transfer coding; empty when there is none. */
  static String coding(List<HttpHeader> fields) {
    String last = "";
    for (HttpHeader field : fields) {
      if (field.name().equalsIgnoreCase("Transfer-Encoding")) {
        last = field.value().substring(field.value().lastIndexOf(',') + 1);
      }
    }
    return last.strip().toLowerCase(Locale.ROOT);
  }

  /** The length that all fields agree on: -1 when there is none, empty when they do not. */
  static Optional<Long> length(List<HttpHeader> fields) {
    long length = -1;
    for (HttpHeader field : fields) {
      if (!field.name().equalsIgnoreCase("Content-Length")) {
        continue;
      }
      for (String one : field.value().split(",", -1)) {
        long said = number(one.strip(), 10);
        if (said < 0 || length >= 0 && said != length) {
          return Optional.empty();
        }
        length = said;
      }
    }
    return Optional.of(length);
  }

  /** The size before a chunk, extensions left out; -1 when it is none. */
  static long chunk(String line) {
    int semicolon = line.indexOf(';');
    return number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
  }

  private static long number(String digits, int radix) {
    if (digits.isEmpty() || digits.length() > 15) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      // Digits alone: neither a sign nor those of other scripts.
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), radix) < 0) {
        return -1;
      }
    }
    return Long.parseLong(digits, radix);
  }
}
