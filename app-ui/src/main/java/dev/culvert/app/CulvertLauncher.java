package dev.culvert.app;

import dev.culvert.app.cli.CulvertMain;
import java.util.Arrays;
import java.util.Map;

/**
 * The program {@code culvert} of a macOS or a Windows package: the window for {@code culvert app},
 * and for {@code culvert} alone where there is a display; the command line for everything else. On
 * Linux a script chooses among programs that start faster ({@code installer/linux/root/usr/bin}).
 */
public final class CulvertLauncher {
  private CulvertLauncher() {}

  /** Starts the one or the other. */
  public static void main(String[] arguments) {
    if (opensWindow(arguments, System.getenv(), System.getProperty("os.name", ""))) {
      int first = arguments.length == 0 ? 0 : 1;
      WindowMain.main(Arrays.copyOfRange(arguments, first, arguments.length));
    } else {
      CulvertMain.main(arguments);
    }
  }

  /**
   * Whether the window is meant.
   *
   * @param environment of this process; on Linux DISPLAY and WAYLAND_DISPLAY tell of a display
   */
  static boolean opensWindow(String[] arguments, Map<String, String> environment, String system) {
    if (arguments.length > 0) {
      return arguments[0].equals("app");
    }
    return !system.startsWith("Linux")
        || !environment.getOrDefault("DISPLAY", "").isEmpty()
        || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
  }
}
