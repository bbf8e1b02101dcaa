package dev.culvert.uitests;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.Settings;
import dev.culvert.uitests.FrameMeter.Figures;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long JavaFX' thread works at a time under load, in its processor time: with 100,000 flows and
 * 2,000 events a second, and with 20,000 workloads and 500 changes a second.
 */
final class LoadBench {
  private static final Duration WARM = Duration.ofSeconds(6);
  private static final Duration WATCHED = Duration.ofSeconds(10);
  private static final int FLOWS = 100_000;
  private static final int WORKLOADS = 20_000;

  private LoadBench() {}

  static void print() {
    flows();
    workloads();
  }

  private static void flows() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = window(Story.cluster("dev-eu"), helper)) {
      Fx.run(() -> open.model().screen().set(Screen.FLOWS));
      for (int first = 1; first < FLOWS; first += 1000) {
        helper.flows(Talk.flows(first, 1000));
      }
      Fx.await("flows", () -> open.model().flows().table().picture().get().total() == FLOWS);
      AtomicLong next = new AtomicLong(FLOWS + 1);
      print(
          "100,000 flows, 2,000 events a second",
          measure(
              open,
              () -> {
                // As many new ones as old ones that have carried more.
                helper.flows(Talk.flows(next.getAndAdd(100), 100));
                helper.flows(Talk.flows(next.get() - 5_000, 100));
              }));
    }
  }

  private static void workloads() {
    Random random = new Random(7);
    List<Workload> many = new ArrayList<>();
    for (int i = 0; i < WORKLOADS; i++) {
      many.add(workload(i, 1));
    }
    ScriptedCluster cluster = new ScriptedCluster(Story.contexts("dev-eu")).with(many);
    try (Open open = window(cluster, new ScriptedHelper(Story.connected("dev-eu", 0, 0)))) {
      Fx.await(
          "workloads",
          () -> open.model().cluster().workloads().picture().get().shown() == WORKLOADS);
      print(
          "20,000 workloads, 500 changes a second",
          measure(
              open,
              () -> {
                List<Workload> batch = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                  batch.add(workload(random.nextInt(WORKLOADS), random.nextInt(3)));
                }
                cluster.change(batch, List.of());
              }));
    }
  }

  private static Figures measure(Open open, Runnable tenth) {
    // The first seconds are the compiler's.
    FrameMeter.measure(open.scene(), WARM, tenth);
    return FrameMeter.measure(open.scene(), WATCHED, tenth);
  }

  private static void print(String load, Figures figures) {
    System.out.println(load + ", work on JavaFX' thread:");
    line("longest of " + figures.tasks() + " tasks", figures.worstTask(), "< 16 ms");
    line("median task", figures.medianTask(), "");
    line("CSS and layout of a frame, median", figures.medianFrame(), "< 16 ms");
    line("CSS and layout of a frame, longest", figures.worstFrame(), "< 16 ms");
  }

  private static void line(String what, double millis, String wanted) {
    System.out.printf(Locale.ROOT, "  %-50s %9.1f ms   %s%n", what, millis, wanted);
  }

  private static Open window(ScriptedCluster cluster, ScriptedHelper helper) {
    return Open.window(
        cluster,
        helper,
        new Settings(Map.of("look", "light", "namespaces.dev-eu", "shop,payments"), ignored -> {}),
        InstantSource.system(),
        "dev-eu",
        1000,
        1000);
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
}
