package dev.culvert.app.tray.awt;

import dev.culvert.app.tray.Tray;
import dev.culvert.app.tray.TrayIcons;
import dev.culvert.app.view.TrayPicture;
import dev.culvert.app.view.TrayPicture.Entry;
import dev.culvert.app.view.TrayPicture.Item;
import dev.culvert.app.view.TrayPicture.Mark;
import dev.culvert.app.view.TrayPicture.Separator;
import java.awt.AWTException;
import java.awt.CheckboxMenuItem;
import java.awt.EventQueue;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** AWT's system tray; everything on AWT's own thread. */
public final class AwtTray implements Tray {
  private static final Logger LOG = LoggerFactory.getLogger(AwtTray.class);

  private final boolean white;
  private @Nullable TrayIcon icon;
  private @Nullable TrayPicture shown;

  private AwtTray(boolean white) {
    this.white = white;
  }

  /** Opens it; tells the place whether the system has a tray. */
  public static Tray open(boolean dark, Place place) {
    // On macOS the system inverts template images by itself, and asks for them so.
    System.setProperty("apple.awt.enableTemplateImages", "true");
    AwtTray tray = new AwtTray(dark);
    EventQueue.invokeLater(() -> place.seen(SystemTray.isSupported()));
    return tray;
  }

  @Override
  public void show(TrayPicture picture) {
    EventQueue.invokeLater(() -> {
      if (!SystemTray.isSupported()) {
        return;
      }
      TrayIcon now = icon;
      if (now == null) {
        now = new TrayIcon(TrayIcons.image(picture.icon(), 32, white));
        now.setImageAutoSize(true);
        try {
          SystemTray.getSystemTray().add(now);
        } catch (AWTException e) {
          LOG.warn("The tray icon cannot be shown: {}", e.getMessage());
          return;
        }
        icon = now;
      } else if (shown == null || !shown.icon().equals(picture.icon())) {
        now.setImage(TrayIcons.image(picture.icon(), 32, white));
      }
      now.setToolTip(picture.tooltip());
      PopupMenu menu = new PopupMenu(picture.title());
      fill(menu, picture.menu());
      now.setPopupMenu(menu);
      shown = picture;
    });
  }

  private static void fill(Menu menu, List<Entry> entries) {
    for (Entry entry : entries) {
      switch (entry) {
        case Separator _ -> menu.addSeparator();
        case TrayPicture.Menu more -> {
          Menu below = new Menu(more.label());
          fill(below, more.entries());
          menu.add(below);
        }
        case Item item -> menu.add(line(item));
      }
    }
  }

  private static MenuItem line(Item item) {
    if (item.mark() == Mark.NONE) {
      MenuItem line = new MenuItem(item.label());
      line.addActionListener(e -> item.run().run());
      line.setEnabled(item.on());
      return line;
    }
    CheckboxMenuItem line = new CheckboxMenuItem(item.label(), item.mark() == Mark.CHOSEN);
    line.addItemListener(e -> item.run().run());
    line.setEnabled(item.on());
    return line;
  }

  @Override
  public void close() {
    EventQueue.invokeLater(() -> {
      if (icon != null) {
        SystemTray.getSystemTray().remove(icon);
        icon = null;
      }
    });
  }
}
