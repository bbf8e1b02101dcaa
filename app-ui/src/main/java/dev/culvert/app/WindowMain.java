package dev.culvert.app;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.theme.CulvertTheme;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.SettingsFile;
import dev.culvert.app.window.CulvertWindow;
import dev.culvert.app.window.FxWorkbench;
import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javafx.application.Application;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the window. Options, each with a value: {@code --kubeconfig} files as in the variable
 * KUBECONFIG, {@code --context}, {@code --socket} of the helper.
 */
public final class WindowMain {
  private static final Logger LOG = LoggerFactory.getLogger(WindowMain.class);

  private WindowMain() {}

  /** Not the application class itself: JavaFX on the class path refuses to be started by that. */
  public static void main(String[] arguments) {
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
      KubeContexts contexts =
          files.isEmpty()
              ? KubeContexts.fromEnvironment()
              : KubeContexts.of(
                  Arrays.stream(files.split(File.pathSeparator, -1)).map(Path::of).toList());
      HelperClient helper =
          GrpcHelperClient.open(
              socket.isEmpty() ? GrpcHelperClient.defaultSocket() : Path.of(socket),
              contexts.connectRequests());
      Settings settings =
          SettingsFile.open(
              SettingsFile.path(System.getenv(), System.getProperty("user.home", "/")), bench);
      AppModel model =
          new AppModel(contexts, helper, settings, bench, option(arguments, "--context"));
      CulvertWindow window = new CulvertWindow(model, stage, 1600, 1000);
      end =
          () -> {
            window.close();
            model.close();
            helper.close();
            contexts.close();
            bench.close();
          };
      stage.show();
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
