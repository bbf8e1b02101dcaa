package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ClusterModel.NamespaceItem;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.view.TakeBack.Offer;
import dev.culvert.app.view.TakeBack.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything that can be asked for by name, as things stand now. */
public final class Commands {
  private static final int MOST_WORKLOADS = 5000;

  private final AppModel model;
  private final Desk desk;

  /**
   * @param desk what only the window can do
   */
  public Commands(AppModel model, Desk desk) {
    this.model = model;
    this.desk = desk;
  }

  /** All of them, the likely ones first. */
  public List<Command> all() {
    List<Command> all = new ArrayList<>();
    all.add(toggle());
    takeBack(all);
    screens(all);
    http(all);
    contexts(all);
    window(all);
    namespaces(all);
    workloads(all);
    return all;
  }

  /** The switch, in the words of what a press would do. */
  public Command toggle() {
    ConnectionModel connection = model.connection();
    Condition now = connection.condition();
    String what = now.live() ? "disconnect" : now.busy() ? "cancel" : "connect";
    return new Command(
        "toggle",
        now.live() ? "mdi2p-power-plug-off-outline" : "mdi2p-power-plug-outline",
        text("command." + what, connection.context()),
        text("state." + now.key()),
        Shortcut.TOGGLE.display(),
        connection.bar().get().offReason(),
        connection::press);
  }

  private void takeBack(List<Command> all) {
    Offer offer = model.attachments().takeBack().offer().get();
    if (offer != null && offer.stage() == Stage.OFFERED) {
      all.add(
          new Command(
              "take-back",
              "mdi2u-undo",
              text("takeback.command", offer.was().getSpec().getWorkload().getName()),
              text("command.hint.window"),
              "",
              "",
              model.attachments().takeBack()::take));
    }
  }

  private void screens(List<Command> all) {
    int number = 1;
    for (Screen screen : Screen.values()) {
      all.add(
          new Command(
              "screen." + screen,
              screen.icon(),
              text("command.screen", screen.title()),
              text("command.hint.screen"),
              Shortcut.SCREEN.display().replaceFirst("1.*", Integer.toString(number++)),
              "",
              () -> model.screen().set(screen)));
    }
  }

  private void http(List<Command> all) {
    String off = model.connection().condition().live() ? "" : text("http.start.off");
    all.add(look("http-attached", off, () -> model.http().start(HttpScope.ATTACHED)));
    all.add(look("http-everything", off, () -> model.http().start(HttpScope.EVERYTHING)));
    if (model.http().on()) {
      all.add(look("http-stop", "", model.http()::stop));
    }
  }

  private Command look(String id, String off, Runnable run) {
    return new Command(
        id,
        Screen.HTTP.icon(),
        text("command." + id),
        Screen.HTTP.title(),
        "",
        off,
        () -> {
          model.screen().set(Screen.HTTP);
          run.run();
        });
  }

  private void contexts(List<Command> all) {
    for (ContextItem item : model.contexts().get()) {
      if (item.selected()) {
        continue;
      }
      Condition now = model.connection().condition();
      all.add(
          new Command(
              "context." + item.name(),
              "mdi2s-square-rounded-outline",
              text("command.context", item.name()),
              item.production() ? text("prod") : item.context().server(),
              "",
              now.live() || now.busy()
                  ? text("context.disconnect-first", model.connection().context())
                  : item.context().problem(),
              () -> model.select(item.name())));
    }
  }

  private void window(List<Command> all) {
    all.add(
        of("settings", "mdi2c-cog-outline", Shortcut.SETTINGS.display(), () -> desk.settings("")));
    all.add(of("filter", "mdi2f-filter-variant", Shortcut.FILTER.display(), desk::filter));
    all.add(of("contexts", "mdi2s-swap-vertical", Shortcut.CONTEXT.display(), desk::contexts));
    all.add(
        of(
            "namespaces",
            "mdi2f-folder-multiple-outline",
            Shortcut.NAMESPACES.display(),
            desk::namespaces));
    all.add(of("shortcuts", "mdi2k-keyboard-outline", Shortcut.HELP.display(), desk::shortcuts));
    all.add(of("first-steps", "mdi2f-flag-outline", "", () -> model.firstRun().begin()));
    for (Look look : Look.values()) {
      String name = look.name().toLowerCase(Locale.ROOT);
      all.add(
          new Command(
              "look." + name,
              "mdi2t-theme-light-dark",
              text("command.look", text("look." + name)),
              text("command.hint.look"),
              "",
              "",
              () -> model.settings().look(look)));
    }
    all.add(
        of("mini", "mdi2p-picture-in-picture-bottom-right", Shortcut.MINI.display(), desk::mini));
    all.add(of("quit", "mdi2l-logout", "", desk::quit));
  }

  private void namespaces(List<Command> all) {
    for (NamespaceItem item : model.cluster().namespaces().get()) {
      all.add(
          new Command(
              "namespace." + item.name(),
              "mdi2f-folder-outline",
              text("command.namespace", item.name()),
              text("command.hint.namespace"),
              "",
              "",
              () -> {
                model.cluster().chooseOnly(item.name());
                model.screen().set(Screen.WORKLOADS);
              }));
    }
  }

  private void workloads(List<Command> all) {
    model.cluster().workloads().known().stream()
        .limit(MOST_WORKLOADS)
        .forEach(workload -> {
          Workload.Key key = workload.key();
          all.add(
              new Command(
                  "workload." + key.namespace() + "/" + key.name(),
                  WorkloadLine.icon(key.kind()),
                  key.name(),
                  text("command.hint.workload", key.kind().word(), key.namespace()),
                  "",
                  "",
                  () -> {
                    model.screen().set(Screen.WORKLOADS);
                    model.cluster().workloads().selected().set(key);
                  }));
        });
  }

  private static Command of(String id, String icon, String key, Runnable run) {
    return new Command(id, icon, text("command." + id), text("command.hint.window"), key, "", run);
  }
}
