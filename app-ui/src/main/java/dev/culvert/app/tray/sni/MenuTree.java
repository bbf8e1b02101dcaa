package dev.culvert.app.tray.sni;

import dev.culvert.app.view.TrayPicture.Entry;
import dev.culvert.app.view.TrayPicture.Item;
import dev.culvert.app.view.TrayPicture.Mark;
import dev.culvert.app.view.TrayPicture.Menu;
import dev.culvert.app.view.TrayPicture.Separator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.types.Variant;

/**
 * A menu with numbers, as dbusmenu wants it. An entry keeps its number as long as it has the same
 * id, so that a press on a menu that was drawn a moment ago does what the person read.
 */
final class MenuTree {
  private final Map<String, Integer> numbers = new HashMap<>();
  private Map<Integer, Line> lines = new LinkedHashMap<>();
  private int last;

  /** Takes over another menu. */
  synchronized void show(List<Entry> menu) {
    Map<Integer, Line> next = new LinkedHashMap<>();
    Line root = new Line(0, Map.of("children-display", new Variant<>("submenu")), () -> {});
    next.put(0, root);
    add(root, menu, "", next);
    lines = next;
  }

  private void add(Line parent, List<Entry> entries, String path, Map<Integer, Line> all) {
    int separators = 0;
    for (Entry entry : entries) {
      Line line =
          switch (entry) {
            case Separator _ ->
                new Line(
                    number(path + "/-" + separators++),
                    Map.of("type", new Variant<>("separator")),
                    () -> {});
            case Item item -> new Line(number(path + "/" + item.id()), of(item), item.run());
            case Menu menu ->
                new Line(
                    number(path + "/" + menu.id()),
                    Map.of(
                        "label",
                        new Variant<>(escaped(menu.label())),
                        "children-display",
                        new Variant<>("submenu")),
                    () -> {});
          };
      parent.children.add(line);
      all.put(line.id, line);
      if (entry instanceof Menu menu) {
        add(line, menu.entries(), path + "/" + menu.id(), all);
      }
    }
  }

  private int number(String path) {
    return numbers.computeIfAbsent(path, p -> ++last);
  }

  private static Map<String, Variant<?>> of(Item item) {
    Map<String, Variant<?>> properties = new LinkedHashMap<>();
    properties.put("label", new Variant<>(escaped(item.label())));
    if (!item.on()) {
      properties.put("enabled", new Variant<>(false));
    }
    if (item.mark() != Mark.NONE) {
      properties.put("toggle-type", new Variant<>("radio"));
      properties.put("toggle-state", new Variant<>(item.mark() == Mark.CHOSEN ? 1 : 0));
    }
    return properties;
  }

  /** An underscore marks the letter of a shortcut; ours are part of names. */
  private static String escaped(String label) {
    return label.replace("_", "__");
  }

  /** The items below one. */
  synchronized DBusMenu.Node node(int id, int depth, List<String> wanted) {
    Line line = lines.get(id);
    if (line == null) {
      throw new IllegalArgumentException("There is no item " + id);
    }
    return line.node(depth, wanted);
  }

  /** The properties of these, or of all. */
  synchronized List<DBusMenu.Properties> properties(List<Integer> ids, List<String> wanted) {
    List<DBusMenu.Properties> found = new ArrayList<>();
    for (Line line : lines.values()) {
      if (ids.isEmpty() || ids.contains(line.id)) {
        found.add(new DBusMenu.Properties(line.id, line.some(wanted)));
      }
    }
    return found;
  }

  /** What a press on this does; nothing for what is off or gone. */
  synchronized Runnable press(int id) {
    Line line = lines.get(id);
    return line == null || line.properties.containsKey("enabled") ? () -> {} : line.run;
  }

  synchronized boolean has(int id) {
    return lines.containsKey(id);
  }

  private static final class Line {
    final int id;
    final Map<String, Variant<?>> properties;
    final Runnable run;
    final List<Line> children = new ArrayList<>();

    Line(int id, Map<String, Variant<?>> properties, Runnable run) {
      this.id = id;
      this.properties = properties;
      this.run = run;
    }

    DBusMenu.Node node(int depth, List<String> wanted) {
      List<Variant<?>> below = new ArrayList<>();
      if (depth != 0) {
        for (Line child : children) {
          below.add(new Variant<>(child.node(depth - 1, wanted), "(ia{sv}av)"));
        }
      }
      return new DBusMenu.Node(id, some(wanted), below);
    }

    Map<String, Variant<?>> some(List<String> wanted) {
      Map<String, Variant<?>> some = new LinkedHashMap<>(properties);
      if (!wanted.isEmpty()) {
        some.keySet().retainAll(wanted);
      }
      return some;
    }
  }
}
