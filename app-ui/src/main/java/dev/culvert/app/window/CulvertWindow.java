package dev.culvert.app.window;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.theme.CulvertTheme;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Host;
import dev.culvert.app.view.Setting;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.app.window.shell.Shell;
import java.io.InputStream;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;

/** The window around the shell: its look, its size, its title. On JavaFX' thread. */
public final class CulvertWindow implements AutoCloseable {
  private static final double LEAST_WIDTH = 760;
  private static final double LEAST_HEIGHT = 560;

  private final AppModel model;
  private final Stage stage;
  private final Scene scene;
  private final Shell shell;
  private final Colors colors = new Colors();
  private final Ticker ticker = new Ticker();
  private final ChangeListener<ColorScheme> system = (o, was, is) -> dress();
  private Look look;

  /** Without a desktop around it: nothing is kept, nothing is started at login. */
  public CulvertWindow(AppModel model, Stage stage, double width, double height) {
    this(model, stage, Host.NONE, width, height);
  }

  /**
   * @param host the desktop it runs on
   * @param width of the scene at first
   * @param height of the scene at first
   */
  public CulvertWindow(AppModel model, Stage stage, Host host, double width, double height) {
    this.model = model;
    this.stage = stage;
    this.look = model.settings().look();
    this.colors.dark().set(dark());
    new CulvertTheme(dark()).use();
    this.shell = new Shell(model, host, colors, ticker);
    this.scene = new Scene(shell, width, height);
    dress();
    stage.setScene(scene);
    stage.setMinWidth(LEAST_WIDTH);
    stage.setMinHeight(LEAST_HEIGHT);
    icon(stage, "app-16");
    icon(stage, "app-32");
    icon(stage, "app-128");
    title();
    Platform.getPreferences().colorSchemeProperty().addListener(system);
    model
        .current()
        .addListener((o, was, is) -> {
          if (was == null || is == null || !was.color().equals(is.color())) {
            dress();
          }
        });
    model.connection().bar().addListener((o, was, is) -> title());
    model
        .settings()
        .onChange(key -> {
          if (key.equals("look")) {
            look(model.settings().look());
          } else if (key.equals("appearance.text-size")) {
            dress();
          }
        });
    stage
        .focusedProperty()
        .addListener((o, was, is) -> {
          if (is) {
            host.refreshSettings();
          }
        });
    stage.showingProperty().addListener((o, was, is) -> seen());
    stage.iconifiedProperty().addListener((o, was, is) -> seen());
    seen();
  }

  /** The scene. */
  public Scene scene() {
    return scene;
  }

  /** The shell in it. */
  public Shell shell() {
    return shell;
  }

  /** Light or dark from now on, without keeping it. */
  public void look(Look next) {
    look = next;
    dress();
  }

  private boolean dark() {
    return switch (look) {
      case LIGHT -> false;
      case DARK -> true;
      case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
    };
  }

  private void dress() {
    ContextItem current = model.current().get();
    colors.dark().set(dark());
    int percent = Integer.parseInt(model.settings().get(Setting.of("appearance.text-size")));
    colors.text().set(percent / 100.0);
    new CulvertTheme(dark())
        .apply(scene, current == null ? "weir" : current.color(), percent / 100.0);
  }

  private void title() {
    String context = model.connection().context();
    stage.setTitle(context.isEmpty() ? text("app.title") : text("app.title") + ": " + context);
  }

  private void seen() {
    boolean seen = stage.isShowing() && !stage.isIconified();
    ticker.run(seen);
    shell.seen(seen);
  }

  private static void icon(Stage stage, String name) {
    InputStream in = CulvertWindow.class.getResourceAsStream("/dev/culvert/icons/" + name + ".png");
    if (in == null) {
      throw new IllegalStateException("The icon " + name + " is not on the class path");
    }
    stage.getIcons().add(new Image(in));
  }

  @Override
  public void close() {
    Platform.getPreferences().colorSchemeProperty().removeListener(system);
    ticker.run(false);
    shell.close();
    stage.close();
  }
}
