package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * One setting: its key in the file, what values it may have, and where it stands.
 *
 * @param key as in the file; {@code *} in it stands for a context's name
 * @param otherwise the value of those who never chose
 * @param choices the values it may have, where there are only some
 */
public record Setting(
    String key, Section section, Kind kind, String otherwise, List<String> choices) {
  /** Every setting there is. */
  public static final List<Setting> ALL =
      List.of(
          flag("general.close-to-tray", Section.GENERAL, true),
          flag("general.connect-at-start", Section.GENERAL, false),
          flag("general.start-at-login", Section.GENERAL, false),
          flag("general.tell-of-updates", Section.GENERAL, false),
          choice("look", Section.APPEARANCE, "system", "system", "light", "dark"),
          choice(
              "appearance.text-size",
              Section.APPEARANCE,
              "100",
              "100",
              "110",
              "125",
              "150",
              "175",
              "200"),
          choice("appearance.motion", Section.APPEARANCE, "system", "system", "reduced", "full"),
          choice("appearance.rates", Section.APPEARANCE, "bytes", "bytes", "bits"),
          flag("shortcuts.single-letters", Section.SHORTCUTS, true),
          choice("language", Section.LANGUAGE, "system", "system", "en", "de", "zh"),
          choice("context.*.overlap", Section.NETWORK, "map", "map", "exclude", "allow"),
          new Setting("context.*.also-route", Section.NETWORK, Kind.CIDRS, "", List.of()),
          new Setting("context.*.never-route", Section.NETWORK, Kind.CIDRS, "", List.of()),
          new Setting("context.*.namespace", Section.DNS, Kind.NAME, "", List.of()),
          choice("context.*.color", Section.CONTEXTS, "", Identity.CHOICES.toArray(String[]::new)),
          flag("context.*.production", Section.CONTEXTS, false));

  public Setting {
    choices = List.copyOf(choices);
  }

  private static Setting flag(String key, Section section, boolean otherwise) {
    return new Setting(
        key, section, Kind.FLAG, Boolean.toString(otherwise), List.of("true", "false"));
  }

  private static Setting choice(String key, Section section, String otherwise, String... choices) {
    return new Setting(key, section, Kind.CHOICE, otherwise, List.of(choices));
  }

  /** The setting of this key. */
  public static Setting of(String key) {
    return ALL.stream()
        .filter(setting -> setting.key.equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no setting " + key));
  }

  /** Whether a key of the file is this setting's. */
  boolean names(String fileKey) {
    int star = key.indexOf('*');
    return star < 0
        ? key.equals(fileKey)
        : fileKey.length() > key.length()
            && fileKey.startsWith(key.substring(0, star))
            && fileKey.endsWith(key.substring(star + 1));
  }

  /** The key for one context. */
  public String of(ContextItem context) {
    return key.replace("*", context.name());
  }

  /** Its name. */
  public String title() {
    return text("setting." + word());
  }

  /** What it is for, in one sentence. */
  public String explanation() {
    return text("setting." + word() + ".text");
  }

  /** The name of one of its choices. */
  public String choiceTitle(String choice) {
    return text("setting." + word() + "." + choice);
  }

  private String word() {
    return key.replace("*.", "");
  }

  /** What is wrong with a value, in words, or empty. */
  public String wrong(String value) {
    return switch (kind) {
      case FLAG, CHOICE ->
          choices.contains(value) ? "" : text("settings.wrong.choice", String.join(", ", choices));
      case NAME ->
          value.isEmpty() || value.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
              ? ""
              : text("settings.wrong.name");
      case CIDRS -> {
        for (String cidr : parts(value)) {
          if (!isCidr(cidr)) {
            yield text("settings.wrong.cidr", cidr);
          }
        }
        yield "";
      }
    };
  }

  /** The parts of a list by commas and blanks. */
  public static List<String> parts(String value) {
    return List.of(value.trim().split("[,\\s]+", -1)).stream().filter(p -> !p.isEmpty()).toList();
  }

  private static boolean isCidr(String cidr) {
    int slash = cidr.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? "" : cidr.substring(0, slash));
      int length = Integer.parseInt(cidr.substring(slash + 1));
      byte[] bytes = address.getAddress();
      boolean fits = length >= 0 && length <= bytes.length * 8;
      // Bits below the prefix would say another network than they seem to.
      for (int bit = length; fits && bit < bytes.length * 8; bit++) {
        fits = (bytes[bit / 8] & 0x80 >> bit % 8) == 0;
      }
      return fits;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What kind of value it has. */
  public enum Kind {
    /** True or false. */
    FLAG,
    /** One of some words. */
    CHOICE,
    /** Addresses with a prefix length, by commas. */
    CIDRS,
    /** A name as Kubernetes allows it. */
    NAME
  }

  /** The parts of the settings, in their order. */
  public enum Section {
    /** How it starts and ends. */
    GENERAL("mdi2t-tune"),
    /** Colours and production. */
    CONTEXTS("mdi2s-square-rounded-outline"),
    /** Routes. */
    NETWORK("mdi2s-swap-horizontal"),
    /** Names. */
    DNS("mdi2d-dns-outline"),
    /** How it looks. */
    APPEARANCE("mdi2t-theme-light-dark"),
    /** Keys. */
    SHORTCUTS("mdi2k-keyboard-outline"),
    /** What it speaks. */
    LANGUAGE("mdi2t-translate"),
    /** The file. */
    FILE("mdi2f-file-cog-outline");

    private final String icon;

    Section(String icon) {
      this.icon = icon;
    }

    /** The name of its icon. */
    public String icon() {
      return icon;
    }

    /** Its name. */
    public String title() {
      return text("settings." + name().toLowerCase(Locale.ROOT));
    }
  }
}
