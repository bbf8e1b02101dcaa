package dev.culvert.app.tray.sni;

import java.util.List;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/** What the desktop calls of an icon in its tray; public because D-Bus asks for it. */
@DBusInterfaceName("org.kde.StatusNotifierItem")
public interface StatusNotifierItem extends DBusInterface {

  /** A press with the first button. */
  @DBusMemberName("Activate")
  void activate(int x, int y);

  /** A press with the middle button. */
  @DBusMemberName("SecondaryActivate")
  void secondaryActivate(int x, int y);

  /** A press with the second button, where the desktop does not show the menu by itself. */
  @DBusMemberName("ContextMenu")
  void contextMenu(int x, int y);

  /** The wheel. */
  @DBusMemberName("Scroll")
  void scroll(int delta, String orientation);

  /** The icon is another. */
  final class NewIcon extends DBusSignal {
    /** From the object of this path. */
    public NewIcon(String path) throws DBusException {
      super(path);
    }
  }

  /** The tooltip is another. */
  final class NewToolTip extends DBusSignal {
    /** From the object of this path. */
    public NewToolTip(String path) throws DBusException {
      super(path);
    }
  }

  /** The title is another. */
  final class NewTitle extends DBusSignal {
    /** From the object of this path. */
    public NewTitle(String path) throws DBusException {
      super(path);
    }
  }

  /** Pixels in ARGB, most significant byte first: {@code (iiay)}. */
  final class Pixmap extends Struct {
    /** In pixels. */
    @Position(0)
    public final int width;

    /** In pixels. */
    @Position(1)
    public final int height;

    /** Line by line from the top. */
    @Position(2)
    public final byte[] argb;

    /** By its parts. */
    public Pixmap(int width, int height, byte[] argb) {
      this.width = width;
      this.height = height;
      this.argb = argb;
    }
  }

  /** A tooltip: {@code (sa(iiay)ss)}. */
  final class ToolTip extends Struct {
    /** Of an icon of the desktop's theme, or empty. */
    @Position(0)
    public final String iconName;

    /** None is needed. */
    @Position(1)
    public final List<Pixmap> pixmaps;

    /** The first line. */
    @Position(2)
    public final String title;

    /** More, or empty. */
    @Position(3)
    public final String text;

    /** By its parts. */
    public ToolTip(String iconName, List<Pixmap> pixmaps, String title, String text) {
      this.iconName = iconName;
      this.pixmaps = pixmaps;
      this.title = title;
      this.text = text;
    }
  }
}
