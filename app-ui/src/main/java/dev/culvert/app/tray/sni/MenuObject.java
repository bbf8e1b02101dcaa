package dev.culvert.app.tray.sni;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The menu as an object on the bus. Calls come on the bus's threads. */
final class MenuObject implements DBusMenu, Properties {
  static final String PATH = "/MenuBar";

  private final MenuTree tree;
  private volatile UInt32 revision = new UInt32(1);

  MenuObject(MenuTree tree) {
    this.tree = tree;
  }

  /** The next layout's number. */
  UInt32 advance() {
    UInt32 next = new UInt32(revision.longValue() + 1);
    revision = next;
    return next;
  }

  @Override
  public String getObjectPath() {
    return PATH;
  }

  @Override
  public Layout<UInt32, Node> getLayout(int parent, int depth, List<String> properties) {
    return new Layout<>(revision, tree.node(parent, depth, properties));
  }

  @Override
  public List<DBusMenu.Properties> getGroupProperties(List<Integer> ids, List<String> properties) {
    return tree.properties(ids, properties);
  }

  @Override
  public Variant<?> getProperty(int id, String name) {
    List<DBusMenu.Properties> found = tree.properties(List.of(id), List.of(name));
    Variant<?> value = found.isEmpty() ? null : found.getFirst().properties.get(name);
    return value == null ? new Variant<>("") : value;
  }

  @Override
  public void event(int id, String what, Variant<?> data, UInt32 timestamp) {
    if (what.equals("clicked")) {
      tree.press(id).run();
    }
  }

  @Override
  public List<Integer> eventGroup(List<Happening> events) {
    for (Happening event : events) {
      event(event.id, event.what, event.data, event.timestamp);
    }
    return events.stream().map(event -> event.id).filter(id -> !tree.has(id)).toList();
  }

  @Override
  public boolean aboutToShow(int id) {
    // What is to be seen is always up to date.
    return false;
  }

  @Override
  public Layout<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids) {
    return new Layout<>(List.of(), ids.stream().filter(id -> !tree.has(id)).toList());
  }

  @Override
  // The library's signature; the bus carries a variant whatever the type.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <A> A Get(String interfaceName, String property) {
    Variant<?> value = GetAll(interfaceName).get(property);
    if (value == null) {
      throw new IllegalArgumentException("There is no property " + property);
    }
    return (A) value;
  }

  @Override
  public <A> void Set(String interfaceName, String property, A value) {
    throw new UnsupportedOperationException(property + " can only be read");
  }

  @Override
  public Map<String, Variant<?>> GetAll(String interfaceName) {
    return Map.of(
        "Version", new Variant<>(new UInt32(3)),
        "TextDirection", new Variant<>("ltr"),
        "Status", new Variant<>("normal"),
        "IconThemePath", new Variant<>(List.of(), "as"));
  }
}
