package dev.culvert.app;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.start.DesktopHost;
import dev.culvert.app.start.LoginItem;
import dev.culvert.app.start.Updates;
import dev.culvert.app.start.WishedRequests;
import dev.culvert.app.theme.CulvertTheme;
import dev.culvert.app.tray.Tray;
import dev.culvert.app.tray.Trays;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Setting;
import dev.culvert.app.view.SettingsFile;
import dev.culvert.app.view.TrayModel;
import dev.culvert.app.window.Closing;
import dev.culvert.app.window.CulvertWindow;
import dev.culvert.app.window.FxWorkbench;
import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the window. Options, each with a value: {@code --kubeconfig} files as in the variable
 * KUBECONFIG, {@code --context}, {@code --socket} of the helper. {@code --in-tray} begins without
 * the window, where there is a tray.
 */
public final class WindowMain {
  private static final Logger LOG = LoggerFactory.getLogger(WindowMain.class);
  private static final long QUIT_SECONDS = 15;

  /** Where the screen has so much room. */
  private static final double WIDTH = 1600;

  private static final double HEIGHT = 1000;

  private WindowMain() {}

  /** Not the application class itself: JavaFX on the class path refuses to be started by that. */
  public static void main(String[] arguments) {
    // Beside JavaFX' own start, which leaves a core idle.
    Thread.ofPlatform().daemon().name("culvert-warm").start(GrpcHelperClient::warm);
    Application.launch(Culvert.class, arguments);
  }

  /** The application as JavaFX starts it. */
  public static final class Culvert extends Application {
    private @Nullable Runnable end;

    @Override
    public void start(Stage stage) {
      List<String> arguments = getParameters().getRaw();
      String files = option(arguments, "--kubeconfig");
      String socket = option(arguments, "--socket");
      CulvertTheme.loadFonts();
      FxWorkbench bench = new FxWorkbench(InstantSource.system());
      String home = System.getProperty("user.home", "/");
      SettingsFile settings = SettingsFile.at(SettingsFile.path(System.getenv(), home), bench);
      Messages.use(Messages.locale(settings.settings().get(Setting.of("language"))));
      KubeContexts contexts =
          files.isEmpty()
              ? KubeContexts.fromEnvironment()
              : KubeContexts.of(
                  Arrays.stream(files.split(File.pathSeparator, -1)).map(Path::of).toList());
      HelperClient helper =
          GrpcHelperClient.open(
              socket.isEmpty() ? GrpcHelperClient.defaultSocket() : Path.of(socket),
              new WishedRequests(contexts.connectRequests(), settings.settings()));
      AppModel model =
          new AppModel(
              contexts, helper, settings.settings(), bench, option(arguments, "--context"));
      DesktopHost host =
          new DesktopHost(settings, LoginItem.of(System.getenv(), home), () -> quit(model));
      Rectangle2D screen = Screen.getPrimary().getVisualBounds();
      CulvertWindow window =
          new CulvertWindow(
              model,
              stage,
              host,
              Math.min(WIDTH, screen.getWidth()),
              Math.min(HEIGHT, screen.getHeight()));
      Closing closing = new Closing(model, host, stage, window.shell().sheets());
      TrayModel shown = new TrayModel(model, window.shell());
      boolean dark = Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
      Tray tray =
          Trays.open(System.getenv(), System.getProperty("os.name", ""), dark, closing::tray);
      tray.show(shown.picture().get());
      shown.picture().addListener((o, was, is) -> tray.show(is));
      Updates updates =
          new Updates(settings.settings(), model.notices(), bench, System.getenv(), home);
      end =
          () -> {
            updates.close();
            tray.close();
            window.close();
            model.close();
            helper.close();
            contexts.close();
            bench.close();
          };
      begin(model, stage, arguments.contains("--in-tray"));
    }

    private static void begin(AppModel model, Stage stage, boolean inTray) {
      if (!inTray) {
        stage.show();
      }
      if (model.firstRun().wanted() && !model.settings().has("last-context")) {
        model.firstRun().begin();
      }
      ContextItem current = model.current().get();
      if (model.settings().is("general.connect-at-start")
          && current != null
          && !current.production()) {
        model.connection().connectWhenHelperIsThere();
      }
    }

    /** Leaves nothing behind: what is connected is disconnected first. */
    private static void quit(AppModel model) {
      if (!model.connection().condition().live() && !model.connection().condition().busy()) {
        Platform.exit();
        return;
      }
      var _ =
          model
              .connection()
              .disconnected()
              .orTimeout(QUIT_SECONDS, TimeUnit.SECONDS)
              .whenComplete((done, error) -> {
                if (error != null) {
                  LOG.warn("The helper did not disconnect in time: {}", error.getMessage());
                }
                Platform.runLater(Platform::exit);
              });
    }

    @Override
    public void stop() {
      Runnable last = end;
      if (last != null) {
        last.run();
      }
      LOG.debug("The window is closed");
    }

    private static String option(List<String> arguments, String name) {
      int at = arguments.indexOf(name);
      if (at >= 0 && at + 1 >= arguments.size()) {
        throw new IllegalArgumentException(name + " needs a value after it");
      }
      return at < 0 ? "" : arguments.get(at + 1);
    }
  }
}
