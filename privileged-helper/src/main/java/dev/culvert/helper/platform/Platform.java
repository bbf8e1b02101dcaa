package dev.culvert.helper.platform;

import java.util.Locale;

/** The operating system. */
public enum Platform {
  /** Supported. */
  LINUX("Linux"),
  /** Has its place, and no implementation yet. */
  MACOS("macOS"),
  /** Has its place, and no implementation yet. */
  WINDOWS("Windows"),
  /** Anything else. */
  OTHER("this operating system");

  private final String text;

  Platform(String text) {
    this.text = text;
  }

  /** The one this runs on. */
  public static Platform current() {
    return named(System.getProperty("os.name", ""));
  }

  /** By what Java calls it ({@code os.name}). */
  static Platform named(String osName) {
    String name = osName.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return LINUX;
    }
    if (name.startsWith("mac")) {
      return MACOS;
    }
    return name.startsWith("windows") ? WINDOWS : OTHER;
  }

  /** What a person is told where there is no implementation. */
  public String notSupported() {
    return "Culvert does not support "
        + text
        + " yet: there is no code that could change its network. It runs on Linux";
  }
}
