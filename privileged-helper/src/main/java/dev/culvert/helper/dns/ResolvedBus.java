package dev.culvert.helper.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The library waits for a bus that is not there yet; ours is there, or there is none. */
  private static final int CONNECT_MILLIS = 2000;

  private final Path socket;

  /** By the bus's socket, as {@code /run/dbus/system_bus_socket}. */
  ResolvedBus(Path socket) {
    this.socket = socket;
  }

  /** Whether systemd-resolved is there; a bus that is not there counts as no. */
  boolean answers() {
    if (Files.notExists(socket)) {
      return false;
    }
    try (DBusConnection connection = connect()) {
      return connection
          .getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class)
          .NameHasOwner(NAME);
    } catch (DBusException | DBusExecutionException | IOException e) {
      LOG.debug("no systemd-resolved on {}", socket, e);
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
    return DBusConnectionBuilder.forAddress("unix:path=" + socket)
        .withShared(false)
        .transportConfig()
        .withTimeout(CONNECT_MILLIS)
        .back()
        .build();
  }
}
