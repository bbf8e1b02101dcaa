package dev.culvert.uitests.gallery;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.HttpScope;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.uitests.Fx;
import dev.culvert.uitests.Open;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javafx.scene.Node;

/** What is seen when there is nothing yet, nothing at all, or something is wrong. */
final class States {
  private static final State UP = Story.connected("dev-eu", 0, 0);

  private static final String LONG_CONTEXT =
      "arn:aws:eks:eu-central-1:123456789012:cluster/dev-blue";

  private final List<View> views = new ArrayList<>();

  private States() {}

  /** All of them. */
  static List<View> all() {
    States all = new States();
    all.connection();
    all.firstSteps();
    all.lists();
    return all.views;
  }

  private void connection() {
    state("disconnected", Form.ALL, Story.disconnected(), Condition.DISCONNECTED);
    State connecting = Story.connecting("dev-eu", Step.STEP_WAITING_FOR_MANAGER);
    state("connecting", Form.LOOKS, connecting, Condition.CONNECTING);
    state("degraded", Form.LOOKS, Story.degraded("dev-eu"), Condition.DEGRADED);
    state("reconnecting", Form.LOOKS, Story.reconnecting("dev-eu", 3, 4), Condition.RECONNECTING);
    state("onlooker", Form.LOOKS, Story.onlooker(), Condition.DISCONNECTED);
    views.add(
        new View(
            "failed",
            "staging-eu",
            () -> Story.cluster("staging-eu"),
            Story.failed("staging-eu"),
            Form.ALL,
            (open, helper) -> Views.await(open, Condition.FAILED)));
    view(
        "no-helper",
        Form.LOOKS,
        Story.disconnected(),
        () -> Story.cluster("dev-eu"),
        (open, helper) -> {
          Views.await(open, Condition.DISCONNECTED);
          helper.presence(
              new Presence.Gone(
                  "The helper does not answer at /run/culvert/helper.sock.",
                  "Start it with: systemctl start culvert-helper."));
          Views.await(open, Condition.NO_HELPER);
        });
  }

  private void firstSteps() {
    view(
        "first-run",
        Form.ALL,
        Story.disconnected(),
        () -> Story.cluster("dev-eu"),
        (open, helper) -> {
          Views.await(open, Condition.DISCONNECTED);
          Fx.run(() -> open.model().firstRun().begin());
        });
    manager("first-run-no-manager", new ManagerFinding.Missing("culvert"));
    manager(
        "first-run-not-installed",
        new ManagerFinding.NotInstalled(
            "CUL-I03",
            "You may not create ClusterRoles, which the manager needs.",
            "Ask who administers the cluster, or install it for one namespace only."));
  }

  private void manager(String name, ManagerFinding finding) {
    view(
        name,
        Form.SMALL,
        Story.disconnected(),
        () -> {
          ScriptedCluster cluster = Story.cluster("dev-eu");
          cluster.manager(finding);
          return cluster;
        },
        (open, helper) -> {
          Views.await(open, Condition.DISCONNECTED);
          Fx.run(() -> open.model().firstRun().begin());
          Fx.run(() -> open.model().firstRun().use("dev-eu"));
          Fx.await("the finding", () -> open.model().firstRun().manager().get() != null);
        });
  }

  private void lists() {
    view(
        "workloads-loading",
        Form.LOOKS,
        UP,
        () -> Story.cluster("dev-eu").silent(),
        (open, helper) -> {
          Views.await(open, Condition.CONNECTED);
          Fx.await(
              "the place of the rows",
              () -> {
                Node skeleton = open.scene().getRoot().lookup(".cv-skeleton");
                return skeleton != null && skeleton.isVisible();
              });
        });
    Supplier<ScriptedCluster> empty =
        () ->
            new ScriptedCluster(Story.contexts("dev-eu"))
                .namespace("shop", 0)
                .namespace("payments", 0);
    view("workloads-empty", Form.LOOKS, UP, empty, (open, helper) -> live(open));
    view("flows-empty", Form.LOOKS, UP, empty, (open, helper) -> show(open, Screen.FLOWS));
    view("dns-empty", Form.LOOKS, UP, empty, (open, helper) -> show(open, Screen.DNS));
    view(
        "http-off",
        Form.LOOKS,
        UP,
        empty,
        (open, helper) -> {
          helper.scriptedAttach().attachments(Attached.story());
          show(open, Screen.HTTP);
        });
    view(
        "http-empty",
        Form.LOOKS,
        UP,
        empty,
        (open, helper) -> {
          show(open, Screen.HTTP);
          Fx.run(() -> open.model().http().start(HttpScope.EVERYTHING));
          Fx.await("it is on", () -> open.model().http().on());
        });
    lost();
    view(
        "workloads-forbidden",
        Form.LOOKS,
        UP,
        () -> {
          ScriptedCluster cluster =
              new ScriptedCluster(Story.contexts("dev-eu")).namespace("shop", -1);
          cluster.status(
              new Status.Forbidden("list", "deployments.apps", "shop", "mara@acme.example"));
          return cluster;
        },
        (open, helper) -> Views.await(open, Condition.CONNECTED));
    view(
        "workloads-long-names",
        Form.ALL,
        UP,
        () ->
            new ScriptedCluster(
                    List.of(
                        ScriptedCluster.context("dev-eu", "shop", true),
                        ScriptedCluster.context(LONG_CONTEXT, "shop", false)))
                .with(longNames())
                .namespace("platform-observability-collectors-for-the-european-region", 1234),
        (open, helper) -> {
          live(open);
          Workload.Key first = longNames().getFirst().key();
          Fx.run(() -> open.model().cluster().workloads().selected().set(first));
        });
  }

  private void lost() {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    view(
        "workloads-not-live",
        Form.LOOKS,
        UP,
        () -> cluster,
        (open, helper) -> {
          Views.atWork(open, helper);
          cluster.status(
              new Status.Lost(
                  "The API server closed the watch",
                  Story.NOW.minusSeconds(183),
                  Story.NOW.plusSeconds(8)));
        });
  }

  /** As they are where names are made by machines. */
  private static List<Workload> longNames() {
    List<Workload> workloads = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String name =
          "recommendations-personalised-for-returning-customers-eu-west-%02d".formatted(i);
      workloads.add(
          new Workload(
              new Workload.Key(
                  i % 3 == 0 ? Workload.Kind.STATEFUL_SET : Workload.Kind.DEPLOYMENT, "shop", name),
              128,
              i % 4 == 0 ? 96 : 128,
              List.of(
                  new Workload.Port(65_535, "http-management", "TCP"),
                  new Workload.Port(65_534, "grpc-replication", "TCP"),
                  new Workload.Port(65_533, "gossip", "UDP")),
              "registry.internal.acme.example/personalisation/recommendations-for-returning"
                  + "-customers:2026.11.23-rc.4-g7d9f8b6c5",
              Story.NOW.minusSeconds(86_400L * 1000),
              Map.of("app.kubernetes.io/name", name),
              List.of(name)));
    }
    return workloads;
  }

  private void state(String name, List<Form> forms, State state, Condition condition) {
    view(
        name,
        forms,
        state,
        () -> Story.cluster("dev-eu"),
        (open, helper) -> {
          if (condition.live() || condition == Condition.RECONNECTING) {
            helper.say(UP);
            Views.atWork(open, helper);
          }
          helper.say(state);
          Views.await(open, condition);
        });
  }

  private static void live(Open open) {
    Views.await(open, Condition.CONNECTED);
    Fx.await(
        "live", () -> open.model().cluster().workloads().status().get() instanceof Status.Live);
  }

  private static void show(Open open, Screen screen) {
    live(open);
    Fx.run(() -> open.model().screen().set(screen));
  }

  private void view(
      String name,
      List<Form> forms,
      State state,
      Supplier<ScriptedCluster> cluster,
      BiConsumer<Open, ScriptedHelper> arrange) {
    views.add(new View(name, "dev-eu", cluster, state, forms, arrange));
  }
}
