package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.AttachmentsModel.Mine;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.TakeBack.Offer;
import dev.culvert.app.view.TakeBack.Stage;
import dev.culvert.app.view.TrayPicture.Entry;
import dev.culvert.app.view.TrayPicture.Item;
import dev.culvert.app.view.TrayPicture.Mark;
import dev.culvert.app.view.TrayPicture.Menu;
import dev.culvert.app.view.TrayPicture.Separator;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The tray's icon, tooltip and menu, as things stand. On the user interface's thread. */
public final class TrayModel {
  private final AppModel model;
  private final Desk desk;
  private final ReadOnlyObjectWrapper<TrayPicture> picture;

  /**
   * @param desk brings the window back
   */
  public TrayModel(AppModel model, Desk desk) {
    this.model = model;
    this.desk = desk;
    this.picture = new ReadOnlyObjectWrapper<>(make());
    model.connection().bar().addListener((o, was, is) -> refresh());
    model.contexts().addListener((o, was, is) -> refresh());
    model.recent().addListener((o, was, is) -> refresh());
    model.attachments().shown().addListener((o, was, is) -> refresh());
    model.attachments().takeBack().offer().addListener((o, was, is) -> refresh());
  }

  /** What is shown. */
  public ReadOnlyObjectProperty<TrayPicture> picture() {
    return picture.getReadOnlyProperty();
  }

  private void refresh() {
    TrayPicture next = make();
    if (!same(next, picture.get())) {
      picture.set(next);
    }
  }

  /** What runs is another object each time; what is read decides. */
  private static boolean same(TrayPicture a, TrayPicture b) {
    return a.icon().equals(b.icon())
        && a.tooltip().equals(b.tooltip())
        && words(a).equals(words(b));
  }

  private static List<String> words(TrayPicture picture) {
    List<String> words = new ArrayList<>();
    words(picture.menu(), words);
    return words;
  }

  private static void words(List<Entry> entries, List<String> words) {
    for (Entry entry : entries) {
      switch (entry) {
        case Separator _ -> words.add("-");
        case Item item -> words.add(item.label() + item.on() + item.mark());
        case Menu menu -> {
          words.add(menu.label());
          words(menu.entries(), words);
        }
      }
    }
  }

  private TrayPicture make() {
    Condition now = model.connection().condition();
    String context = model.connection().context();
    List<Entry> menu = new ArrayList<>();
    BarState bar = model.connection().bar().get();
    boolean attached = now != Condition.DISCONNECTED && now != Condition.NO_HELPER;
    menu.add(note("state", attached ? text("tray.state." + now.key(), context) : bar.word()));
    menu.add(note("detail", detail(now)));
    menu.add(new Separator());
    attached(menu);
    recent(menu, now);
    contexts(menu, now);
    menu.add(new Separator());
    menu.add(
        new Item(
            "restore",
            text(
                model.connection().state().get().hasNetwork()
                    ? "tray.restore"
                    : "tray.restore.none"),
            model.connection().state().get().hasNetwork()
                && model.connection().state().get().getMayChange(),
            Mark.NONE,
            ui(model.connection()::restore)));
    menu.add(new Item("mini", text("mini.title"), true, Mark.NONE, ui(desk::mini)));
    menu.add(new Item("open", text("tray.open"), true, Mark.NONE, ui(desk::front)));
    if (now.live() || now.busy()) {
      menu.add(
          new Item(
              "disconnect",
              text(now == Condition.CONNECTING ? "tray.cancel" : "tray.disconnect"),
              bar.offReason().isEmpty() && now != Condition.DISCONNECTING,
              Mark.NONE,
              ui(model.connection()::press)));
    }
    menu.add(
        new Item(
            "quit",
            text(now.live() || now.busy() ? "tray.quit.disconnects" : "tray.quit"),
            true,
            Mark.NONE,
            ui(desk::quit)));
    return new TrayPicture(
        icon(now), text("app.title"), tooltip(now, context) + attachedTo(), menu);
  }

  private String detail(Condition now) {
    State state = model.connection().state().get();
    if (now == Condition.CONNECTED) {
      Duration since = Duration.between(BarWords.since(state.getPhase()), model.bench().now());
      // By the minute: a menu that changes each second cannot be read.
      String span = since.toSeconds() < 60 ? text("tray.just-now") : Units.longSpan(since);
      return span;
    }
    if (now == Condition.RECONNECTING) {
      return state.getPhase().getReconnecting().getCause();
    }
    String said = Messages.plain(model.connection().bar().get().detail());
    return said.isEmpty() ? model.connection().bar().get().word() : said;
  }

  /** What this person is attached to, each with its end, and for a moment what has just ended. */
  private void attached(List<Entry> menu) {
    List<Mine> mine = model.attachments().shown().get().mine();
    Offer offer = model.attachments().takeBack().offer().get();
    if (!mine.isEmpty()) {
      menu.add(note("attached", text("tray.attached")));
    }
    for (Mine each : mine) {
      String name =
          text("tray.workload", each.workload().getName(), each.workload().getNamespace());
      String id = each.line().id();
      menu.add(
          new Menu(
              "attached." + id,
              name,
              List.of(
                  note("attached.what." + id, each.line().title()),
                  new Item(
                      "detach." + id,
                      text("attach.detach"),
                      each.line().detachable(),
                      Mark.NONE,
                      ui(() -> model.attachments().detach(id))))));
    }
    if (offer != null && offer.stage() == Stage.OFFERED) {
      menu.add(
          new Item(
              "take-back",
              text("takeback.tray", offer.was().getSpec().getWorkload().getName()),
              true,
              Mark.NONE,
              ui(model.attachments().takeBack()::take)));
    }
    if (!mine.isEmpty() || offer != null) {
      menu.add(new Separator());
    }
  }

  private void recent(List<Entry> menu, Condition now) {
    List<Workload.Key> keys = now.live() ? model.recent().get() : List.of();
    if (keys.isEmpty()) {
      return;
    }
    menu.add(note("recent", text("tray.recent")));
    for (Workload.Key key : keys) {
      menu.add(
          new Item(
              "recent." + key.namespace() + "." + key.name(),
              text("tray.workload", key.name(), key.namespace()),
              true,
              Mark.NONE,
              ui(() -> {
                model.screen().set(Screen.WORKLOADS);
                model.cluster().workloads().selected().set(key);
                desk.front();
              })));
    }
    menu.add(new Separator());
  }

  private void contexts(List<Entry> menu, Condition now) {
    List<Entry> entries = new ArrayList<>();
    boolean free = !now.live() && !now.busy();
    boolean allowed = model.connection().bar().get().offReason().isEmpty();
    for (ContextItem item : model.contexts().get()) {
      String label =
          item.production()
              ? text(free ? "tray.context.production" : "tray.context.prod", item.name())
              : item.name();
      entries.add(
          new Item(
              "context." + item.name(),
              label,
              free && allowed,
              free ? Mark.NONE : item.selected() ? Mark.CHOSEN : Mark.OFF,
              ui(() -> connect(item))));
    }
    if (free) {
      menu.add(note("connect-to", text("tray.connect-to")));
      menu.addAll(entries);
    } else {
      menu.add(new Menu("contexts", text("tray.contexts"), entries));
    }
  }

  /** Production is never connected by one press in a menu: the window opens, where the band is. */
  private void connect(ContextItem item) {
    if (!model.select(item.name()).isEmpty()) {
      return;
    }
    if (item.production()) {
      desk.front();
    } else {
      model.connection().connect();
    }
  }

  private static String icon(Condition now) {
    return switch (now) {
      case DISCONNECTED -> "disconnected";
      case CONNECTING, RECONNECTING, DISCONNECTING -> "busy";
      case CONNECTED -> "connected";
      case DEGRADED, FAILED, NO_HELPER -> "problem";
    };
  }

  private String attachedTo() {
    int count = model.attachments().shown().get().mine().size();
    return count == 0 ? "" : text("tray.tooltip.attached", count);
  }

  private static String tooltip(Condition now, String context) {
    return now == Condition.DISCONNECTED || now == Condition.NO_HELPER || context.isEmpty()
        ? text("tray.tooltip.plain", text("state." + now.key()))
        : text("tray.tooltip." + now.key(), context);
  }

  private Runnable ui(Runnable run) {
    return () -> model.bench().ui(run);
  }

  private static Item note(String id, String label) {
    return new Item(id, label, false, Mark.NONE, () -> {});
  }
}
