package dev.culvert.app.window.kit;

import dev.culvert.app.view.Setting;
import dev.culvert.app.view.Settings;
import javafx.application.Platform;
import javafx.util.Duration;

/** Whether things move, and for how long. Reduced by the system or by the person: not at all. */
public final class Motion {
  private final Settings settings;

  /**
   * @param settings where the person chose
   */
  public Motion(Settings settings) {
    this.settings = settings;
  }

  /** Whether everything stands still. */
  public boolean reduced() {
    return switch (settings.get(Setting.of("appearance.motion"))) {
      case "reduced" -> true;
      case "full" -> false;
      default -> Platform.getPreferences().isReducedMotion();
    };
  }

  /** So long, or no time at all. */
  public Duration of(double millis) {
    return reduced() ? Duration.ZERO : Duration.millis(millis);
  }
}
