package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Right;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javafx.animation.AnimationTimer;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The workloads screen. */
class WorkloadsSpec {
  private static final int MANY = 20_000;

  @Test
  void listsByNamespaceAndOpensADetailByKey() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      shown(open, 23);
      TableView<WorkloadLine> table = table(open);
      assertThat(table.getItems()).hasSize(25);
      assertThat(table.getFixedCellSize()).isEqualTo(32);
      assertThat(table.getItems().getFirst())
          .isEqualTo(new WorkloadLine.Head("payments", 9, 1, 0, false));
      Fx.run(table::requestFocus);
      Fx.run(() -> table.getSelectionModel().select(0));
      Fx.keys(KeyCode.DOWN);
      Fx.keys(KeyCode.ENTER);
      Fx.await("the detail", () -> open.find("#workload-detail").isVisible());
      assertThat(Specs.texts(open.find("#workload-detail"))).contains("card-vault", "2 of 2 ready");
      Fx.keys(KeyCode.ESCAPE);
      Fx.await("no detail", () -> !open.find("#workload-detail").isVisible());
    }
  }

  @Test
  void theSlashGoesToTheFilterAndEscClearsIt() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      shown(open, 23);
      Fx.run(() -> table(open).requestFocus());
      Fx.keys(KeyCode.SLASH);
      for (KeyCode key : new KeyCode[] {KeyCode.O, KeyCode.R, KeyCode.D, KeyCode.E}) {
        Fx.keys(key);
      }
      Fx.await(
          "the filter says what was typed",
          () -> open.model().cluster().workloads().filter().get().equals("orde"));
      shown(open, 2);
      Fx.run(() -> open.model().cluster().workloads().filter().set("nothing-is-called-so"));
      shown(open, 0);
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains(
              "No workload matches this filter",
              "23 workloads are hidden by nothing-is-called-so.");
      Fx.keys(KeyCode.ESCAPE);
      shown(open, 23);
    }
  }

  @Test
  void anEmptyNamespaceAndAMissingRightAreSaidInTheirWords() {
    ScriptedCluster cluster =
        new ScriptedCluster(Story.contexts("dev-eu")).namespace("shop", 0).namespace("payments", 0);
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(cluster, helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.await(
          "nothing",
          () -> Specs.texts(open.scene().getRoot()).contains("Nothing runs in payments and shop"));
      cluster.status(new Status.Forbidden("list", "deployments.apps", "shop", "mara"));
      Fx.await(
          "the right",
          () ->
              Specs.texts(open.scene().getRoot())
                  .contains(
                      "mara lacks the right list on deployments.apps. Names and flows still"
                          + " work."));
    }
  }

  @Test
  void aLostWatchKeepsItsRowsAndTriesAgainOnRequest() {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(cluster, helper)) {
      shown(open, 23);
      cluster.status(
          new Status.Lost(
              "The API server closed the watch",
              Story.NOW.minusSeconds(183),
              Story.NOW.plusSeconds(8)));
      Fx.await(
          "the strip",
          () ->
              Specs.texts(open.scene().getRoot()).stream()
                  .anyMatch(
                      text -> text.startsWith("The list is not live. The API server closed")));
      assertThat(table(open).getItems()).hasSize(25);
      assertThat(table(open).getStyleClass()).contains("cv-stale-yes");
      Fx.run(() -> table(open).requestFocus());
      Fx.keys(KeyCode.R);
      Fx.await("it is asked to try again", () -> cluster.retries() > 0);
    }
  }

  @Test
  void whileNothingIsConnectedNothingIsReadUnlessThePersonAsks() {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(cluster, helper)) {
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      assertThat(cluster.watched()).isFalse();
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains("Not connected", "Connect to see the workloads of dev-eu.");
      Fx.run(() -> open.model().look());
      shown(open, 23);
      assertThat(helper.asked()).isEmpty();
    }
  }

  @Test
  void theDetailHasPodsVariablesVolumesAndEventsAndMasksSecrets() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      shown(open, 23);
      open(open, "orders");
      Fx.await("the pods", () -> texts(open).contains("orders-7d9f8b6c5-x2x9q"));
      assertThat(texts(open)).contains("••••••••", "orders-db.shop", "10.96.41.7", "80 → 8080");
      assertThat(texts(open)).noneMatch(text -> text.contains("hunter2"));
      open.click("#reveal-DB_PASSWORD");
      Fx.await("the value", () -> texts(open).contains("hunter2 of password"));
      open.click("#reveal-DB_PASSWORD");
      Fx.await("masked again", () -> !texts(open).contains("hunter2 of password"));
      Fx.run(() -> ((Button) open.find("#tab-events")).fire());
      Fx.await("the events", () -> texts(open).contains("Unhealthy, 3 times"));
    }
  }

  @Test
  void aSecretThatMayNotBeReadSaysWhichRightIsMissing() {
    ScriptedCluster cluster = Story.cluster("dev-eu");
    cluster.forbid(Right.READ_SECRETS, "mara lacks the right get on secrets in shop");
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(cluster, helper)) {
      shown(open, 23);
      open(open, "orders");
      Fx.await(
          "the reason",
          () ->
              texts(open)
                  .contains("Secrets stay masked: mara lacks the right get on secrets in shop."));
      assertThat(open.find("#reveal-DB_PASSWORD").isDisabled()).isTrue();
    }
  }

  @Test
  void groupsByKindAndFiltersFavourites() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      shown(open, 23);
      Fx.run(() -> open.model().cluster().workloads().grouping().set(Grouping.KIND));
      Fx.await(
          "kinds",
          () ->
              table(open).getItems().getFirst() instanceof WorkloadLine.Head head
                  && head.group().equals("CronJob"));
      Fx.run(() ->
          open.model()
              .cluster()
              .workloads()
              .star(new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders"), true));
      Fx.run(() -> open.model().cluster().workloads().filter().set("is:favourite"));
      shown(open, 1);
    }
  }

  private static void open(Open open, String name) {
    Fx.run(() ->
        open.model()
            .cluster()
            .workloads()
            .selected()
            .set(new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", name)));
  }

  private static List<String> texts(Open open) {
    return Specs.texts(open.find("#workload-detail"));
  }

  @Test
  void twentyThousandWorkloadsThatChangeFiveHundredTimesASecondLeaveTheThreadFree()
      throws Exception {
    Random random = new Random(7);
    List<Workload> many = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      many.add(workload(i, 1));
    }
    ScriptedCluster cluster = new ScriptedCluster(Story.contexts("dev-eu")).with(many);
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    AtomicInteger pictures = new AtomicInteger();
    AtomicLong longest = new AtomicLong();
    AtomicLong frames = new AtomicLong();
    try (Open open = Specs.open(cluster, helper);
        ScheduledExecutorService api = Executors.newSingleThreadScheduledExecutor()) {
      shown(open, MANY);
      Fx.run(() ->
          open.model()
              .cluster()
              .workloads()
              .picture()
              .addListener((o, was, is) -> pictures.incrementAndGet()));
      AnimationTimer timer =
          new AnimationTimer() {
            private long last;

            @Override
            public void handle(long now) {
              if (last != 0) {
                longest.accumulateAndGet(now - last, Math::max);
              }
              last = now;
              frames.incrementAndGet();
            }
          };
      Fx.run(timer::start);
      var changes =
          api.scheduleAtFixedRate(
              () -> {
                List<Workload> batch = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                  batch.add(workload(random.nextInt(MANY), random.nextInt(3)));
                }
                cluster.change(batch, List.of());
              },
              0,
              100,
              TimeUnit.MILLISECONDS);
      Fx.await("many pictures", () -> pictures.get() >= 20);
      changes.cancel(false);
      Fx.run(timer::stop);
      // Far below what a person would call stuck, far above what a busy build machine does.
      assertThat(longest.get() / 1_000_000).as("longest gap between frames, ms").isLessThan(5000);
      assertThat(frames.get()).isGreaterThan(20);
      Fx.run(() -> open.model().cluster().workloads().filter().set("workload-4999"));
      shown(open, 1);
    }
  }

  private static Workload workload(int number, int ready) {
    return new Workload(
        new Workload.Key(
            Workload.Kind.DEPLOYMENT, number % 2 == 0 ? "shop" : "payments", "workload-" + number),
        2,
        ready,
        List.of(new Workload.Port(8080, "http", "TCP")),
        "shop/workload:" + number,
        Story.NOW.minusSeconds(number),
        Map.of("app", "workload-" + number),
        List.of("workload-" + number));
  }

  private static void shown(Open open, int count) {
    Fx.await(
        count + " workloads",
        () -> open.model().cluster().workloads().picture().get().shown() == count);
    Fx.frames(3);
  }

  @SuppressWarnings("unchecked") // The table of this name has these rows.
  private static TableView<WorkloadLine> table(Open open) {
    return (TableView<WorkloadLine>) open.find("#workloads");
  }
}
