package dev.culvert.uitests;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FailureView;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.view.WorkloadLine;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javafx.scene.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The person in the demo: opens the real window on the real helper and the real cluster, looks, and
 * presses the switch with a real mouse button, on JavaFX' Headless platform.
 *
 * <p>{@code DemoWindow --kubeconfig FILES --context NAME --socket PATH --out FOLDER [--while
 * FOLDER]}. Takes pictures before, while connected on every screen in light and dark, and after.
 * With {@code --while}, writes the file {@code connected} there when it is, and waits for the file
 * {@code enough} before it goes on: so that others can talk through the tunnel meanwhile. Exit code
 * 0, or 1 with a message that says what did not happen.
 */
public final class DemoWindow {
  private static final Logger LOG = LoggerFactory.getLogger(DemoWindow.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Open open;
  private final Path out;

  private DemoWindow(Open open, Path out) {
    this.open = open;
    this.out = out;
  }

  /** Plays the person. */
  public static void main(String[] arguments) {
    // Before anything of JavaFX is touched: neither a display nor a graphics card is needed.
    System.setProperty("glass.platform", System.getProperty("glass.platform", "Headless"));
    System.setProperty("prism.order", System.getProperty("prism.order", "sw"));
    System.setProperty("java.awt.headless", "true");
    int code = 0;
    try {
      play(List.of(arguments));
    } catch (RuntimeException | AssertionError e) {
      LOG.error("The window did not do what it should: {}", e.getMessage(), e);
      code = 1;
    }
    System.exit(code);
  }

  private static void play(List<String> arguments) {
    String context = option(arguments, "--context", "");
    Path out = Path.of(option(arguments, "--out", "target/demo"));
    List<Path> files =
        Arrays.stream(needed(arguments, "--kubeconfig").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    String meeting = option(arguments, "--while", "");
    try (KubeContexts contexts = KubeContexts.of(files);
        HelperClient helper =
            GrpcHelperClient.open(
                Path.of(needed(arguments, "--socket")), contexts.connectRequests());
        Open open =
            Open.window(
                contexts,
                helper,
                Settings.transientOnes(),
                InstantSource.system(),
                context,
                1600,
                1000)) {
      DemoWindow person = new DemoWindow(open, out);
      person.before();
      person.connect();
      if (!meeting.isEmpty()) {
        Meeting.hold(Path.of(meeting));
      }
      person.look();
      person.disconnect();
    }
  }

  private void before() {
    AppModel model = open.model();
    Fx.await(
        "the helper answers",
        PATIENCE,
        () ->
            model.connection().presence().get() instanceof Presence.Here
                && !model.connection().state().get().getHelperVersion().isEmpty());
    Fx.await("the kubeconfig names a context", PATIENCE, () -> model.current().get() != null);
    awaitCondition(Condition.DISCONNECTED);
    both("window-disconnected");
  }

  private void connect() {
    LOG.info("pressing the switch to connect to {}", open.model().connection().context());
    press();
    awaitCondition(Condition.CONNECTED);
    LOG.info("connected");
    Fx.await(
        "the workloads are listed",
        PATIENCE,
        () -> open.model().cluster().workloads().picture().get().shown() > 0);
  }

  private void look() {
    AppModel model = open.model();
    Fx.run(() ->
        model.cluster().workloads().picture().get().lines().stream()
            .filter(WorkloadLine.Row.class::isInstance)
            .map(WorkloadLine.Row.class::cast)
            .findFirst()
            .ifPresent(row -> model.cluster().workloads().selected().set(row.workload().key())));
    both("window-workloads");
    Fx.run(() -> model.screen().set(Screen.FLOWS));
    Fx.run(() ->
        model.flows().table().picture().get().rows().stream()
            .filter(row -> !row.flow().getReason().isEmpty())
            .findFirst()
            .ifPresent(row -> model.flows().selected().set(row)));
    both("window-flows");
    Fx.run(() -> model.screen().set(Screen.DNS));
    Fx.run(() ->
        model.dns().table().picture().get().rows().stream()
            .findFirst()
            .ifPresent(row -> model.dns().selected().set(row)));
    both("window-dns");
    Fx.run(() -> model.screen().set(Screen.WORKLOADS));
    LOG.info(
        "{} workloads, {} flows, {} queries seen",
        model.cluster().workloads().picture().get().total(),
        model.flows().table().picture().get().total(),
        model.dns().table().picture().get().total());
  }

  private void disconnect() {
    LOG.info("pressing the switch to disconnect");
    press();
    awaitCondition(Condition.DISCONNECTED);
    both("window-after");
    LOG.info("disconnected");
  }

  private void press() {
    Node toggle = open.find("#connect-switch");
    Fx.click(toggle);
  }

  private void awaitCondition(Condition wanted) {
    try {
      Fx.await(
          wanted.key(),
          PATIENCE,
          () -> {
            Condition now = open.model().connection().condition();
            return now == wanted || now == Condition.FAILED && wanted == Condition.CONNECTED;
          });
    } catch (AssertionError e) {
      Fx.picture(open.scene(), out.resolve("window-stuck.png"));
      throw new AssertionError(
          "The window is not "
              + wanted.key()
              + " after "
              + PATIENCE.toSeconds()
              + " s; it says: "
              + Fx.on(() -> open.model().connection().bar().get()),
          e);
    }
    FailureView failure = Fx.on(() -> open.model().connection().failure().get());
    if (failure != null) {
      Fx.picture(open.scene(), out.resolve("window-failed.png"));
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

  private static String needed(List<String> arguments, String name) {
    String value = option(arguments, name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " is missing; needed are --kubeconfig FILES --socket PATH [--context NAME] [--out FOLDER]");
    }
    return value;
  }

  private static String option(List<String> arguments, String name, String otherwise) {
    int at = arguments.indexOf(name);
    if (at >= 0 && at + 1 >= arguments.size()) {
      throw new IllegalArgumentException(name + " needs a value after it");
    }
    return at < 0 ? otherwise : arguments.get(at + 1);
  }
}
