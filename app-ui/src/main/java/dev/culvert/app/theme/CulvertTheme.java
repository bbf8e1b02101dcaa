package dev.culvert.app.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import atlantafx.base.theme.Theme;
import dev.culvert.app.theme.Tokens.Accent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/**
 * Primer's rules with Culvert's colours. Primer is the application's style sheet; the colours, the
 * context's accent and Culvert's own rules are style sheets of each scene, which popups and
 * tooltips take over from it when they are shown.
 */
public final class CulvertTheme implements Theme {
  private static final String RULES = "culvert.css";
  private static final double DRAWER = 424;

  /** What grows with the text: type, icons, heights of rows, sizes of controls. */
  private static final Pattern SIZES =
      Pattern.compile(
          "(-fx-(?:font-size|icon-size|(?:min|pref|max)-(?:width|height)|fixed-cell-size|size):"
              + " *)([0-9.]+)");

  private static final List<String> FONTS =
      List.of(
          "IBMPlexSans-Regular",
          "IBMPlexSans-Medium",
          "IBMPlexSans-SemiBold",
          "IBMPlexMono-Regular",
          "IBMPlexMono-Medium");

  private final boolean dark;

  /**
   * @param dark whether it is dark
   */
  public CulvertTheme(boolean dark) {
    this.dark = dark;
  }

  /** Loads the fonts that come with the application. Once, before the first scene. */
  public static void loadFonts() {
    for (String font : FONTS) {
      String file = "/dev/culvert/app/fonts/" + font + ".woff";
      try (InputStream in = CulvertTheme.class.getResourceAsStream(file)) {
        if (in == null || Font.loadFont(in, 13) == null) {
          throw new IllegalStateException("The font " + file + " is not a font JavaFX can read");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Makes Primer the application's style sheet. Before the first control is made: JavaFX reads its
   * own, Modena, for that one if there is no other, and never needs it again.
   */
  public void use() {
    Application.setUserAgentStylesheet(getUserAgentStylesheet());
  }

  /**
   * Gives a scene the colours of the theme and of a context.
   *
   * @param scale of the text and of what has its height, 1 to 2
   */
  public void apply(Scene scene, String accent, double scale) {
    use();
    scene.getStylesheets().setAll(scale == 1 ? rules() : scaled(scale), colors(accent));
  }

  /** The same rules with larger type, and room for it. */
  private static String scaled(double scale) {
    try (InputStream in = CulvertTheme.class.getResourceAsStream("/dev/culvert/app/" + RULES)) {
      String css =
          new String(
              Objects.requireNonNull(in, "culvert.css is not on the class path").readAllBytes(),
              StandardCharsets.UTF_8);
      String larger =
          SIZES
              .matcher(css)
              .replaceAll(m -> m.group(1) + Math.round(Double.parseDouble(m.group(2)) * scale));
      // Half as much wider: the table beside it needs room too.
      return data(
          larger
              + ".cv-drawer{-fx-pref-width:%1$d;-fx-max-width:%1$d;}"
                  .formatted(Math.round(DRAWER * (1 + scale) / 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String data(String css) {
    return "data:text/css;base64,"
        + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
  }

  /** The rules that do not depend on colours. */
  private static String rules() {
    URL url = CulvertTheme.class.getResource("/dev/culvert/app/" + RULES);
    return Objects.requireNonNull(url, "culvert.css is not on the class path").toExternalForm();
  }

  /** The colours, as a style sheet in a data address. */
  private String colors(String accentName) {
    // Tooltips have their own: the node that they explain, from which they would take them, may
    // have
    // left the window by the time they are styled.
    StringBuilder css = new StringBuilder(".root,.tooltip{");
    Tokens.ALL.forEach(token ->
        css.append(token.name())
            .append(':')
            .append(dark ? token.dark() : token.light())
            .append(';'));
    Accent accent = Tokens.accent(accentName);
    css.append("-color-accent-fg:").append(accent.fg(dark)).append(';');
    css.append("-color-accent-emphasis:").append(accent.emphasis(dark)).append(';');
    css.append("-color-accent-muted:").append(accent.muted(dark)).append(';');
    css.append("-color-accent-subtle:").append(accent.subtle(dark)).append(';');
    // Primer's ten steps, from the wash to the text.
    String[] steps = {
      accent.subtle(dark), accent.subtle(dark), accent.muted(dark), accent.muted(dark),
      accent.emphasis(dark), accent.emphasis(dark), accent.emphasis(dark), accent.fg(dark),
      accent.fg(dark), accent.fg(dark)
    };
    for (int step = 0; step < steps.length; step++) {
      css.append("-color-accent-").append(step).append(':').append(steps[step]).append(';');
    }
    css.append("-color-shadow-default:").append(dark ? "#00000078" : "#1018201f").append(";}");
    return data(css.toString());
  }

  @Override
  public String getName() {
    return dark ? "Culvert Dark" : "Culvert Light";
  }

  @Override
  public String getUserAgentStylesheet() {
    return (dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet();
  }

  @Override
  public @org.jspecify.annotations.Nullable String getUserAgentStylesheetBSS() {
    return (dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheetBSS();
  }

  @Override
  public boolean isDarkMode() {
    return dark;
  }
}
