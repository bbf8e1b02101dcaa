package dev.culvert.app.view;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Every text of the window, from one resource bundle. In a text, {@code *bold*} and {@code `mono`}
 * mark spans; {@link #plain} takes the marks out, for screen readers and copies.
 */
public final class Messages {
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("dev.culvert.app.messages", Locale.ENGLISH);

  private Messages() {}

  /**
   * The text of a key with its places filled.
   *
   * @throws java.util.MissingResourceException when there is no such key
   */
  public static String text(String key, Object... places) {
    String pattern = BUNDLE.getString(key);
    return new MessageFormat(pattern, Locale.ENGLISH).format(places);
  }

  /** One text for one, another for any other count: {@code key.one} and {@code key.many}. */
  public static String count(String key, long count, Object... more) {
    Object[] places = new Object[more.length + 1];
    places[0] = Units.count(count);
    System.arraycopy(more, 0, places, 1, more.length);
    return text(count == 1 ? key + ".one" : key + ".many", places);
  }

  /** A text without the marks of its spans. */
  public static String plain(String marked) {
    return marked.replace("*", "").replace("`", "");
  }

  /** Whether the bundle has the key. */
  public static boolean has(String key) {
    return BUNDLE.containsKey(key);
  }
}
