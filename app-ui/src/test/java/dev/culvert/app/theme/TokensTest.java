package dev.culvert.app.theme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.theme.Tokens.Accent;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WCAG 2.2, level AA, calculated from the tokens. */
class TokensTest {
  private static final double TEXT = 4.5;
  private static final double GRAPHICS = 3;
  private static final List<String> GROUNDS =
      List.of("-color-bg-default", "-color-bg-subtle", "-color-bg-inset", "-color-bg-overlay");
  private static final List<String> TEXTS =
      List.of(
          "-color-fg-default",
          "-color-fg-muted",
          "-color-fg-subtle",
          "-color-success-fg",
          "-color-warning-fg",
          "-color-danger-fg",
          "-cv-info-fg",
          "-cv-take-fg");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textsCanBeReadOnEveryGround(boolean dark) {
    for (String ground : GROUNDS) {
      for (String text : TEXTS) {
        check(text + " on " + ground, of(text, dark), of(ground, dark), TEXT);
      }
    }
    for (String state :
        List.of("-color-success", "-color-warning", "-color-danger", "-cv-info", "-cv-take")) {
      check("white on " + state, "#FFFFFF", of(state + "-emphasis", dark), TEXT);
      check(state, of(state + "-fg", dark), of(state + "-subtle", dark), TEXT);
      check(state, of(state + "-emphasis", dark), of("-color-bg-default", dark), GRAPHICS);
    }
    for (String edge : List.of("-cv-border-control", "-cv-data-in", "-cv-data-out")) {
      check(edge, of(edge, dark), of("-color-bg-default", dark), GRAPHICS);
      check(edge, of(edge, dark), of("-color-bg-subtle", dark), GRAPHICS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyContextsColourCarriesText(boolean dark) {
    for (Accent accent : Tokens.ACCENTS) {
      check(accent.name(), accent.fg(dark), of("-color-bg-default", dark), TEXT);
      check(accent.name(), accent.fg(dark), of("-color-bg-subtle", dark), TEXT);
      check(accent.name(), accent.fg(dark), accent.subtle(dark), TEXT);
      check(accent.name(), "#FFFFFF", accent.emphasis(dark), TEXT);
      check(accent.name(), of("-color-fg-default", dark), accent.subtle(dark), TEXT);
      check(accent.name(), of("-color-fg-muted", dark), accent.subtle(dark), TEXT);
      check(accent.name(), accent.emphasis(dark), of("-color-bg-default", dark), GRAPHICS);
    }
  }

  private static String of(String token, boolean dark) {
    return Tokens.value(token, dark);
  }

  private static void check(String what, String a, String b, double least) {
    double first = luminance(a);
    double second = luminance(b);
    double ratio = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    assertThat(ratio).as("%s: %s on %s", what, a, b).isGreaterThanOrEqualTo(least);
  }

  private static double luminance(String hex) {
    double[] channel = new double[3];
    for (int i = 0; i < 3; i++) {
      double value = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      channel[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * channel[0] + 0.7152 * channel[1] + 0.0722 * channel[2];
  }
}
