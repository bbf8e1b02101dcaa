package dev.culvert.helper.dns;

import java.io.IOException;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system bus, for as long as one conversation with systemd-resolved. Blocks. */
final class ResolvedBus {
  private static final Logger LOG = LoggerFactory.getLogger(ResolvedBus.class);
  private static final String NAME = "org.freedesktop.resolve1";
  private static final String PATH = "/org/freedesktop/resolve1";

  private final String address;

  /**
   * By its address (D-Bus specification, "Server Addresses").
   *
   * @param address as {@code unix:path=/run/dbus/system_bus_socket}
   */
  ResolvedBus(String address) {
    this.address = address;
  }

  /** Whether systemd-resolved is there; a bus that is not there counts as no. */
  boolean answers() {
    try (DBusConnection connection = connect()) {
      return connection
          .getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class)
          .NameHasOwner(NAME);
    } catch (DBusException | DBusExecutionException | IOException e) {
      LOG.debug("no systemd-resolved on {}", address, e);
      return false;
    }
  }

  /**
   * Talks to it.
   *
   * @throws IOException with what it said
   */
  void call(String what, Consumer<ResolvedManager> conversation) throws IOException {
    try (DBusConnection connection = connect()) {
      conversation.accept(connection.getRemoteObject(NAME, PATH, ResolvedManager.class));
    } catch (DBusExecutionException e) {
      throw new IOException("systemd-resolved: " + what + ": " + e.getMessage(), e);
    } catch (DBusException e) {
      throw new IOException("systemd-resolved: " + what + ": the system bus is not there", e);
    }
  }

  private DBusConnection connect() throws DBusException {
    return DBusConnectionBuilder.forAddress(address).withShared(false).build();
  }
}
