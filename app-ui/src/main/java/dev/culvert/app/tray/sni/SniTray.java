package dev.culvert.app.tray.sni;

import dev.culvert.app.tray.Tray;
import dev.culvert.app.view.TrayPicture;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.messages.DBusSignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An icon by StatusNotifierItem. The watcher, which is part of the desktop's shell, comes and goes:
 * each time it comes the icon is registered anew. Everything that waits for the bus runs on one
 * thread of its own.
 */
public final class SniTray implements Tray {
  private static final Logger LOG = LoggerFactory.getLogger(SniTray.class);
  private static final String WATCHER = "org.kde.StatusNotifierWatcher";
  private static final String WATCHER_PATH = "/StatusNotifierWatcher";
  private static final TrayPicture NOTHING =
      new TrayPicture("disconnected", "Culvert", "Culvert", List.of());

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("culvert-tray").unstarted(task));
  private final Place place;
  private final MenuTree tree = new MenuTree();
  private final MenuObject menu = new MenuObject(tree);
  private final ItemObject item;

  // Of the thread.
  private @Nullable DBusConnection bus;
  private TrayPicture shown = NOTHING;

  private SniTray(boolean white, Place place) {
    this.place = place;
    this.item = new ItemObject(NOTHING, white);
    tree.show(List.of());
  }

  /**
   * An icon on this bus.
   *
   * @param white for a dark panel
   */
  public static Tray open(String bus, boolean white, Place place) {
    SniTray tray = new SniTray(white, place);
    tray.run(() -> tray.begin(bus));
    return tray;
  }

  private void begin(String address) {
    try {
      DBusConnection connection =
          DBusConnectionBuilder.forAddress(address).withShared(false).build();
      bus = connection;
      connection.exportObject(ItemObject.PATH, item);
      connection.exportObject(MenuObject.PATH, menu);
      connection.addSigHandler(
          DBus.NameOwnerChanged.class,
          change -> {
            if (change.name.equals(WATCHER)) {
              run(() -> watcher(!change.newOwner.isEmpty()));
            }
          });
      watcher(
          connection
              .getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class)
              .NameHasOwner(WATCHER));
    } catch (DBusException | DBusExecutionException e) {
      LOG.info("There is no tray: {}", e.getMessage());
      place.seen(false);
    }
  }

  private void watcher(boolean there) {
    DBusConnection connection = bus;
    if (connection == null) {
      return;
    }
    if (!there) {
      LOG.debug("The tray is gone");
      place.seen(false);
      return;
    }
    try {
      connection
          .getRemoteObject(WATCHER, WATCHER_PATH, StatusNotifierWatcher.class)
          .registerStatusNotifierItem(connection.getUniqueName());
      LOG.debug("The tray has the icon");
      place.seen(true);
    } catch (DBusException | DBusExecutionException e) {
      LOG.info("The tray does not take the icon: {}", e.getMessage());
      place.seen(false);
    }
  }

  @Override
  public void show(TrayPicture picture) {
    run(() -> {
      TrayPicture before = shown;
      shown = picture;
      item.show(picture);
      tree.show(picture.menu());
      try {
        send(new DBusMenu.LayoutUpdated(MenuObject.PATH, menu.advance(), 0));
        if (!before.icon().equals(picture.icon())) {
          send(new StatusNotifierItem.NewIcon(ItemObject.PATH));
        }
        if (!before.tooltip().equals(picture.tooltip())) {
          send(new StatusNotifierItem.NewToolTip(ItemObject.PATH));
        }
      } catch (DBusException e) {
        LOG.warn("The tray cannot be told: {}", e.getMessage());
      }
    });
  }

  private void send(DBusSignal signal) {
    DBusConnection connection = bus;
    if (connection != null) {
      connection.sendMessage(signal);
    }
  }

  private void run(Runnable task) {
    try {
      thread.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.error("The tray failed", e);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("The tray is closed");
    }
  }

  @Override
  public void close() {
    run(() -> {
      DBusConnection connection = bus;
      bus = null;
      if (connection != null) {
        try {
          connection.close();
        } catch (IOException e) {
          LOG.debug("The session bus did not say goodbye", e);
        }
      }
    });
    thread.shutdown();
  }
}
