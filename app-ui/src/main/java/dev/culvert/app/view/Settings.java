package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the person chose, as keys and values as they stand in the settings file. Names of contexts
 * are part of the keys: {@code context.dev-eu.color=weir}. On the user interface's thread.
 */
public final class Settings {
  /** Keys the window writes by itself: what was chosen and where it stood. */
  private static final List<String> OWN =
      List.of(
          "namespaces.",
          "favourites.",
          "starred.",
          "last-context",
          "recent.",
          "window.",
          "seen.",
          "attach-ends");

  private final Map<String, String> values;
  private final Consumer<Map<String, String>> save;
  private final List<Consumer<String>> listeners = new ArrayList<>();

  /**
   * @param values as read
   * @param save gets a copy of all values after each change
   */
  public Settings(Map<String, String> values, Consumer<Map<String, String>> save) {
    this.values = new TreeMap<>(values);
    this.save = save;
  }

  /** Settings that nobody keeps. */
  public static Settings transientOnes() {
    return new Settings(Map.of(), ignored -> {});
  }

  /** Light, dark, or what the system says. */
  public Look look() {
    String value = values.getOrDefault("look", "system");
    for (Look look : Look.values()) {
      if (look.name().equalsIgnoreCase(value)) {
        return look;
      }
    }
    return Look.SYSTEM;
  }

  /** See {@link #look()}. */
  public void look(Look look) {
    put("look", look.name().toLowerCase(Locale.ROOT));
  }

  /** The value of a setting; the usual one when the file has none or a wrong one. */
  public String get(Setting setting) {
    return get(setting, setting.key());
  }

  /** The value of a setting of one context. */
  public String get(Setting setting, String key) {
    String value = values.get(key);
    return value == null || !setting.wrong(value).isEmpty() ? setting.otherwise() : value;
  }

  /** Whether a setting that is true or false is true. */
  public boolean is(String key) {
    return get(Setting.of(key)).equals("true");
  }

  /** Hears the key of each change. */
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Keys of the file whose values are wrong, each with what would be right. */
  public Map<String, String> wrong() {
    Map<String, String> wrong = new TreeMap<>();
    values.forEach((key, value) ->
        Setting.ALL.stream()
            .filter(setting -> setting.names(key))
            .map(setting -> setting.wrong(value))
            .filter(what -> !what.isEmpty())
            .forEach(what -> wrong.put(key, text("settings.wrong", key, value, what))));
    return wrong;
  }

  /** Keys of the file that are no setting's and that the window does not write by itself. */
  public List<String> unknown() {
    return values.keySet().stream()
        .filter(key -> Setting.ALL.stream().noneMatch(setting -> setting.names(key)))
        .filter(key -> OWN.stream().noneMatch(key::startsWith))
        .sorted()
        .toList();
  }

  /** All values, as they stand in the file. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Takes over what a file says: its keys replace these, others stay. */
  public void adopt(Map<String, String> next) {
    Map<String, String> before = Map.copyOf(values);
    values.putAll(next);
    values.forEach((key, value) -> {
      if (!value.equals(before.get(key))) {
        List.copyOf(listeners).forEach(listener -> listener.accept(key));
      }
    });
    if (!values.equals(before)) {
      save.accept(Map.copyOf(values));
    }
  }

  /** What the file says now, when it was changed by somebody else. */
  void reread(Map<String, String> next) {
    Map<String, String> before = Map.copyOf(values);
    values.clear();
    values.putAll(next);
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(next.keySet());
    for (String key : keys) {
      if (!Objects.equals(before.get(key), next.get(key))) {
        List.copyOf(listeners).forEach(listener -> listener.accept(key));
      }
    }
  }

  /** A single value, or the given one. */
  public String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /** Keeps a value. */
  public void put(String key, String value) {
    if (!value.equals(values.put(key, value))) {
      save.accept(Map.copyOf(values));
      List.copyOf(listeners).forEach(listener -> listener.accept(key));
    }
  }

  /** A list of names, in the order they were put. */
  public Set<String> names(String key) {
    String value = values.getOrDefault(key, "");
    return value.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(value.split(",", -1)));
  }

  /** Whether the key was ever set. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Keeps a list of names. */
  public void names(String key, Set<String> names) {
    put(key, String.join(",", names));
  }

  /** How light or dark the window is. */
  public enum Look {
    /** As the system says, and when it changes, the window does. */
    SYSTEM,
    /** Always light. */
    LIGHT,
    /** Always dark. */
    DARK
  }
}
