package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.theme.Tokens;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.robot.Robot;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Colours: light and dark, the context's accent, and that what floats takes them over. */
class ThemeSpec {

  @Test
  void lightAndDarkAreTheTokensAndTheBandIsTheContexts() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      for (Look look : new Look[] {Look.LIGHT, Look.DARK}) {
        boolean dark = look == Look.DARK;
        Fx.run(() -> open.window().look(look));
        Fx.frames(3);
        assertThat(ground(open, ".cv-shell"))
            .isEqualTo(Color.web(Tokens.value("-color-bg-default", dark)));
        assertThat(ground(open, ".cv-band"))
            .isEqualTo(Color.web(Tokens.accent("weir").emphasis(dark)));
      }
    }
  }

  @Test
  void tooltipsTakeOverTheColoursOfTheWindow() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(() -> open.window().look(Look.DARK));
      Node gear = open.find("#open-settings");
      Fx.run(() -> {
        Bounds at = gear.localToScreen(gear.getBoundsInLocal());
        new Robot().mouseMove(at.getCenterX(), at.getCenterY());
      });
      Fx.await("the tooltip", () -> tip() != null);
      assertThat(Fx.on(() -> ground(tip())))
          .isEqualTo(Color.web(Tokens.value("-color-neutral-emphasis-plus", true)));
    }
  }

  /** A tooltip may be shown, or styled, when the node that it explains has left the window. */
  @Test
  void tooltipsHaveTheirColoursFromNobodyElse() {
    List<String> complaints = new CopyOnWriteArrayList<>();
    Handler listener = new Listener(complaints);
    // Kept here: a logger that nobody holds is forgotten with its handlers.
    Logger css = Logger.getLogger("javafx.css");
    css.addHandler(listener);
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      for (Look look : new Look[] {Look.LIGHT, Look.DARK}) {
        Fx.run(() -> {
          open.window().look(look);
          Tooltip alone = new Tooltip("of nobody");
          alone.show(open.stage(), 50, 50);
          alone.getScene().getRoot().applyCss();
          alone.hide();
        });
        Fx.frames(3);
      }
      assertThat(complaints).isEmpty();
    } finally {
      css.removeHandler(listener);
    }
  }

  private static final class Listener extends Handler {
    private final List<String> complaints;

    Listener(List<String> complaints) {
      this.complaints = complaints;
    }

    @Override
    public void publish(LogRecord record) {
      complaints.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static @Nullable Region tip() {
    return Window.getWindows().stream()
        .filter(Tooltip.class::isInstance)
        .flatMap(w -> w.getScene().getRoot().lookupAll(".tooltip").stream())
        .filter(Label.class::isInstance)
        .map(Region.class::cast)
        .findFirst()
        .orElse(null);
  }

  private static Paint ground(Open open, String selector) {
    Region region = (Region) open.find(selector);
    return Fx.on(() -> ground(region));
  }

  private static Paint ground(@Nullable Region region) {
    assertThat(region).isNotNull();
    return Objects.requireNonNull(region).getBackground().getFills().getLast().getFill();
  }
}
