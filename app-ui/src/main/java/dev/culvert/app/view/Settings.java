package dev.culvert.app.view;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the person chose, as keys and values as they stand in the settings file. Names of contexts
 * are part of the keys: {@code context.dev-eu.color=weir}. On the user interface's thread.
 */
public final class Settings {
  private final Map<String, String> values;
  private final Consumer<Map<String, String>> save;

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

  /** A single value, or the given one. */
  public String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /** Keeps a value. */
  public void put(String key, String value) {
    if (!value.equals(values.put(key, value))) {
      save.accept(Map.copyOf(values));
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
