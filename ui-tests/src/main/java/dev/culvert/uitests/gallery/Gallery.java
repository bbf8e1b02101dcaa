package dev.culvert.uitests.gallery;

import dev.culvert.uitests.Fx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures of every screen and state: light and dark, wide and narrow, with large text, in other
 * languages and in one that is too long.
 */
public final class Gallery {
  private static final Logger LOG = LoggerFactory.getLogger(Gallery.class);

  private Gallery() {}

  /**
   * {@code Gallery FOLDER PATTERN}: takes those whose names match. {@code Gallery FOLDER PATTERN
   * BEFORE}: compares them with those of the other folder, and fails when one is not alike.
   */
  public static void main(String[] arguments) {
    if (arguments.length < 2 || arguments.length > 3) {
      LOG.error("The folder for the pictures, a pattern of names, and what they shall be like");
      System.exit(2);
    }
    int code = 0;
    try {
      Fx.start();
      Path folder = Path.of(arguments[0]);
      Predicate<String> wanted = Pattern.compile(arguments[1]).asMatchPredicate();
      if (arguments.length == 2) {
        take(folder, wanted);
      } else {
        List<String> strange =
            compare(Path.of(arguments[2]), folder, wanted, Likeness.SAME_COMPUTER);
        strange.forEach(LOG::error);
        code = strange.isEmpty() ? 0 : 1;
      }
    } catch (RuntimeException | AssertionError e) {
      LOG.error("A picture failed", e);
      code = 1;
    }
    Platform.exit();
    System.exit(code);
  }

  private static void take(Path folder, Predicate<String> wanted) {
    for (View view : Views.all()) {
      List<Form> forms = forms(view, wanted);
      if (!forms.isEmpty()) {
        Photographer.take(
            view, forms, (name, image) -> Shot.of(image).write(folder.resolve(name + ".png")));
        LOG.info("{}: {}", view.name(), forms.size());
      }
    }
  }

  /**
   * Takes pictures and compares each with the one of its name; what is not alike is left in a
   * folder: the picture, and the difference.
   *
   * @param before the folder of what they shall be like
   * @param found where to leave them
   * @param wanted which, by name
   * @param most so many squares may differ, see {@link Likeness}
   * @return in words what is not as it was
   */
  static List<String> compare(Path before, Path found, Predicate<String> wanted, int most) {
    List<String> strange = new ArrayList<>();
    for (View view : Views.all()) {
      List<Form> forms = forms(view, wanted);
      if (!forms.isEmpty()) {
        Photographer.take(
            view,
            forms,
            (name, image) ->
                compare(name, Shot.of(image), before, found, most).ifPresent(strange::add));
      }
    }
    return strange;
  }

  private static Optional<String> compare(
      String name, Shot now, Path before, Path found, int most) {
    Path old = before.resolve(name + ".png");
    if (!Files.exists(old)) {
      now.write(found.resolve(name + ".png"));
      return Optional.of(name + " is new: " + found.resolve(name + ".png"));
    }
    Likeness likeness = Likeness.of(now, Shot.read(old));
    if (likeness.squares() <= most) {
      return Optional.empty();
    }
    now.write(found.resolve(name + ".png"));
    Path difference = found.resolve(name + "-difference.png");
    likeness.difference().write(difference);
    return Optional.of("%s: %d squares differ: %s".formatted(name, likeness.squares(), difference));
  }

  private static List<Form> forms(View view, Predicate<String> wanted) {
    return view.forms().stream().filter(form -> wanted.test(view.name() + form.suffix())).toList();
  }
}
