package dev.culvert.uitests;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Setting.Section;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures of every screen and state, light and dark, wide and narrow: {@code Pictures FOLDER}. */
public final class Pictures {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);

  private final Path folder;
  private final String only;

  private Pictures(Path folder, String only) {
    this.folder = folder;
    this.only = only;
  }

  /** Takes them all. */
  public static void main(String[] arguments) {
    if (arguments.length < 1 || arguments.length > 2) {
      LOG.error("The folder for the pictures, and a pattern of those to take, if not all");
      System.exit(2);
    }
    Fx.start();
    try {
      new Pictures(Path.of(arguments[0]), arguments.length > 1 ? arguments[1] : ".*").all();
    } catch (RuntimeException | AssertionError e) {
      LOG.error("A picture failed", e);
      System.exit(1);
    }
    Platform.exit();
    System.exit(0);
  }

  private void all() {
    for (Look look : new Look[] {Look.LIGHT, Look.DARK}) {
      String name = look == Look.LIGHT ? "-light" : "-dark";
      connected("workloads" + name, look, 1600, this::detail);
      connected("flows" + name, look, 1600, open -> flows(open, 13L));
      connected("dns" + name, look, 1600, open -> dns(open, 15L));
      disconnected("disconnected" + name, look);
      failed("failed" + name, look);
      empty("empty" + name, look);
      connected("palette" + name, look, 1600, open -> palette(open));
      connected("settings" + name, look, 1600, open -> settings(open, Section.GENERAL));
      connected("timeline" + name, look, 1600, open -> show(open, Screen.TIMELINE));
      firstRun("first-run" + name, look, 1600);
      connected("attach" + name, look, 1600, this::attach, "prod-eu");
      connected("mini" + name + "-window", look, 1000, open -> mini(open, "mini" + name));
    }
    for (Section section : Section.values()) {
      String name = "settings-" + section.name().toLowerCase(java.util.Locale.ROOT);
      connected(name, Look.LIGHT, 1000, open -> settings(open, section));
    }
    for (String tab : new String[] {"pods", "environment", "volumes", "events"}) {
      connected(
          "workload-" + tab,
          Look.LIGHT,
          1000,
          open -> {
            detail(open);
            Fx.await("the tab", () -> open.scene().getRoot().lookup("#tab-" + tab) != null);
            Fx.run(() -> ((Button) open.find("#tab-" + tab)).fire());
          });
    }
    connected(
        "workloads-by-kind",
        Look.DARK,
        1600,
        open -> Fx.run(() -> open.model().cluster().workloads().grouping().set(Grouping.KIND)));
    connected("shortcuts", Look.LIGHT, 1600, open -> Fx.run(open.window().shell()::shortcuts));
    connected("timeline-narrow", Look.DARK, 1000, open -> show(open, Screen.TIMELINE));
    firstRun("first-run-narrow", Look.LIGHT, 1000);
    noManager("first-run-no-manager", new ManagerFinding.Missing("culvert"));
    noManager(
        "first-run-not-installed",
        new ManagerFinding.NotInstalled(
            "CUL-I03",
            "You may not create ClusterRoles, which the manager needs.",
            "Ask who administers the cluster, or install it for one namespace only."));
    connected("workloads-narrow", Look.LIGHT, 1000, this::detail);
    connected("flows-narrow", Look.DARK, 1000, open -> flows(open, 0L));
    connected("dns-narrow", Look.LIGHT, 1000, open -> dns(open, 0L));
    connected("production", Look.LIGHT, 1600, open -> {}, "prod-eu");
    states();
    lost();
    loading();
  }

  private void take(
      String name,
      Look look,
      int width,
      String context,
      ScriptedCluster cluster,
      State state,
      Consumer<Scene> scene) {
    if (!name.matches(only)) {
      return;
    }
    ScriptedHelper helper = new ScriptedHelper(state);
    Settings settings =
        new Settings(
            Map.of(
                "look",
                look.name().toLowerCase(java.util.Locale.ROOT),
                "namespaces." + context,
                "shop,payments",
                "favourites." + context,
                "payments,shop,checkout-preview-mk"),
            ignored -> {});
    try (Open open =
        Open.window(
            cluster, helper, settings, InstantSource.fixed(Story.NOW), context, width, 1000)) {
      scene.accept(new Scene(open, helper));
      Fx.picture(open.scene(), folder.resolve(name + ".png"));
      LOG.info("{}", name);
    }
  }

  private void connected(String name, Look look, int width, Consumer<Open> more) {
    connected(name, look, width, more, "dev-eu");
  }

  private void connected(String name, Look look, int width, Consumer<Open> more, String context) {
    take(
        name,
        look,
        width,
        context,
        Story.cluster(context),
        Story.connected(context, 0, 0),
        s -> {
          s.helper.history(Story.history());
          s.helper.flows(Talk.flows());
          s.helper.queries(Talk.queries());
          s.helper.scriptedAttach().attachments(Attached.story());
          await(s.open, Condition.CONNECTED);
          Fx.await(
              "workloads", () -> s.open.model().cluster().workloads().picture().get().shown() > 20);
          Fx.run(() -> {
            s.open.model().connection().replay(Talk.minute());
            s.open.model().traffic().replay(Talk.traffic(Story.workloads()));
          });
          more.accept(s.open);
        });
  }

  private void detail(Open open) {
    Fx.run(() ->
        open.model()
            .cluster()
            .workloads()
            .selected()
            .set(new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders")));
  }

  private void attach(Open open) {
    detail(open);
    Fx.run(() -> ((Button) open.find("#attach")).fire());
    open.click("#way-requests");
    Fx.run(() -> {
      ((TextField) open.find("#attach-header")).setText("x-user");
      ((TextField) open.find("#attach-value")).setText("mara");
      ((TextField) open.find("#attach-variables")).setText("/src/orders/.env");
      ((TextField) open.find("#attach-try"))
          .setText("curl -H 'x-user: mara' http://orders.shop/v1/orders/8812");
      ((CheckBox) open.find("#attach-mount")).setSelected(true);
    });
    Fx.await("how", () -> ((Label) open.find("#attach-how")).isVisible());
    Fx.await(
        "who would answer",
        () -> ((Parent) open.find("#attach-try-answer")).getChildrenUnmodifiable().size() > 1);
  }

  /** In a window of its own, whose picture stands beside the others. */
  private void mini(Open open, String name) {
    Fx.run(open.window().shell()::mini);
    javafx.scene.Scene mini = Fx.on(() -> open.window().shell().miniWindow().scene());
    Fx.await("the mini window", () -> mini.getWindow().isShowing());
    Fx.picture(mini, folder.resolve(name + ".png"));
    Fx.run(open.window().shell().miniWindow()::restore);
  }

  private void show(Open open, Screen screen) {
    Fx.run(() -> open.model().screen().set(screen));
  }

  private void palette(Open open) {
    Fx.run(() -> {
      ((Button) open.find("#open-palette")).fire();
      ((TextField) open.find("#palette-field")).setText("ord");
    });
  }

  private void settings(Open open, Section section) {
    Fx.run(() -> open.window().shell().settings(section.name()));
  }

  private void firstRun(String name, Look look, int width) {
    take(
        name,
        look,
        width,
        "dev-eu",
        Story.cluster("dev-eu"),
        Story.disconnected(),
        s -> {
          await(s.open, Condition.DISCONNECTED);
          Fx.run(() -> s.open.model().firstRun().begin());
        });
  }

  private void noManager(String name, ManagerFinding finding) {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    cluster.manager(finding);
    take(
        name,
        Look.LIGHT,
        1000,
        "dev-eu",
        cluster,
        Story.disconnected(),
        s -> {
          await(s.open, Condition.DISCONNECTED);
          Fx.run(() -> s.open.model().firstRun().begin());
          Fx.run(() -> s.open.model().firstRun().use("dev-eu"));
          Fx.await("the finding", () -> s.open.model().firstRun().manager().get() != null);
        });
  }

  private void flows(Open open, long id) {
    Fx.run(() -> open.model().screen().set(Screen.FLOWS));
    Fx.await("flows", () -> !open.model().flows().table().picture().get().rows().isEmpty());
    Fx.run(() ->
        open.model().flows().table().picture().get().rows().stream()
            .filter(row -> row.id() == id)
            .forEach(row -> open.model().flows().selected().set(row)));
  }

  private void dns(Open open, long id) {
    Fx.run(() -> open.model().screen().set(Screen.DNS));
    Fx.await("queries", () -> !open.model().dns().table().picture().get().rows().isEmpty());
    Fx.run(() ->
        open.model().dns().table().picture().get().rows().stream()
            .filter(row -> row.id() == id)
            .forEach(row -> open.model().dns().selected().set(row)));
  }

  private void disconnected(String name, Look look) {
    take(
        name,
        look,
        1600,
        "dev-eu",
        Story.cluster("dev-eu"),
        Story.disconnected(),
        s -> await(s.open, Condition.DISCONNECTED));
  }

  private void failed(String name, Look look) {
    take(
        name,
        look,
        1600,
        "staging-eu",
        Story.cluster("staging-eu"),
        Story.failed("staging-eu"),
        s -> await(s.open, Condition.FAILED));
  }

  private void empty(String name, Look look) {
    ScriptedCluster cluster =
        new ScriptedCluster(Story.contexts("dev-eu")).namespace("shop", 0).namespace("payments", 0);
    take(
        name,
        look,
        1600,
        "dev-eu",
        cluster,
        Story.connected("dev-eu", 0, 0),
        s -> {
          await(s.open, Condition.CONNECTED);
          Fx.await(
              "live",
              () -> s.open.model().cluster().workloads().status().get() instanceof Status.Live);
        });
  }

  private void states() {
    state(
        "state-connecting",
        Story.connecting("dev-eu", Step.STEP_WAITING_FOR_MANAGER),
        Condition.CONNECTING);
    state("state-degraded", Story.degraded("dev-eu"), Condition.DEGRADED);
    state("state-reconnecting", Story.reconnecting("dev-eu", 3, 4), Condition.RECONNECTING);
    state("state-onlooker", Story.onlooker(), Condition.DISCONNECTED);
  }

  private void state(String name, State state, Condition condition) {
    take(
        name,
        Look.LIGHT,
        1600,
        "dev-eu",
        Story.cluster("dev-eu"),
        state,
        s -> {
          s.helper.say(state);
          await(s.open, condition);
        });
  }

  private void lost() {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    take(
        "watch-lost",
        Look.DARK,
        1600,
        "dev-eu",
        cluster,
        Story.connected("dev-eu", 0, 0),
        s -> {
          await(s.open, Condition.CONNECTED);
          Fx.await(
              "workloads", () -> s.open.model().cluster().workloads().picture().get().shown() > 20);
          cluster.status(
              new Status.Lost(
                  "The API server closed the watch",
                  Story.NOW.minusSeconds(183),
                  Story.NOW.plusSeconds(8)));
          Fx.frames(30);
        });
  }

  private void loading() {
    take(
        "loading",
        Look.LIGHT,
        1600,
        "dev-eu",
        Story.cluster("dev-eu").silent(),
        Story.connected("dev-eu", 0, 0),
        s -> {
          await(s.open, Condition.CONNECTED);
          Fx.await(
              "the place of the rows",
              () -> s.open.scene().getRoot().lookup(".cv-skeleton").isVisible());
        });
  }

  private static void await(Open open, Condition condition) {
    Fx.await(condition.key(), () -> open.model().connection().condition() == condition);
  }

  private record Scene(Open open, ScriptedHelper helper) {}
}
