package dev.culvert.app.tray.sni;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A menu that the desktop draws; public because D-Bus asks for it. Item 0 is the menu itself. */
@DBusInterfaceName("com.canonical.dbusmenu")
public interface DBusMenu extends DBusInterface {

  /** The items below one, so many levels deep; -1 is all. */
  @DBusMemberName("GetLayout")
  Layout<UInt32, Node> getLayout(int parent, int depth, List<String> properties);

  /** The properties of some items; of all when none is named. */
  @DBusMemberName("GetGroupProperties")
  List<Properties> getGroupProperties(List<Integer> ids, List<String> properties);

  /** One property. */
  @DBusMemberName("GetProperty")
  Variant<?> getProperty(int id, String name);

  /** Something was done with an item: {@code clicked}, {@code hovered}, {@code opened}. */
  @DBusMemberName("Event")
  void event(int id, String what, Variant<?> data, UInt32 timestamp);

  /** Several at once; returns the ids that there are not. */
  @DBusMemberName("EventGroup")
  List<Integer> eventGroup(List<Happening> events);

  /** An item's menu is about to be shown; whether its layout is to be asked for again. */
  @DBusMemberName("AboutToShow")
  boolean aboutToShow(int id);

  /** Several at once: which need an update, and which there are not. */
  @DBusMemberName("AboutToShowGroup")
  Layout<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids);

  /** The items are others. */
  final class LayoutUpdated extends DBusSignal {
    /** Counts the layouts. */
    public final UInt32 revision;

    /** Below this item. */
    public final int parent;

    /** From the object of this path. */
    public LayoutUpdated(String path, UInt32 revision, int parent) throws DBusException {
      super(path, revision, parent);
      this.revision = revision;
      this.parent = parent;
    }
  }

  /**
   * Two answers at once.
   *
   * @param <A> the first
   * @param <B> the second
   */
  final class Layout<A, B> extends Tuple {
    /** The revision, or which need an update. */
    @Position(0)
    public final A first;

    /** The items, or which there are not. */
    @Position(1)
    public final B second;

    /** By its parts. */
    public Layout(A first, B second) {
      this.first = first;
      this.second = second;
    }
  }

  /** An item and what is below it: {@code (ia{sv}av)}. */
  final class Node extends Struct {
    /** Its number. */
    @Position(0)
    public final int id;

    /** What differs from the usual. */
    @Position(1)
    public final Map<String, Variant<?>> properties;

    /** Nodes again, each in a variant. */
    @Position(2)
    public final List<Variant<?>> children;

    /** By its parts. */
    public Node(int id, Map<String, Variant<?>> properties, List<Variant<?>> children) {
      this.id = id;
      this.properties = properties;
      this.children = children;
    }
  }

  /** An item's properties: {@code (ia{sv})}. */
  final class Properties extends Struct {
    /** The item's number. */
    @Position(0)
    public final int id;

    /** What differs from the usual. */
    @Position(1)
    public final Map<String, Variant<?>> properties;

    /** By its parts. */
    public Properties(int id, Map<String, Variant<?>> properties) {
      this.id = id;
      this.properties = properties;
    }
  }

  /** What was done with an item: {@code (isvu)}. */
  final class Happening extends Struct {
    /** The item's number. */
    @Position(0)
    public final int id;

    /** What was done. */
    @Position(1)
    public final String what;

    /** Nothing we use. */
    @Position(2)
    public final Variant<?> data;

    /** When. */
    @Position(3)
    public final UInt32 timestamp;

    /** By its parts. */
    public Happening(int id, String what, Variant<?> data, UInt32 timestamp) {
      this.id = id;
      this.what = what;
      this.data = data;
      this.timestamp = timestamp;
    }
  }
}
