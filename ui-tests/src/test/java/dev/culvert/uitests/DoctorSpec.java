package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import org.junit.jupiter.api.Test;

/** The doctor's screen. */
class DoctorSpec {

  @Test
  void showsTheClashFirstAndTheJournalBelow() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.scriptedInspect().journal(Talk.journal());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      examined(open);
      assertThat(Specs.texts(open.find("#doctor-list"))).contains("Routes clash", "R02");
      Fx.run(() -> open.model().doctor().selected().set("CUL-R02"));
      Fx.frames(3);
      assertThat(Specs.texts(open.find("#finding")))
          .contains("Routes clash", "CUL-R02")
          .anyMatch(text -> text.contains("tun0 claims 10.20.4.0/22"))
          .contains("both claim this", "A packet to 10.20.4.10 now");
      open.click("#fix-1");
      assertThat(Fx.on(() -> open.model().settings().get("context.dev-eu.never-route", "")))
          .isEqualTo("10.20.4.0/22");
      Fx.await("it connects anew", () -> helper.asked().contains("disconnect"));
      assertThat(Specs.texts(open.find("#journal")))
          .contains("10.96.0.0/16 dev culvert0", "In force", "3 changes in force");
      open.click("#restore");
      Fx.await("the helper is asked", () -> helper.asked().contains("restore"));
    }
  }

  @Test
  void withoutAHelperItSaysSoAndStillLooks() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      helper.presence(new Presence.Gone("The helper does not answer.", "Start it."));
      Specs.awaitCondition(open, Condition.NO_HELPER);
      examined(open);
      assertThat(Specs.texts(open.find("#finding")))
          .contains("The helper does not run", "CUL-H11", "Start the helper");
      assertThat(Fx.on(() -> open.model().doctor().bundle().orElseThrow().files().keySet()))
          .contains("checks.txt", "network.txt");
      assertThat(Fx.on(() -> open.find("#restore").isDisabled())).isTrue();
    }
  }

  private static void examined(Open open) {
    Fx.run(() -> open.model().screen().set(Screen.DOCTOR));
    Fx.await("the checks", () -> open.model().doctor().examination().get() != null);
    Fx.frames(3);
  }
}
