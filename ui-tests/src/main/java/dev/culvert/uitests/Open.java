package dev.culvert.uitests;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.theme.CulvertTheme;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.window.CulvertWindow;
import dev.culvert.app.window.FxWorkbench;
import dev.culvert.uitests.script.Talk;
import java.time.InstantSource;
import java.util.Objects;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** A window that is open, for specs and pictures. */
public final class Open implements AutoCloseable {
  private static final double SCREEN = 1000;

  private final FxWorkbench bench;
  private final AppModel model;
  private final CulvertWindow window;
  private final Stage stage;

  private Open(FxWorkbench bench, AppModel model, CulvertWindow window, Stage stage) {
    this.bench = bench;
    this.model = model;
    this.window = window;
    this.stage = stage;
  }

  /** Opens a window of this size and waits until it is shown. */
  public static Open window(
      Contexts contexts,
      HelperClient helper,
      Settings settings,
      InstantSource clock,
      String context,
      double width,
      double height) {
    Fx.start();
    Open open =
        Fx.on(() -> {
          CulvertTheme.loadFonts();
          FxWorkbench bench = new FxWorkbench(clock);
          AppModel model =
              new AppModel(
                  contexts, helper, settings, FrameMeter.watch(bench), context, Talk::computer);
          Stage stage = new Stage();
          // On a display the window has the width it shall have.
          boolean narrow =
              width > SCREEN && "Headless".equals(System.getProperty("glass.platform"));
          CulvertWindow window = new CulvertWindow(model, stage, narrow ? SCREEN : width, height);
          if (settings.look() == Look.SYSTEM) {
            window.look(Look.LIGHT);
          }
          stage.setX(0);
          stage.setY(0);
          stage.show();
          if (narrow) {
            // The headless screen is 1000 pixels wide, and a wider window breaks it. What is
            // in the window can be wider all the same: a picture shows all of it.
            window.scene().getRoot().resize(width, height);
          }
          return new Open(bench, model, window, stage);
        });
    Fx.frames(4);
    return open;
  }

  /** What it shows and does. */
  public AppModel model() {
    return model;
  }

  /** The window. */
  public CulvertWindow window() {
    return window;
  }

  /** Its scene. */
  public Scene scene() {
    return window.scene();
  }

  /** Its stage. */
  public Stage stage() {
    return stage;
  }

  /** The node of a style or a name; it has to be there. */
  public Node find(String selector) {
    // What lies in a scroll pane is there only once the pane has its skin, one pulse later.
    if (!Platform.isFxApplicationThread()) {
      Fx.await("there is " + selector, () -> looked(selector) != null);
    }
    return Objects.requireNonNull(looked(selector), () -> "There is no " + selector);
  }

  /** Clicks on what the selector finds, once it is there. */
  public void click(String selector) {
    find(selector);
    Fx.click(() -> find(selector));
  }

  private @Nullable Node looked(String selector) {
    return Fx.on(() -> window.scene().getRoot().lookup(selector));
  }

  @Override
  public void close() {
    Fx.run(() -> {
      model.close();
      window.close();
    });
    bench.close();
  }
}
