package dev.culvert.uitests;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FlowGroup.By;
import dev.culvert.app.view.FlowsModel.Span;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures of the inspectors in every state: {@code InspectorPictures FOLDER [NAME…]}. */
public final class InspectorPictures {
  private static final Logger LOG = LoggerFactory.getLogger(InspectorPictures.class);

  private final Path folder;
  private final List<String> wanted;

  private InspectorPictures(Path folder, List<String> wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  /** Takes them all, or those whose names begin so. */
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      LOG.error("Arguments: the folder for the pictures, and the beginnings of their names");
      System.exit(2);
    }
    Fx.start();
    List<String> names = new ArrayList<>(List.of(arguments));
    Path folder = Path.of(names.removeFirst());
    try {
      new InspectorPictures(folder, names).all();
    } catch (RuntimeException | AssertionError e) {
      LOG.error("A picture failed", e);
      System.exit(1);
    }
    Platform.exit();
    System.exit(0);
  }

  private void all() {
    for (Look look : new Look[] {Look.LIGHT, Look.DARK}) {
      for (int width : new int[] {1600, 1000}) {
        flows(look, width);
        dns(look, width);
        doctor(look, width);
      }
    }
  }

  private void flows(Look look, int width) {
    take("flows", look, width, Screen.FLOWS, open -> select(open, width == 1600 ? 13 : 0));
    take(
        "flows-frozen",
        look,
        width,
        Screen.FLOWS,
        open -> {
          open.model().flows().table().filter().set("proto:tcp !ns:monitoring");
          open.model().flows().table().frozen().set(true);
          open.model()
              .flows()
              .span()
              .set(new Span(Story.NOW.minusSeconds(480), Story.NOW.minusSeconds(240)));
        });
    take(
        "flows-problem",
        look,
        width,
        Screen.FLOWS,
        open -> open.model().flows().table().filter().set("colour:red"));
    take(
        "flows-grouped",
        look,
        width,
        Screen.FLOWS,
        open -> {
          open.model().flows().by().set(By.PROGRAM);
          open.model().flows().record(true);
        });
    take("flows-map", look, width, Screen.FLOWS, open -> open.model().flows().map().set(true));
  }

  private void dns(Look look, int width) {
    take(
        "dns",
        look,
        width,
        Screen.DNS,
        open ->
            open.model().dns().table().picture().get().rows().stream()
                .filter(row -> row.id() == 15 && width == 1600)
                .forEach(row -> open.model().dns().selected().set(row)));
  }

  private void doctor(Look look, int width) {
    take(
        "doctor",
        look,
        width,
        Screen.DOCTOR,
        open -> {
          if (width == 1000) {
            open.model().doctor().selected().set("CUL-F01");
          }
        });
  }

  private static void select(Open open, long id) {
    open.model().flows().table().picture().get().rows().stream()
        .filter(row -> row.id() == id)
        .forEach(row -> open.model().flows().selected().set(row));
  }

  private void take(String name, Look look, int width, Screen screen, Consumer<Open> scene) {
    String file = name + "-" + look.name().toLowerCase(Locale.ROOT) + "-" + width;
    if (!wanted.isEmpty() && wanted.stream().noneMatch(file::startsWith)) {
      return;
    }
    AtomicReference<Instant> clock = new AtomicReference<>(Story.NOW);
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    Settings settings =
        new Settings(
            Map.of(
                "look", look.name(),
                "namespaces.dev-eu", "shop,payments",
                "favourites.dev-eu", "payments,shop,checkout-preview-mk"),
            ignored -> {});
    try (Open open =
        Open.window(Story.cluster("dev-eu"), helper, settings, clock::get, "dev-eu", width, 1000)) {
      helper.scriptedInspect().traffic(Talk.hour());
      helper.scriptedInspect().journal(Talk.journal());
      for (int second = 60; second >= 0; second--) {
        clock.set(Story.NOW.minusSeconds(second));
        helper.flows(Talk.flows(second));
      }
      helper.queries(Talk.queries());
      Fx.await("connected", () -> open.model().connection().condition() == Condition.CONNECTED);
      Fx.await("flows", () -> open.model().flows().table().picture().get().passed() > 20);
      Fx.await("queries", () -> open.model().dns().table().picture().get().passed() > 10);
      Fx.run(() -> open.model().connection().replay(Talk.minute()));
      Fx.run(() -> open.model().screen().set(screen));
      Fx.frames(3);
      Fx.run(() -> scene.accept(open));
      Fx.frames(20);
      Fx.picture(open.scene(), folder.resolve(file + ".png"));
      LOG.info("{}", file);
    }
  }
}
