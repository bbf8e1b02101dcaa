package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;

/** Everything can be reached by its name, and by keys alone. */
class PaletteSpec {

  @Test
  void ctrlKFindsAWorkloadAndEnterOpensIt() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Fx.await("workloads", () -> open.model().cluster().workloads().picture().get().shown() > 20);
      Fx.run(() -> open.model().screen().set(Screen.FLOWS));
      Fx.keys(KeyCode.CONTROL, KeyCode.K);
      Fx.await("the palette", () -> open.window().shell().sheets().open());
      for (KeyCode key : new KeyCode[] {KeyCode.O, KeyCode.R, KeyCode.D, KeyCode.E, KeyCode.R}) {
        Fx.keys(key);
      }
      Fx.await("it is found", () -> Specs.texts(open.find("#palette")).contains("orders"));
      Fx.keys(KeyCode.ENTER);
      Fx.await("the palette is gone", () -> !open.window().shell().sheets().open());
      assertThat(open.model().screen().get()).isEqualTo(Screen.WORKLOADS);
      assertThat(open.model().cluster().workloads().selected().get().name()).isEqualTo("orders");
      Fx.keys(KeyCode.ALT, KeyCode.LEFT);
      Fx.await("back", () -> open.model().screen().get() == Screen.FLOWS);
    }
  }

  @Test
  void whatCannotBeDoneSaysWhyAndEscGoesBackToWhereTheFocusWas() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Node table = open.find("#workloads");
      Fx.run(table::requestFocus);
      Fx.keys(KeyCode.CONTROL, KeyCode.K);
      for (KeyCode key : new KeyCode[] {KeyCode.S, KeyCode.T, KeyCode.A, KeyCode.G}) {
        Fx.keys(key);
      }
      Fx.await(
          "the reason",
          () -> Specs.texts(open.find("#palette")).contains("Disconnect from dev-eu first."));
      Fx.keys(KeyCode.ENTER);
      assertThat(open.window().shell().sheets().open()).isTrue();
      Fx.keys(KeyCode.ESCAPE);
      Fx.await("closed", () -> !open.window().shell().sheets().open());
      assertThat(Fx.on(() -> open.scene().getFocusOwner())).isEqualTo(table);
    }
  }

  @Test
  void theQuestionMarkShowsEveryShortcut() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(() -> open.find("#workloads").requestFocus());
      // As typed: which keys make a question mark is the keyboard's affair.
      Fx.run(() ->
          open.find("#workloads")
              .fireEvent(
                  new KeyEvent(
                      KeyEvent.KEY_TYPED, "?", "", KeyCode.UNDEFINED, true, false, false, false)));
      Fx.await("the list", () -> open.window().shell().sheets().open());
      assertThat(Specs.texts(open.find("#shortcuts")))
          .contains("Ctrl Shift C", "Connect or disconnect");
    }
  }
}
