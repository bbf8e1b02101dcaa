package dev.culvert.app.window.shell;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.FailureView;
import dev.culvert.app.window.failed.FailedPane;
import dev.culvert.app.window.firstrun.FirstRunPane;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.ScreenPane;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * The middle of the window: a screen, or the first steps, or what failed. Each is built when it is
 * first shown and kept from then on: most starts look at one of them, and building one costs as
 * much as all the rest of the first frame.
 */
final class Screens extends StackPane {
  private final AppModel model;
  private final Colors colors;
  private final Function<Screen, ScreenPane> maker;
  private final Runnable changed;
  private final Map<Screen, ScreenPane> made = new EnumMap<>(Screen.class);
  private @Nullable FailedPane failed;
  private @Nullable FirstRunPane first;
  private boolean narrow;

  /**
   * @param maker builds a screen
   * @param changed runs when one has something else to say in the status bar
   */
  Screens(AppModel model, Colors colors, Function<Screen, ScreenPane> maker, Runnable changed) {
    this.model = model;
    this.colors = colors;
    this.maker = maker;
    this.changed = changed;
  }

  /** The one that the model is at. */
  ScreenPane current() {
    Screen screen = model.screen().get();
    ScreenPane there = made.get(screen);
    if (there != null) {
      return there;
    }
    ScreenPane built = maker.apply(screen);
    built.narrow(narrow);
    add(built);
    made.put(screen, built);
    built.onChange(changed);
    return built;
  }

  /**
   * Shows what the model is at.
   *
   * @return whether that is a screen
   */
  boolean show() {
    FailureView failure = model.connection().failure().get();
    boolean steps = model.firstRun().open().get() != null;
    if (failure != null) {
      failed().show(failure);
    }
    if (failed != null) {
      Kit.show(failed, failure != null && !steps);
    }
    if (steps && first == null) {
      first = new FirstRunPane(model, colors);
      add(first);
    }
    if (first != null) {
      Kit.show(first, steps);
    }
    boolean plain = failure == null && !steps;
    ScreenPane now = plain ? current() : null;
    made.values().forEach(screen -> Kit.show(screen, screen.equals(now)));
    return plain;
  }

  private FailedPane failed() {
    FailedPane there = failed;
    if (there == null) {
      there = new FailedPane(model);
      failed = there;
      add(there);
    }
    return there;
  }

  /** Hidden, until it is shown: a screen that begins to be seen looks at what it shows then. */
  private void add(Node node) {
    Kit.show(node, false);
    getChildren().add(node);
  }

  /** Whether there is little room. */
  void narrow(boolean next) {
    narrow = next;
    made.values().forEach(screen -> screen.narrow(next));
  }
}
