package dev.culvert.app.view;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The text of a settings file. It is a person's as much as the window's: a change replaces one line
 * or adds one at the end; comments, order, spelling and unknown keys stay.
 */
final class SettingsText {
  private static final String FIRST =
      "# What you chose in Culvert's window. You may edit this file.\n";

  private SettingsText() {}

  /**
   * Reads the values.
   *
   * @throws IllegalArgumentException when a line cannot be read
   */
  static Map<String, String> read(String text) {
    Properties properties = new Properties();
    try {
      properties.load(Reader.of(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
    return values;
  }

  /** The text with these values, and no others. */
  static String with(String text, Map<String, String> values) {
    Map<String, String> missing = new TreeMap<>(values);
    StringBuilder next = new StringBuilder();
    for (String line : lines(text.isEmpty() ? FIRST : text)) {
      Map<String, String> entry = read(line);
      if (entry.isEmpty()) {
        next.append(line);
        continue;
      }
      String key = entry.keySet().iterator().next();
      String wanted = missing.remove(key);
      if (wanted == null) {
        // Taken away, or written twice: the first place counts.
        continue;
      }
      next.append(wanted.equals(entry.get(key)) ? line : line(key, wanted));
    }
    if (!next.isEmpty() && next.charAt(next.length() - 1) != '\n') {
      next.append('\n');
    }
    missing.forEach((key, value) -> next.append(line(key, value)));
    return next.toString();
  }

  /** Lines as the format means them: one that ends in a backslash goes on in the next. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String physical : text.split("(?<=\n)", -1)) {
      if (physical.isEmpty()) {
        continue;
      }
      line.append(physical);
      String bare = physical.stripTrailing();
      int slashes = 0;
      while (slashes < bare.length() && bare.charAt(bare.length() - 1 - slashes) == '\\') {
        slashes++;
      }
      boolean comment = line.toString().stripLeading().matches("(?s)[#!].*");
      if (slashes % 2 == 0 || comment) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static String line(String key, String value) {
    return escape(key, true) + "=" + escape(value, false) + "\n";
  }

  private static String escape(String text, boolean key) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    if (key) {
      return escaped
          .replace(" ", "\\ ")
          .replace(":", "\\:")
          .replace("=", "\\=")
          .replace("#", "\\#")
          .replace("!", "\\!");
    }
    return escaped.startsWith(" ") ? "\\" + escaped : escaped;
  }
}
