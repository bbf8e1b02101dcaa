package dev.culvert.uitests.gallery;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FlowGroup.By;
import dev.culvert.app.view.FlowsModel.Span;
import dev.culvert.app.view.HttpScope;
import dev.culvert.app.view.Setting.Section;
import dev.culvert.app.view.SpeedTarget;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.uitests.Fx;
import dev.culvert.uitests.Open;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.HttpTalk;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Speeds;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;

/** Every screen, while connected, with somebody at work. */
final class Views {
  private static final Workload.Key ORDERS =
      new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders");

  private final List<View> views = new ArrayList<>();

  private Views() {}

  /** All of them, in the order of the screens. */
  static List<View> all() {
    Views all = new Views();
    all.workloads();
    all.flows();
    all.others();
    all.sheets();
    all.views.addAll(States.all());
    return List.copyOf(all.views);
  }

  private void workloads() {
    add("workloads", Form.SPOKEN, Views::orders);
    add(
        "workloads-by-kind",
        Form.LOOKS,
        open -> Fx.run(() -> open.model().cluster().workloads().grouping().set(Grouping.KIND)));
    for (String tab : List.of("pods", "environment", "volumes", "events")) {
      add(
          "workload-" + tab,
          Form.SMALL,
          open -> {
            orders(open);
            press(open, "#tab-" + tab);
          });
    }
    views.add(
        new View(
            "production",
            "prod-eu",
            () -> Story.cluster("prod-eu"),
            Story.connected("prod-eu", 0, 0),
            Form.LOOKS,
            Views::atWork));
  }

  private void flows() {
    add("flows", Form.SPOKEN, open -> flow(open, 13));
    add("flows-map", Form.ALL, open -> Fx.run(() -> open.model().flows().map().set(true)));
    add(
        "flows-frozen",
        Form.LOOKS,
        open ->
            Fx.run(() -> {
              open.model().flows().table().filter().set("proto:tcp !ns:monitoring");
              open.model().flows().table().frozen().set(true);
              open.model()
                  .flows()
                  .span()
                  .set(new Span(Story.NOW.minusSeconds(480), Story.NOW.minusSeconds(240)));
            }));
    add(
        "flows-grouped",
        Form.LOOKS,
        open ->
            Fx.run(() -> {
              open.model().flows().by().set(By.PROGRAM);
              open.model().flows().record(true);
            }));
    add(
        "flows-problem",
        Form.SMALL,
        open -> Fx.run(() -> open.model().flows().table().filter().set("colour:red")));
    add(
        "flows-filtered",
        Form.SMALL,
        open -> Fx.run(() -> open.model().flows().table().filter().set("nothing")));
  }

  private void others() {
    add(
        "dns",
        Form.ALL,
        open ->
            Fx.run(() ->
                open.model().dns().table().picture().get().rows().stream()
                    .filter(row -> row.id() == 15)
                    .forEach(row -> open.model().dns().selected().set(row))));
    http("http", Form.SPOKEN, HttpScope.EVERYTHING, 2);
    http("http-long-path", Form.SMALL, HttpScope.EVERYTHING, 5);
    http("http-attached", Form.LOOKS, HttpScope.ATTACHED, 0);
    add(
        "doctor",
        Form.SPOKEN,
        open -> {
          Fx.await("the checks", () -> open.model().doctor().examination().get() != null);
          Fx.run(() -> open.model().doctor().selected().set("CUL-R02"));
        });
    add("timeline", Form.ALL, open -> {});
    speed("speed", Form.ALL, 1, Speeds.agent());
    speed("speed-running", Form.LOOKS, 1, Speeds.running());
    speed("speed-refused", Form.SMALL, 0, Speeds.refused());
    add("speed-before", Form.SMALL, open -> {});
  }

  /**
   * Measures.
   *
   * @param attached where to: an attached workload, or an address
   */
  private void speed(String name, List<Form> forms, int attached, SpeedReport report) {
    views.add(
        new View(
            name,
            "dev-eu",
            () -> Story.cluster("dev-eu"),
            Story.connected("dev-eu", 0, 0),
            forms,
            (open, helper) -> {
              atWork(open, helper);
              helper.scriptedInspect().speeds(List.of(report));
              Fx.run(() -> {
                open.model().screen().set(Screen.SPEED);
                open.model()
                    .speed()
                    .target(
                        attached > 0
                            ? open.model().speed().targets().get(attached)
                            : SpeedTarget.of("10.244.2.17:9090", "10.244.2.17", 9090));
                open.model().speed().start();
              });
              Fx.frames(3);
            }));
  }

  /** Looks into requests, and opens one of them. */
  private void http(String name, List<Form> forms, HttpScope scope, long number) {
    views.add(
        new View(
            name,
            "dev-eu",
            () -> Story.cluster("dev-eu"),
            Story.connected("dev-eu", 0, 0),
            forms,
            (open, helper) -> {
              atWork(open, helper);
              helper.scriptedInspect().packets(HttpTalk.story());
              Fx.run(() -> open.model().screen().set(Screen.HTTP));
              Fx.run(() -> open.model().http().start(scope));
              Fx.await("requests", () -> open.model().http().table().picture().get().total() >= 5);
              Fx.run(() ->
                  open.model().http().table().picture().get().rows().stream()
                      .filter(row -> row.id() == number)
                      .forEach(row -> open.model().http().selected().set(row)));
              Fx.frames(3);
            }));
  }

  private void sheets() {
    add(
        "palette",
        Form.ALL,
        open -> {
          press(open, "#open-palette");
          type(open, "#palette-field", "ord");
        });
    add("shortcuts", Form.LOOKS, open -> Fx.run(open.window().shell()::shortcuts));
    for (Section section : Section.values()) {
      add(
          section == Section.GENERAL
              ? "settings"
              : "settings-" + section.name().toLowerCase(Locale.ROOT),
          section == Section.GENERAL ? Form.ALL : Form.SMALL,
          open -> Fx.run(() -> open.window().shell().settings(section.name())));
    }
    views.add(
        new View(
            "mini",
            "dev-eu",
            () -> Story.cluster("dev-eu"),
            Story.connected("dev-eu", 0, 0),
            Form.LOOKS,
            (open, helper) -> {
              atWork(open, helper);
              Fx.run(open.window().shell()::mini);
              Fx.await(
                  "the mini window",
                  () -> open.window().shell().miniWindow().scene().getWindow().isShowing());
            },
            open -> open.window().shell().miniWindow().scene()));
    views.add(
        new View(
            "attach",
            "prod-eu",
            () -> Story.cluster("prod-eu"),
            Story.connected("prod-eu", 0, 0),
            Form.SPOKEN,
            (open, helper) -> {
              atWork(open, helper);
              attach(open);
            }));
  }

  /** A view of dev-eu, connected; the screen is the one that its name begins with. */
  private void add(String name, List<Form> forms, Consumer<Open> act) {
    views.add(
        new View(
            name,
            "dev-eu",
            () -> Story.cluster("dev-eu"),
            Story.connected("dev-eu", 0, 0),
            forms,
            (open, helper) -> {
              atWork(open, helper);
              for (Screen screen : Screen.values()) {
                if (name.startsWith(screen.name().toLowerCase(Locale.ROOT))) {
                  Fx.run(() -> open.model().screen().set(screen));
                }
              }
              Fx.frames(3);
              act.accept(open);
            }));
  }

  /** Waits until all that is told has arrived. */
  static void atWork(Open open, ScriptedHelper helper) {
    helper.history(Story.history());
    helper.queries(Talk.queries());
    helper.scriptedAttach().attachments(Attached.story());
    helper.scriptedInspect().traffic(Talk.hour());
    helper.scriptedInspect().journal(Talk.journal());
    await(open, Condition.CONNECTED);
    Fx.await("flows", () -> open.model().flows().table().picture().get().passed() > 20);
    Fx.await("queries", () -> open.model().dns().table().picture().get().passed() > 10);
    Fx.await("workloads", () -> open.model().cluster().workloads().picture().get().shown() > 20);
    Fx.run(() -> {
      open.model().connection().replay(Talk.minute());
      open.model().traffic().replay(Talk.traffic(Story.workloads()));
    });
  }

  static void await(Open open, Condition condition) {
    Fx.await(condition.key(), () -> open.model().connection().condition() == condition);
  }

  private static void orders(Open open) {
    Fx.run(() -> open.model().cluster().workloads().selected().set(ORDERS));
  }

  private static void flow(Open open, long id) {
    Fx.run(() ->
        open.model().flows().table().picture().get().rows().stream()
            .filter(row -> row.id() == id)
            .forEach(row -> open.model().flows().selected().set(row)));
  }

  private static void attach(Open open) {
    orders(open);
    press(open, "#attach");
    open.click("#way-requests");
    type(open, "#attach-header", "x-user");
    type(open, "#attach-value", "mara");
    type(open, "#attach-try", "curl -H 'x-user: mara' http://orders.shop/v1/orders/8812");
    type(open, "#attach-variables", "/src/orders/.env");
    CheckBox mount = (CheckBox) open.find("#attach-mount");
    Fx.run(() -> mount.setSelected(true));
    Node how = open.find("#attach-how");
    Fx.await("how", how::isVisible);
    Parent answer = (Parent) open.find("#attach-try-answer");
    Fx.await("who would answer", () -> answer.getChildrenUnmodifiable().size() > 1);
  }

  private static void press(Open open, String button) {
    Button found = (Button) open.find(button);
    Fx.run(found::fire);
  }

  private static void type(Open open, String field, String words) {
    TextField found = (TextField) open.find(field);
    Fx.run(() -> found.setText(words));
  }
}
