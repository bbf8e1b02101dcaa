package dev.culvert.app.tray;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** The marks for the tray as pixels, in ink or white by the tone of the panel. */
public final class TrayIcons {
  /** The sizes there are, in pixels. */
  public static final List<Integer> SIZES = List.of(16, 22, 32);

  private TrayIcons() {}

  /** Whether the panel is likely dark: GNOME's and Ubuntu's always are. */
  public static boolean darkPanel(Map<String, String> environment, boolean darkDesktop) {
    String desktop = environment.getOrDefault("XDG_CURRENT_DESKTOP", "").toUpperCase(Locale.ROOT);
    return darkDesktop || desktop.contains("GNOME") || desktop.contains("UNITY");
  }

  /** The picture of a mark. */
  public static BufferedImage image(String icon, int size, boolean white) {
    String file =
        "/dev/culvert/icons/tray-" + icon + "-" + size + (white ? "-white" : "-ink") + ".png";
    try (InputStream in = TrayIcons.class.getResourceAsStream(file)) {
      return ImageIO.read(Objects.requireNonNull(in, () -> file + " is not on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
