package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.attach.v1.Header;
import dev.culvert.proto.attach.v1.MatchRequest;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A request as a person writes it: {@code /v1/orders}, {@code POST /v1/orders}, or a line of curl
 * as it stands in a terminal or comes from a browser. Only what a filter can look at is read.
 */
final class RequestLine {
  private static final Set<String> METHOD_OPTIONS = Set.of("-X", "--request");
  private static final Set<String> HEADER_OPTIONS = Set.of("-H", "--header");
  private static final Set<String> DATA_OPTIONS =
      Set.of("-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json", "-F");

  /** Options of curl with a value that does not matter here. */
  private static final Set<String> OTHERS_WITH_VALUE =
      Set.of(
          "-o",
          "--output",
          "-u",
          "--user",
          "-m",
          "--max-time",
          "--connect-timeout",
          "-w",
          "--write-out",
          "--cacert",
          "--cert",
          "--key",
          "-x",
          "--proxy",
          "--resolve",
          "-T",
          "--retry",
          "-c",
          "--cookie-jar",
          "--connect-to");

  private String method = "";
  private String path = "";
  private final List<Header> headers = new ArrayList<>();

  private RequestLine() {}

  /**
   * Reads one into a request.
   *
   * @throws IllegalArgumentException when it is none; the text says why
   */
  static void read(String line, MatchRequest.Builder into) {
    RequestLine request = new RequestLine();
    request.take(new ArrayDeque<>(words(line)));
    if (request.path.isEmpty()) {
      throw new IllegalArgumentException(text("try.request.no-path"));
    }
    into.setMethod(request.method.isEmpty() ? "GET" : request.method)
        .setPath(request.path)
        .addAllHeaders(request.headers);
  }

  private void take(Deque<String> words) {
    if ("curl".equals(words.peek())) {
      words.remove();
    }
    while (!words.isEmpty()) {
      String word = words.remove();
      if (METHOD_OPTIONS.contains(word)) {
        method = value(word, words).toUpperCase(Locale.ROOT);
      } else if (HEADER_OPTIONS.contains(word)) {
        header(value(word, words));
      } else if (word.equals("-A") || word.equals("--user-agent")) {
        header("User-Agent: " + value(word, words));
      } else if (word.equals("-b") || word.equals("--cookie")) {
        header("Cookie: " + value(word, words));
      } else if (word.equals("-I") || word.equals("--head")) {
        method = "HEAD";
      } else if (DATA_OPTIONS.contains(word)) {
        value(word, words);
        method = method.isEmpty() ? "POST" : method;
      } else if (OTHERS_WITH_VALUE.contains(word)) {
        value(word, words);
      } else if (word.matches("[A-Z]{3,10}") && method.isEmpty()) {
        method = word;
      } else if (!word.startsWith("-") && path.isEmpty()) {
        path = pathOf(word);
      }
    }
  }

  private static String value(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(text("try.request.no-value", option));
    }
    return words.remove();
  }

  private void header(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(text("try.request.no-header", line));
    }
    headers.add(
        Header.newBuilder()
            .setName(line.substring(0, colon).strip())
            .setValue(line.substring(colon + 1).strip())
            .build());
  }

  private static String pathOf(String word) {
    if (word.startsWith("/")) {
      return word;
    }
    try {
      URI uri = URI.create(word.contains("://") ? word : "http://" + word);
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return path + query;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text("try.request.no-url", word), e);
    }
  }

  /** As a shell would: quotes keep together, a backslash keeps the next character. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
          begun = false;
        }
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        begun = true;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        // A line that goes on in the next one.
        if (next != '\n') {
          word.append(next);
          begun = true;
        }
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(text("try.request.open-quote"));
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
