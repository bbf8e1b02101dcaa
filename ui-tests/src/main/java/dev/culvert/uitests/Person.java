package dev.culvert.uitests;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.DnsRow;
import dev.culvert.app.view.FailureView;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Settings.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;

/** Somebody in front of the window, who takes pictures of it and says what it shows. */
final class Person {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Open open;
  private final AppModel model;
  private final Path out;
  private final boolean shown;
  private final Consumer<String> say;

  /**
   * @param shown whether on a display: its pointer belongs to the one who sits there
   * @param say takes a sentence
   */
  Person(Open open, Path out, boolean shown, Consumer<String> say) {
    this.open = open;
    this.model = open.model();
    this.out = out;
    this.shown = shown;
    this.say = say;
  }

  /** Waits until the window knows the helper and the contexts. */
  void before() {
    Fx.await(
        "the helper answers",
        PATIENCE,
        () ->
            model.connection().presence().get() instanceof Presence.Here
                && !model.connection().state().get().getHelperVersion().isEmpty());
    Fx.await("the kubeconfig names a context", PATIENCE, () -> model.current().get() != null);
    awaitCondition(Condition.DISCONNECTED);
    say.accept(words());
    both("disconnected");
  }

  /** Chooses a context in the list on the left. */
  void choose(String context) {
    String why = Fx.on(() -> model.select(context));
    if (!why.isEmpty()) {
      throw new AssertionError(why);
    }
    awaitCondition(Condition.DISCONNECTED);
  }

  /** Presses the switch where it cannot go well. */
  void fail() {
    press();
    awaitCondition(Condition.FAILED);
    FailureView failure = Fx.on(() -> model.connection().failure().get());
    say.accept(failure.title());
    say.accept(failure.text());
    if (!failure.remedy().isEmpty()) {
      say.accept(failure.remedyTitle() + ": " + failure.remedy());
    }
    both("failed");
  }

  /** Presses the switch, and waits until it is connected and the workloads are there. */
  void connect() {
    press();
    Fx.await(
        "the window shows that it is connecting, or is connected",
        PATIENCE,
        () -> model.connection().condition() != Condition.DISCONNECTED);
    if (Fx.on(() -> model.connection().condition()) == Condition.CONNECTING) {
      Fx.picture(open.scene(), out.resolve("connecting-light.png"));
    }
    awaitCondition(Condition.CONNECTED);
    Fx.await(
        "the workloads are listed",
        PATIENCE,
        () -> model.cluster().workloads().picture().get().shown() > 0);
    say.accept(
        words()
            + " "
            + Fx.on(() -> model.cluster().workloads().picture().get().total())
            + " workloads are listed.");
  }

  /** Looks at every screen. */
  void look() {
    for (String namespace : List.of("default", "monitoring", "payments", "shop")) {
      Fx.run(() -> model.cluster().choose(namespace, true));
    }
    Fx.await(
        "the workloads of four namespaces",
        PATIENCE,
        () ->
            model.cluster().workloads().status().get() instanceof Status.Live
                && model.cluster().workloads().picture().get().total() > 8);
    Fx.run(() ->
        model
            .cluster()
            .workloads()
            .selected()
            .set(new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders")));
    both("workloads");
    Fx.run(() -> model.screen().set(Screen.FLOWS));
    Fx.await("flows", PATIENCE, () -> !flows().isEmpty());
    Fx.run(() ->
        flows().stream()
            .filter(row -> row.kind() == FlowRow.Kind.REFUSED)
            .findFirst()
            .ifPresent(row -> model.flows().selected().set(row)));
    both("flows");
    Fx.run(() -> model.screen().set(Screen.DNS));
    Fx.await("queries", PATIENCE, () -> !queries().isEmpty());
    Fx.run(() ->
        queries().stream()
            .filter(row -> row.query().getName().startsWith("orders"))
            .filter(row -> !row.query().getProgram().getName().isEmpty())
            .findFirst()
            .or(() -> queries().stream().findFirst())
            .ifPresent(row -> model.dns().selected().set(row)));
    both("dns");
    Fx.run(() -> model.screen().set(Screen.WORKLOADS));
    say.accept(
        "The window shows %d flows and %d queries."
            .formatted(
                Fx.on(() -> model.flows().table().picture().get().total()),
                Fx.on(() -> model.dns().table().picture().get().total())));
  }

  /** Looks at a namespace in which nothing runs, and at the others again. */
  void empty(String namespace) {
    List<String> before = new ArrayList<>(Fx.on(() -> Set.copyOf(model.cluster().chosen())));
    Fx.run(() -> {
      model.cluster().workloads().selected().set(null);
      model.cluster().chooseOnly(namespace);
    });
    Fx.await(
        "the list of " + namespace,
        PATIENCE,
        () ->
            model.cluster().workloads().status().get() instanceof Status.Live
                && model.cluster().workloads().picture().get().total() == 0);
    both("empty");
    Fx.run(() -> {
      before.forEach(name -> model.cluster().choose(name, true));
      if (!before.contains(namespace)) {
        model.cluster().choose(namespace, false);
      }
    });
  }

  /** Presses the switch again. */
  void disconnect() {
    press();
    awaitCondition(Condition.DISCONNECTED);
    say.accept(words());
    both("after");
  }

  private List<FlowRow> flows() {
    return model.flows().table().picture().get().rows();
  }

  private List<DnsRow> queries() {
    return model.dns().table().picture().get().rows();
  }

  private String words() {
    var bar = Fx.on(() -> model.connection().bar().get());
    return bar.word() + ". " + Messages.plain(bar.detail());
  }

  private void press() {
    Node toggle = open.find("#connect-switch");
    if (shown && toggle instanceof ButtonBase button) {
      Fx.run(button::fire);
    } else {
      Fx.click(toggle);
    }
  }

  private void awaitCondition(Condition wanted) {
    try {
      Fx.await(
          wanted.key(),
          PATIENCE,
          () -> {
            Condition now = model.connection().condition();
            return now == wanted || now == Condition.FAILED && wanted == Condition.CONNECTED;
          });
    } catch (AssertionError e) {
      Fx.picture(open.scene(), out.resolve("stuck.png"));
      throw new AssertionError(
          "The window is not "
              + wanted.key()
              + " after "
              + PATIENCE.toSeconds()
              + " s; it says: "
              + words()
              + " A picture of it is stuck.png.",
          e);
    }
    FailureView failure = Fx.on(() -> model.connection().failure().get());
    if (failure != null && wanted != Condition.FAILED) {
      Fx.picture(open.scene(), out.resolve("stuck.png"));
      throw new AssertionError(failure.details());
    }
  }

  private void both(String name) {
    for (Look look : new Look[] {Look.DARK, Look.LIGHT}) {
      Fx.run(() -> open.window().look(look));
      Fx.picture(
          open.scene(), out.resolve(name + (look == Look.DARK ? "-dark.png" : "-light.png")));
    }
  }
}
