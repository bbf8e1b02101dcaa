package dev.culvert.uitests.gallery;

import dev.culvert.app.view.Settings.Look;
import java.util.List;

/**
 * How a window is shown in a picture.
 *
 * @param percent the size of its text
 */
record Form(Look look, boolean narrow, int percent, Language language) {
  /** Light and dark. */
  static final List<Form> LOOKS = List.of(of(Look.LIGHT), of(Look.DARK));

  /** Of a state that is seen best where there is little room. */
  static final List<Form> SMALL = List.of(of(Look.LIGHT).atLeast());

  /** Of a screen: light and dark, with room and without, with large text, with long words. */
  static final List<Form> ALL =
      List.of(
          of(Look.LIGHT),
          of(Look.DARK),
          of(Look.LIGHT).atLeast(),
          of(Look.DARK).atLeast(),
          new Form(Look.LIGHT, false, 150, Language.ENGLISH),
          of(Look.LIGHT).in(Language.PSEUDO));

  /** The same, and German and Chinese. */
  static final List<Form> SPOKEN =
      java.util.stream.Stream.concat(
              ALL.stream(),
              java.util.stream.Stream.of(
                  of(Look.LIGHT).in(Language.GERMAN), of(Look.LIGHT).in(Language.CHINESE)))
          .toList();

  private static Form of(Look look) {
    return new Form(look, false, 100, Language.ENGLISH);
  }

  private Form atLeast() {
    return new Form(look, true, percent, language);
  }

  private Form in(Language other) {
    return new Form(look, narrow, percent, other);
  }

  /** How wide the window is. */
  int width() {
    return narrow ? 1000 : 1600;
  }

  /** What a picture's name has of it. */
  String suffix() {
    return (look == Look.DARK ? "-dark" : "-light")
        + (narrow ? "-narrow" : "")
        + (percent == 100 ? "" : "-" + percent)
        + language.suffix();
  }
}
