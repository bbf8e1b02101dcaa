package dev.culvert.app.theme;

import java.util.List;

/**
 * The one source of every colour. Contrast is calculated from here by a test: text 4.5 to 1,
 * graphics and edges of controls 3 to 1, in both themes.
 */
public final class Tokens {
  /** AtlantaFX' colours by their names, and Culvert's own, which begin with {@code -cv-}. */
  public static final List<Token> ALL =
      List.of(
          new Token("-color-bg-default", "#FFFFFF", "#14191E"),
          new Token("-color-bg-overlay", "#FFFFFF", "#20272E"),
          new Token("-color-bg-subtle", "#F5F7F8", "#191F25"),
          new Token("-color-bg-inset", "#EBEEF1", "#0E1216"),
          new Token("-color-fg-default", "#16202A", "#E6EAEE"),
          new Token("-color-fg-muted", "#4A5763", "#A8B3BD"),
          new Token("-color-fg-subtle", "#5F6C78", "#8996A2"),
          new Token("-color-fg-emphasis", "#FFFFFF", "#FFFFFF"),
          new Token("-color-border-default", "#CFD6DC", "#333D46"),
          new Token("-color-border-muted", "#E1E6EA", "#262E36"),
          new Token("-color-border-subtle", "#EDF0F2", "#1F262D"),
          new Token("-cv-border-control", "#84909B", "#67747F"),
          new Token("-color-neutral-emphasis-plus", "#16202A", "#E6EAEE"),
          new Token("-color-neutral-emphasis", "#5F6C78", "#5F6C78"),
          new Token("-color-neutral-muted", "#C3CBD2", "#3C4751"),
          new Token("-color-neutral-subtle", "#EEF1F3", "#222A31"),
          new Token("-color-success-fg", "#17703A", "#56C47D"),
          new Token("-color-success-emphasis", "#1B7F43", "#238048"),
          new Token("-color-success-muted", "#8CCBA3", "#2E6B45"),
          new Token("-color-success-subtle", "#E4F5EA", "#14291D"),
          new Token("-color-warning-fg", "#845200", "#E3AE4B"),
          new Token("-color-warning-emphasis", "#94600A", "#94600A"),
          new Token("-color-warning-muted", "#DDB469", "#775820"),
          new Token("-color-warning-subtle", "#FCF1DA", "#2B2313"),
          new Token("-color-danger-fg", "#B3261E", "#F58A80"),
          new Token("-color-danger-emphasis", "#C0322A", "#C0392F"),
          new Token("-color-danger-muted", "#E5A19C", "#84362F"),
          new Token("-color-danger-subtle", "#FCEBEA", "#321B1A"),
          new Token("-cv-info-fg", "#1B5FAE", "#6FB1F2"),
          new Token("-cv-info-emphasis", "#2269BD", "#2A6FC0"),
          new Token("-cv-info-muted", "#94BBE4", "#2D5585"),
          new Token("-cv-info-subtle", "#E6F0FA", "#152637"),
          new Token("-cv-take-fg", "#6A3DB8", "#B99AF2"),
          new Token("-cv-take-emphasis", "#7548C4", "#7A51C6"),
          new Token("-cv-take-muted", "#BFA6E8", "#57418A"),
          new Token("-cv-take-subtle", "#F1EBFB", "#241D38"),
          new Token("-cv-data-in", "#1C7ED0", "#4BA3EE"),
          new Token("-cv-data-out", "#C2611F", "#E58E4E"),
          new Token("-cv-scrim", "#10182066", "#000000B3"));

  /**
   * The contexts' colours: identity, never state. Slate is for local clusters, brick for production
   * and nothing else.
   */
  public static final List<Accent> ACCENTS =
      List.of(
          new Accent(
              "weir",
              List.of("#0A6B70", "#0B757A", "#8CC6C8", "#E2F3F3"),
              List.of("#46BFC2", "#14777B", "#1F5A5D", "#10282A")),
          new Accent(
              "river",
              List.of("#1F5BB5", "#2866C4", "#98B9E8", "#E7EFFB"),
              List.of("#7CB0F5", "#2C69C2", "#2F5186", "#16243A")),
          new Accent(
              "iris",
              List.of("#5B45B5", "#6650C2", "#B5A9E4", "#EEEBFA"),
              List.of("#AB9CF5", "#6A55C4", "#4B4088", "#201D38")),
          new Accent(
              "heather",
              List.of("#973480", "#A63D8E", "#DBA3CE", "#FAEBF6"),
              List.of("#E58FD2", "#A4408D", "#6F3562", "#311B2C")),
          new Accent(
              "moss",
              List.of("#4C6610", "#56721A", "#B4C987", "#F0F5E2"),
              List.of("#A9C564", "#5B7622", "#4A5C25", "#222916")),
          new Accent(
              "clay",
              List.of("#8A4B14", "#98561C", "#DBB18C", "#FAF0E6"),
              List.of("#E3A46F", "#98571F", "#6A4526", "#2E2117")),
          new Accent(
              "slate",
              List.of("#475666", "#526273", "#AEB9C4", "#EDF0F3"),
              List.of("#A9B8C7", "#566778", "#43505C", "#1E252C")),
          new Accent(
              "brick",
              List.of("#A81E3C", "#B42344", "#E3A0AD", "#FCEAED"),
              List.of("#F78CA0", "#C23150", "#7C2C3E", "#341A20")));

  private Tokens() {}

  /** The accent of a name; the first when there is none of that name. */
  public static Accent accent(String name) {
    return ACCENTS.stream()
        .filter(accent -> accent.name().equals(name))
        .findFirst()
        .orElse(ACCENTS.getFirst());
  }

  /** The value of a token. */
  public static String value(String name, boolean dark) {
    return ALL.stream()
        .filter(token -> token.name().equals(name))
        .findFirst()
        .map(token -> dark ? token.dark() : token.light())
        .orElseThrow(() -> new IllegalArgumentException("There is no colour " + name));
  }

  /** A colour of the style sheet. */
  public record Token(String name, String light, String dark) {}

  /** A context's colour: text, fill under white text, outline, wash. */
  public record Accent(String name, List<String> light, List<String> dark) {
    /** Text and icons. */
    public String fg(boolean isDark) {
      return (isDark ? dark : light).get(0);
    }

    /** A fill under white text. */
    public String emphasis(boolean isDark) {
      return (isDark ? dark : light).get(1);
    }

    /** An outline. */
    public String muted(boolean isDark) {
      return (isDark ? dark : light).get(2);
    }

    /** A wash. */
    public String subtle(boolean isDark) {
      return (isDark ? dark : light).get(3);
    }
  }
}
