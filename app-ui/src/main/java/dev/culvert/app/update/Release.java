package dev.culvert.app.update;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A released version. What a feed says is shown to people, so only what is surely harmless to show
 * is taken.
 *
 * @param page where a person reads about it
 */
public record Release(String version, String page) {
  private static final Pattern VERSION =
      Pattern.compile("\\d{1,6}(\\.\\d{1,6}){1,3}(-[0-9a-zA-Z.]{1,20})?");
  private static final Pattern PAGE = Pattern.compile("https://[!-~&&[^\"'<>\\\\`]]{1,200}");

  /** The format of the feed: a properties file with {@code version} and {@code page}. */
  static Optional<Release> parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(Reader.of(text));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
    String version = properties.getProperty("version", "").strip();
    String page = properties.getProperty("page", "").strip();
    return VERSION.matcher(version).matches() && PAGE.matcher(page).matches()
        ? Optional.of(new Release(version, page))
        : Optional.empty();
  }

  /** As {@link #parse} reads it. */
  String text() {
    return "version=%s\npage=%s\n".formatted(version, page);
  }

  /** Whether this is newer than a version; what has a suffix comes before what has none. */
  public boolean newerThan(String other) {
    String[] mine = version.split("-", 2);
    String[] others = other.split("-", 2);
    String[] left = mine[0].split("\\.", -1);
    String[] right = others[0].split("\\.", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = Integer.compare(number(left, i), number(right, i));
      if (order != 0) {
        return order > 0;
      }
    }
    return mine.length < others.length;
  }

  private static int number(String[] parts, int at) {
    try {
      return at < parts.length ? Integer.parseInt(parts[at]) : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
