package dev.culvert.core.tunnel.portforward;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one sentence of an error's body: {@code message} of a Kubernetes Status object (JSON, RFC
 * 8259), or the body itself when it is short text.
 */
final class StatusBody {
  private static final Pattern MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final int LONGEST = 500;

  private StatusBody() {}

  static String message(String body) {
    Matcher matcher = MESSAGE.matcher(body);
    String text = matcher.find() ? unescape(matcher.group(1)) : body.strip();
    if (text.startsWith("<") || text.startsWith("{")) {
      return "";
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String unescape(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char next = json.charAt(i);
      if (next != '\\') {
        text.append(next);
        continue;
      }
      char escaped = json.charAt(++i);
      switch (escaped) {
        case 'n', 'r', 't', 'b', 'f' -> text.append(' ');
        case 'u' -> {
          if (i + 4 < json.length()) {
            text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
            i += 4;
          }
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }
}
