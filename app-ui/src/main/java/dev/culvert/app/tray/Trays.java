package dev.culvert.app.tray;

import dev.culvert.app.tray.awt.AwtTray;
import dev.culvert.app.tray.sni.SniTray;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which way this desktop shows tray icons. */
public final class Trays {
  private static final Logger LOG = LoggerFactory.getLogger(Trays.class);

  private Trays() {}

  /**
   * The tray of this desktop; one that is never seen where there is none.
   *
   * @param dark whether the desktop is dark
   */
  public static Tray open(
      Map<String, String> environment, String system, boolean dark, Tray.Place place) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("win") || name.contains("mac")) {
      return AwtTray.open(dark, place);
    }
    String bus = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
    if (bus.isEmpty()) {
      LOG.info("There is no session bus, so there is no tray");
      place.seen(false);
      return NONE;
    }
    return SniTray.open(bus, TrayIcons.darkPanel(environment, dark), place);
  }

  private static final Tray NONE =
      new Tray() {
        @Override
        public void show(dev.culvert.app.view.TrayPicture picture) {
          // Nobody would see it.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
}
