package dev.culvert.uitests.gallery;

import dev.culvert.app.view.Settings;
import dev.culvert.uitests.Fx;
import dev.culvert.uitests.Open;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;

/**
 * Takes the pictures of a view. Everything that moves by itself is passed in or stands still, so
 * that two times give the same picture: the time is the story's, motion is reduced, no caret
 * blinks.
 */
final class Photographer {
  private static final double HEIGHT = 1000;
  private static final int MOST_LOOKS = 40;
  private static final int LOOKS_ALIKE = 3;
  private static final int FRAMES_BETWEEN_LOOKS = 15;
  private static final String STILL =
      "data:text/css;base64,"
          + Base64.getEncoder()
              .encodeToString(
                  ".text-input { -fx-display-caret: false; }".getBytes(StandardCharsets.UTF_8));

  private Photographer() {}

  /** Shows the view in each of these forms; a form's picture goes to the album under its name. */
  static void take(View view, List<Form> forms, BiConsumer<String, WritableImage> album) {
    Map<Language, List<Form>> spoken =
        forms.stream()
            .collect(
                Collectors.groupingBy(
                    Form::language, () -> new EnumMap<>(Language.class), Collectors.toList()));
    spoken.forEach((language, those) -> {
      language.speak();
      try {
        session(view, those, album);
      } finally {
        Language.ENGLISH.speak();
      }
    });
  }

  private static void session(
      View view, List<Form> forms, BiConsumer<String, WritableImage> album) {
    AtomicReference<Instant> clock = new AtomicReference<>(Story.NOW.minusSeconds(60));
    ScriptedHelper helper = new ScriptedHelper(view.state());
    Settings settings = settings(view.context());
    try (Open open =
        Open.window(
            view.cluster().get(), helper, settings, clock::get, view.context(), 1600, HEIGHT)) {
      Fx.run(() -> open.scene().getRoot().getStylesheets().add(STILL));
      for (int second = 60; second >= 0; second--) {
        clock.set(Story.NOW.minusSeconds(second));
        if (!view.name().endsWith("-empty")) {
          helper.flows(Talk.flows(second));
        }
      }
      view.arrange().accept(open, helper);
      for (Form form : forms) {
        dress(open, settings, form);
        Scene shown = Fx.on(() -> view.shown().apply(open));
        album.accept(view.name() + form.suffix(), still(shown));
      }
    }
  }

  /**
   * The scene's picture when it stands still: what is told by the helper and the cluster arrives
   * when it likes. A scene that never does is taken as it is in the end.
   */
  private static WritableImage still(Scene scene) {
    WritableImage last = Fx.image(scene);
    int same = 0;
    for (int look = 0; look < MOST_LOOKS && same < LOOKS_ALIKE; look++) {
      Fx.frames(FRAMES_BETWEEN_LOOKS);
      WritableImage next = Fx.image(scene);
      same = Arrays.equals(Shot.of(last).rgb(), Shot.of(next).rgb()) ? same + 1 : 0;
      last = next;
    }
    return last;
  }

  private static void dress(Open open, Settings settings, Form form) {
    Fx.run(() -> {
      settings.put("look", form.look().name().toLowerCase(Locale.ROOT));
      settings.put("appearance.text-size", Integer.toString(form.percent()));
      open.scene().getRoot().resize(form.width(), HEIGHT);
    });
    Fx.frames(12);
  }

  private static Settings settings(String context) {
    return new Settings(
        Map.of(
            "look",
            "light",
            "appearance.motion",
            "reduced",
            "namespaces." + context,
            "shop,payments",
            "favourites." + context,
            "payments,shop,checkout-preview-mk"),
        ignored -> {});
  }
}
