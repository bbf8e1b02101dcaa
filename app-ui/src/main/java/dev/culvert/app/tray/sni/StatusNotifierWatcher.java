package dev.culvert.app.tray.sni;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/** Who knows the icons and who shows them; public because D-Bus asks for it. */
@DBusInterfaceName("org.kde.StatusNotifierWatcher")
public interface StatusNotifierWatcher extends DBusInterface {

  /** Here is an icon: the bus name of the application that has it. */
  @DBusMemberName("RegisterStatusNotifierItem")
  void registerStatusNotifierItem(String service);

  /** Somebody who shows icons has come. */
  final class StatusNotifierHostRegistered extends DBusSignal {
    /** From the object of this path. */
    public StatusNotifierHostRegistered(String path) throws DBusException {
      super(path);
    }
  }
}
