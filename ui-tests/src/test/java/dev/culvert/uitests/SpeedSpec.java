package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Speeds;
import dev.culvert.uitests.script.Story;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.Test;

/** How fast the way is. */
class SpeedSpec {

  private static Open opened(ScriptedHelper helper) {
    Open open = Specs.open(Story.cluster("dev-eu"), helper);
    Specs.awaitCondition(open, Condition.CONNECTED);
    Fx.run(() -> open.model().screen().set(Screen.SPEED));
    Fx.frames(3);
    return open;
  }

  private static void choose(Open open, String words) {
    MenuButton to = (MenuButton) open.find("#speed-to");
    Fx.run(to::show);
    Fx.run(() ->
        to.getItems().stream()
            .filter(item -> words.equals(item.getText()))
            .findFirst()
            .orElseThrow()
            .fire());
    Fx.run(to::hide);
  }

  @Test
  void measuresTheWayToAnAttachedPodHopByHop() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.scriptedAttach().attachments(Attached.story());
    helper.scriptedInspect().speeds(List.of(Speeds.running()));
    try (Open open = opened(helper)) {
      Fx.await("what is attached", () -> open.model().speed().targets().size() > 1);
      String words = Fx.on(() -> open.model().speed().targets().get(1).words());
      choose(open, words);
      open.click("#speed-start");
      Fx.await("figures", () -> open.find("#speed-way").getAccessibleText().contains("21.9"));
      assertThat(helper.scriptedInspect().asked().getTargetCase())
          .isEqualTo(SpeedRequest.TargetCase.ATTACHMENT);
      assertThat(Fx.on(() -> open.find("#speed-start").isDisabled())).isTrue();
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains("This computer", "API server", "Manager")
          .anyMatch(text -> text.startsWith("Measuring."));

      // What is stopped is not kept.
      open.click("#speed-stop");
      Fx.await("it has ended", () -> open.model().speed().picture().get().running().isEmpty());
      assertThat(open.model().speed().picture().get().past()).isEmpty();

      helper.scriptedInspect().speeds(List.of(Speeds.running(), Speeds.agent()));
      open.click("#speed-start");
      Fx.await("it is kept", () -> open.model().speed().picture().get().past().size() == 1);
      assertThat(Specs.texts(open.find("#speed-lanes")))
          .contains("From the pod", "To the pod")
          .anyMatch(text -> text.endsWith("MB/s"));
      assertThat(Specs.texts(open.find("#speed-past"))).contains(words);
    }
  }

  @Test
  void connectsToAnAddressAndSaysWhyNobodyAnswered() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.scriptedInspect().speeds(List.of(Speeds.refused()));
    try (Open open = opened(helper)) {
      choose(open, "An address…");
      TextField address = (TextField) open.find("#speed-address");
      Fx.run(() -> address.setText("orders"));
      open.click("#speed-start");
      Fx.await(
          "what an address is",
          () -> Specs.texts(open.find("#speed-said")).toString().contains("A place is"));
      assertThat(open.model().speed().picture().get().past()).as("nothing was asked").isEmpty();
      Fx.run(() -> address.setText("10.244.2.17:9090"));
      open.click("#speed-start");
      Fx.await(
          "why",
          () -> Specs.texts(open.find("#speed-said")).toString().contains("connection refused"));
      assertThat(helper.scriptedInspect().asked().getPod().getPort()).isEqualTo(9090);
      assertThat(Specs.texts(open.find("#speed-lanes")).toString())
          .contains("told nothing", "its agent answers");
    }
  }

  @Test
  void nothingCanBeMeasuredWithoutAConnection() {
    try (Open open =
        Specs.open(Story.cluster("dev-eu"), new ScriptedHelper(Story.disconnected()))) {
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      Fx.run(() -> open.model().screen().set(Screen.SPEED));
      Fx.await(
          "the notice",
          () ->
              Specs.texts(open.scene().getRoot())
                  .contains("Connect to measure the way to dev-eu."));
      assertThat(((Button) open.find("#speed-start")).isDisabled()).isTrue();
    }
  }
}
