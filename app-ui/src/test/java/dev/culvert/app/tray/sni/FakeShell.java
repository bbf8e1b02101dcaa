package dev.culvert.app.tray.sni;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.Properties;

/** A desktop's shell as far as trays go: the watcher, and somebody who draws the menu. */
final class FakeShell implements AutoCloseable {
  private static final String WATCHER = "org.kde.StatusNotifierWatcher";

  final BlockingQueue<String> registered = new LinkedBlockingQueue<>();
  final BlockingQueue<String> signals = new LinkedBlockingQueue<>();
  private final DBusConnection connection;

  FakeShell(SessionBus bus) throws DBusException {
    connection = bus.connect();
    connection.exportObject("/StatusNotifierWatcher", new Watcher(registered));
    connection.addSigHandler(DBusMenu.LayoutUpdated.class, s -> signals.add("layout"));
    connection.addSigHandler(StatusNotifierItem.NewIcon.class, s -> signals.add("icon"));
    connection.addSigHandler(StatusNotifierItem.NewToolTip.class, s -> signals.add("tooltip"));
    connection.requestBusName(WATCHER);
  }

  /** The bus name of the icon that registers next. */
  String awaitItem() throws InterruptedException {
    String service = registered.poll(20, TimeUnit.SECONDS);
    if (service == null) {
      throw new AssertionError("No icon registered within 20 s");
    }
    return service;
  }

  void awaitSignal(String wanted) throws InterruptedException {
    String signal;
    do {
      signal = signals.poll(20, TimeUnit.SECONDS);
      if (signal == null) {
        throw new AssertionError("No signal " + wanted + " within 20 s");
      }
    } while (!signal.equals(wanted));
  }

  DBusMenu menu(String service) throws DBusException {
    return connection.getRemoteObject(service, MenuObject.PATH, DBusMenu.class);
  }

  StatusNotifierItem item(String service) throws DBusException {
    return connection.getRemoteObject(service, ItemObject.PATH, StatusNotifierItem.class);
  }

  Properties properties(String service) throws DBusException {
    return connection.getRemoteObject(service, ItemObject.PATH, Properties.class);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  /** The watcher's object; public because D-Bus asks for it. */
  public static final class Watcher implements StatusNotifierWatcher {
    private final BlockingQueue<String> registered;

    Watcher(BlockingQueue<String> registered) {
      this.registered = registered;
    }

    @Override
    public String getObjectPath() {
      return "/StatusNotifierWatcher";
    }

    @Override
    public void registerStatusNotifierItem(String service) {
      registered.add(service);
    }
  }
}
