package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.BarState;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The frame: state in words, the switch, contexts, production, what is said when nobody answers.
 */
class ShellSpec {

  @Test
  void buildsAScreenWhenItIsFirstOpenedAndKeepsIt() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      assertThat(Fx.<Node>on(() -> open.scene().getRoot().lookup("#doctor-list"))).isNull();
      Fx.run(() -> open.model().screen().set(Screen.DOCTOR));
      Node list = open.find("#doctor-list");
      Fx.run(() -> open.model().screen().set(Screen.FLOWS));
      Fx.run(() -> open.model().screen().set(Screen.DOCTOR));
      assertThat(open.find("#doctor-list")).isSameAs(list);
    }
  }

  @Test
  void theMiniWindowSaysTheStateAndTheOneThingToKnowAndGivesTheLargeOneBack() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.scriptedAttach().attachments(Attached.story());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(open.window().shell()::mini);
      Node root = Fx.on(() -> open.window().shell().miniWindow().scene().getRoot());
      Fx.await("it is there", () -> root.getScene().getWindow().isShowing());
      assertThat(Specs.texts(root))
          .contains("Connected", "dev-eu", "orders: Intercept matching requests", "Detach");
      helper.say(Story.degraded("dev-eu"));
      Fx.await("the news", () -> Specs.texts(root).contains("Open the doctor"));
      Fx.run(() -> ((Button) root.lookup("#mini-act")).fire());
      assertThat(Fx.on(() -> open.model().screen().get())).isEqualTo(Screen.DOCTOR);
      Fx.run(() -> ((Button) root.lookup("#mini-restore")).fire());
      assertThat(root.getScene().getWindow().isShowing()).isFalse();
      assertThat(open.stage().isIconified()).isFalse();
    }
  }

  static Stream<Arguments> states() {
    return Stream.of(
        Arguments.of(
            Story.disconnected(),
            Condition.DISCONNECTED,
            "Disconnected",
            "This computer's network is as you left it."),
        Arguments.of(
            Story.connecting("dev-eu", Step.STEP_WAITING_FOR_MANAGER),
            Condition.CONNECTING,
            "Connecting",
            "*dev-eu*: waiting for the manager, 3 of 5"),
        Arguments.of(
            Story.connected("dev-eu", 0, 0),
            Condition.CONNECTED,
            "Connected",
            "*dev-eu* for 2\u00a0h 14\u00a0min"),
        Arguments.of(
            Story.degraded("dev-eu"),
            Condition.DEGRADED,
            "Degraded",
            "*dev-eu*: answers take 412 ms"),
        Arguments.of(
            Story.reconnecting("dev-eu", 3, 4),
            Condition.RECONNECTING,
            "Reconnecting",
            "*dev-eu* for 42\u00a0s: Wi-Fi changed. Try 3 in 4\u00a0s."),
        Arguments.of(
            Story.failed("dev-eu"), Condition.FAILED, "Failed", "*dev-eu* refused: missing right"));
  }

  @ParameterizedTest
  @MethodSource("states")
  void saysTheStateInWordsAndInTheSwitchesName(
      State state, Condition condition, String word, String detail) {
    ScriptedHelper helper = new ScriptedHelper(state);
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, condition);
      BarState bar = Fx.on(() -> open.model().connection().bar().get());
      assertThat(bar.word()).isEqualTo(word);
      assertThat(bar.detail()).isEqualTo(detail);
      Region block = (Region) open.find("#state");
      // Of one width while the last minute stands beside it; else there is more room for a reason.
      assertThat(block.getWidth()).isEqualTo(condition.live() ? 224 : 448);
      assertThat(block.getAccessibleText()).startsWith(word + ". ");
      assertThat(open.find("#connect-switch").getAccessibleText()).contains("dev-eu");
    }
  }

  @Test
  void aPressOfTheSwitchConnectsAndAnotherOneDisconnects() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      open.click("#connect-switch");
      Fx.await("the helper is asked", () -> !helper.asked().isEmpty());
      assertThat(helper.asked()).containsExactly("connect dev-eu shop");
      helper.say(Story.connected("dev-eu", 0, 0));
      Specs.awaitCondition(open, Condition.CONNECTED);
      open.click("#connect-switch");
      Fx.await("the helper is asked", () -> helper.asked().size() == 2);
      assertThat(helper.asked()).last().isEqualTo("disconnect");
      helper.say(Story.disconnected());
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      Fx.keys(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
      Fx.await("the key does the same", () -> helper.asked().size() == 3);
    }
  }

  @Test
  void whatTheKubeconfigRefusesIsShownAsAFailureWithWhatToDo() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    helper.answer(
        CompletableFuture.failedFuture(
            new HelperException(
                HelperException.Reason.CREDENTIALS, "The plug-in aws is not installed.")));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      open.click("#connect-switch");
      Specs.awaitCondition(open, Condition.FAILED);
      assertThat(Specs.texts(open.find("#failed")))
          .contains("Not connected: The plug-in aws is not installed", "CUL-A01")
          .anyMatch(text -> text.startsWith("Sign in to the cluster"));
      open.click("#try-again");
      Fx.await("it is tried again", () -> helper.asked().size() == 2);
    }
  }

  @Test
  void anOnlookerIsToldWhoMayAndTheSwitchDoesNothing() {
    ScriptedHelper helper = new ScriptedHelper(Story.onlooker());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      open.click("#connect-switch");
      assertThat(helper.asked()).isEmpty();
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains(
              "You may look, not change",
              "jonas installed Culvert; connecting is up to them or an administrator.");
    }
  }

  @Test
  void aHelperThatIsGoneIsSaidWithWhatToDo() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      helper.presence(new Presence.Gone("Nothing listens at the socket.", "Start the service."));
      Specs.awaitCondition(open, Condition.NO_HELPER);
      assertThat(Specs.texts(open.scene().getRoot())).contains("No helper");
      helper.presence(new Presence.Here());
      Specs.awaitCondition(open, Condition.CONNECTED);
    }
  }

  @Test
  void whatWasConnectedWhenTheHelperWentIsConnectedAgainWhenItIsBack() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      helper.presence(new Presence.Gone("Nothing listens at the socket.", "Start the service."));
      Specs.awaitCondition(open, Condition.NO_HELPER);
      helper.presence(new Presence.Here());
      helper.say(Story.disconnected());
      Fx.await("it is connected again", () -> helper.asked().size() == 1);
      assertThat(helper.asked().getFirst()).contains("dev-eu");
      helper.presence(new Presence.Gone("Nothing listens at the socket.", "Start the service."));
      helper.presence(new Presence.Here());
      helper.say(Story.disconnected());
      Fx.run(() -> {});
      assertThat(helper.asked()).as("what was disconnected stays so").hasSize(1);
    }
  }

  @Test
  void productionHasAHighBandWithTheWord() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("prod-eu"), helper, "prod-eu")) {
      Region band = (Region) open.find(".cv-band");
      assertThat(band.getHeight()).isEqualTo(24);
      assertThat(Specs.texts(band)).contains("PRODUCTION");
      Fx.run(() -> open.model().select("dev-eu"));
      Fx.await("a thin band", () -> band.getHeight() == 4);
    }
  }

  @Test
  void everyControlHasANameAndTheStateIsNeverSaidByColourAlone() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      List<Node> controls =
          Fx.on(() ->
              Specs.all(open.scene().getRoot()).stream()
                  .filter(n -> n instanceof Button || n instanceof TextInputControl)
                  .filter(n -> n.isVisible())
                  .toList());
      assertThat(controls).isNotEmpty();
      for (Node control : controls) {
        boolean named =
            control.getAccessibleText() != null
                || control instanceof Button button && !button.getText().isEmpty();
        assertThat(named).as("%s has a name", control).isTrue();
      }
      assertThat(Specs.all(open.scene().getRoot()).stream().filter(Label.class::isInstance))
          .isNotEmpty();
    }
  }

  @Test
  void withoutAnyContextItSaysWhereKubeconfigsAreLookedFor() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(new ScriptedCluster(List.of()), helper)) {
      assertThat(Specs.texts(open.scene().getRoot())).contains("No context");
    }
  }
}
