package dev.culvert.app.tray.sni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.tray.Tray;
import dev.culvert.app.view.TrayPicture;
import dev.culvert.app.view.TrayPicture.Item;
import dev.culvert.app.view.TrayPicture.Mark;
import dev.culvert.app.view.TrayPicture.Menu;
import dev.culvert.app.view.TrayPicture.Separator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tray on a real session bus, seen and pressed as a desktop does. */
class SniTrayTest {
  @TempDir Path folder;

  private final BlockingQueue<String> pressed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> place = new LinkedBlockingQueue<>();
  private SessionBus bus;

  @BeforeEach
  void start() throws Exception {
    bus = new SessionBus(folder);
  }

  @AfterEach
  void stop() throws Exception {
    bus.close();
  }

  private TrayPicture picture(String icon, String tooltip, String... labels) {
    List<TrayPicture.Entry> menu = new ArrayList<>();
    for (String label : labels) {
      menu.add(
          label.equals("-")
              ? new Separator()
              : new Item(
                  label, label, !label.startsWith("off"), Mark.NONE, () -> pressed.add(label)));
    }
    menu.add(
        new Menu(
            "contexts",
            "Contexts",
            List.of(
                new Item("dev_eu", "dev_eu", true, Mark.CHOSEN, () -> pressed.add("dev_eu")),
                new Item("prod", "prod", true, Mark.OFF, () -> pressed.add("prod")))));
    return new TrayPicture(icon, "Culvert", tooltip, menu);
  }

  private boolean seen() throws InterruptedException {
    Boolean there = place.poll(20, TimeUnit.SECONDS);
    assertThat(there).as("told within 20 s").isNotNull();
    return there;
  }

  private static Variant<?> named(Map<String, Variant<?>> properties, String name) {
    Variant<?> value = properties.get(name);
    assertThat(value).as(name).isNotNull();
    return Objects.requireNonNull(value);
  }

  @Test
  void theMenuIsReadAndPressedByAClient() throws Exception {
    try (FakeShell shell = new FakeShell(bus);
        Tray tray = SniTray.open(bus.address(), false, place::add)) {
      tray.show(picture("connected", "Culvert: connected to dev-eu", "Open", "-", "off", "Quit"));
      String service = shell.awaitItem();
      assertThat(seen()).isTrue();
      shell.awaitSignal("layout");
      DBusMenu.Node root = shell.menu(service).getLayout(0, -1, List.of()).second;
      assertThat(labels(root)).containsExactly("Open", "-", "off", "Quit", "Contexts");
      List<DBusMenu.Node> items = nodes(root);
      assertThat(named(items.get(2).properties, "enabled").getValue()).isEqualTo(false);
      List<DBusMenu.Node> contexts = nodes(items.get(4));
      assertThat(named(contexts.get(0).properties, "label").getValue()).isEqualTo("dev__eu");
      assertThat(named(contexts.get(0).properties, "toggle-state").getValue()).isEqualTo(1);
      click(shell, service, items.get(0).id);
      assertThat(pressed.poll(20, TimeUnit.SECONDS)).isEqualTo("Open");
      click(shell, service, contexts.get(1).id);
      assertThat(pressed.poll(20, TimeUnit.SECONDS)).isEqualTo("prod");
      click(shell, service, items.get(2).id);
      click(shell, service, items.get(3).id);
      assertThat(pressed.poll(20, TimeUnit.SECONDS))
          .as("what is off does nothing")
          .isEqualTo("Quit");
    }
  }

  @Test
  void aChangedStateIsSeenInIconTooltipAndMenu() throws Exception {
    try (FakeShell shell = new FakeShell(bus);
        Tray tray = SniTray.open(bus.address(), true, place::add)) {
      tray.show(picture("disconnected", "Culvert: Disconnected", "Connect"));
      String service = shell.awaitItem();
      Map<String, Variant<?>> before = propertiesSaying("Culvert: Disconnected", shell, service);
      assertThat(named(before, "Status").getValue()).isEqualTo("Active");
      int connect = nodes(shell.menu(service).getLayout(0, -1, List.of()).second).getFirst().id;
      tray.show(picture("connected", "Culvert: connected to dev-eu", "Disconnect", "Connect"));
      shell.awaitSignal("icon");
      shell.awaitSignal("tooltip");
      Map<String, Variant<?>> after =
          propertiesSaying("Culvert: connected to dev-eu", shell, service);
      assertThat(named(after, "ToolTip").getSig()).isEqualTo("(sa(iiay)ss)");
      assertThat(String.valueOf(named(after, "IconPixmap").getSig())).isEqualTo("a(iiay)");
      assertThat(named(after, "IconPixmap").getValue())
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSize(3);
      List<DBusMenu.Node> items =
          nodes(shell.menu(service).getLayout(0, 1, List.of("label")).second);
      assertThat(items.get(1).id).as("an item keeps its number").isEqualTo(connect);
    }
  }

  @Test
  void aWatcherThatComesLaterOrAgainGetsTheIcon() throws Exception {
    try (Tray tray = SniTray.open(bus.address(), false, place::add)) {
      tray.show(picture("connected", "Culvert", "Open"));
      assertThat(seen()).as("no watcher yet").isFalse();
      try (FakeShell first = new FakeShell(bus)) {
        first.awaitItem();
        assertThat(seen()).isTrue();
      }
      assertThat(seen()).as("the watcher ended").isFalse();
      try (FakeShell second = new FakeShell(bus)) {
        String service = second.awaitItem();
        assertThat(seen()).isTrue();
        second.item(service).activate(0, 0);
        DBusMenu.Node root = second.menu(service).getLayout(0, -1, List.of()).second;
        assertThat(labels(root)).containsExactly("Open", "Contexts");
        click(second, service, nodes(root).getFirst().id);
        assertThat(pressed.poll(20, TimeUnit.SECONDS)).as("it works there, too").isEqualTo("Open");
      }
    }
  }

  private static void click(FakeShell shell, String service, int id) throws Exception {
    shell.menu(service).event(id, "clicked", new Variant<>(0), new UInt32(0));
  }

  /**
   * What the item says once its tooltip has these words: it is shown a moment after it is there.
   */
  private static Map<String, Variant<?>> propertiesSaying(
      String words, FakeShell shell, String service) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      Map<String, Variant<?>> properties =
          shell.properties(service).GetAll("org.kde.StatusNotifierItem");
      String tooltip = said(named(properties, "ToolTip"));
      if (tooltip.contains(words)) {
        return properties;
      }
      assertThat(System.nanoTime()).as("still %s after 20 s", tooltip).isLessThan(end);
    }
  }

  private static String said(Variant<?> structure) {
    return Arrays.deepToString(new Object[] {structure.getValue()});
  }

  private static List<String> labels(DBusMenu.Node node) {
    return nodes(node).stream()
        .map(child ->
            child.properties.containsKey("label")
                ? String.valueOf(child.properties.get("label").getValue())
                : "-")
        .toList();
  }

  /** The children; the library unpacks a structure in a variant into its fields. */
  @SuppressWarnings("unchecked") // As the specification says: (ia{sv}av).
  private static List<DBusMenu.Node> nodes(DBusMenu.Node node) {
    return node.children.stream()
        .map(child -> {
          Object[] fields = (Object[]) child.getValue();
          return new DBusMenu.Node(
              (Integer) fields[0],
              (Map<String, Variant<?>>) fields[1],
              (List<Variant<?>>) fields[2]);
        })
        .toList();
  }
}
