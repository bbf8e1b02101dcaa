package dev.culvert.app.view;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.Set;

/**
 * Every text of the window, from one resource bundle. In a text, {@code *bold*} and {@code `mono`}
 * mark spans; {@link #plain} takes the marks out, for screen readers and copies.
 */
public final class Messages {
  private static final String NAME = "dev.culvert.app.messages";
  private static final Set<String> LANGUAGES = Set.of("en", "de", "zh");

  private static volatile Spoken spoken = new Spoken(Locale.ENGLISH, bundle(Locale.ENGLISH));

  private Messages() {}

  /** Speaks this from now on; once, before the first text. */
  public static void use(Locale locale) {
    spoken = new Spoken(locale, bundle(locale));
  }

  /** Speaks from this bundle: tests have one of their own. */
  public static void use(Locale locale, ResourceBundle bundle) {
    spoken = new Spoken(locale, bundle);
  }

  /**
   * The language of a setting: a code, or {@code system} for the person's, as far as we have it.
   */
  public static Locale locale(String setting) {
    Locale wanted = setting.equals("system") ? Locale.getDefault() : Locale.of(setting);
    return LANGUAGES.contains(wanted.getLanguage()) ? wanted : Locale.ENGLISH;
  }

  /** The language that is spoken. */
  public static Locale locale() {
    return spoken.locale;
  }

  /** Whether it is the language of the helper, the cluster and the RFCs. */
  public static boolean english() {
    return locale().getLanguage().equals(Locale.ENGLISH.getLanguage());
  }

  private static ResourceBundle bundle(Locale locale) {
    // Never the system's language in place of a missing one: half a window would be in another.
    return ResourceBundle.getBundle(
        NAME, locale, ResourceBundle.Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
  }

  private record Spoken(Locale locale, ResourceBundle bundle) {}

  /**
   * The text of a key with its places filled.
   *
   * @throws java.util.MissingResourceException when there is no such key
   */
  public static String text(String key, Object... places) {
    Spoken now = spoken;
    return new MessageFormat(now.bundle.getString(key), now.locale).format(places);
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
    return spoken.bundle.containsKey(key);
  }
}
