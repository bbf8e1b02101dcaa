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
import javafx.scene.Scene;
import javafx.scene.text.Font;

/**
 * Primer's rules with Culvert's colours. Primer is the user agent's style sheet; the colours, the
 * context's accent and Culvert's own rules are style sheets of each scene, which popups and
 * tooltips take over from it when they are shown.
 */
public final class CulvertTheme implements Theme {
  private static final String RULES = "culvert.css";
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

  /** Gives a scene the colours of the theme and of a context. */
  public void apply(Scene scene, String accent) {
    scene.setUserAgentStylesheet(getUserAgentStylesheet());
    scene.getStylesheets().setAll(rules(), colors(accent));
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
    return "data:text/css;base64,"
        + Base64.getEncoder().encodeToString(css.toString().getBytes(StandardCharsets.UTF_8));
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
