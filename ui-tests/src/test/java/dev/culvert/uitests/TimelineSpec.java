package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.TimelineModel.Tone;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The last day. */
class TimelineSpec {

  @Test
  void showsTheDayAsABarThatAScreenReaderCanRead() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.history(Story.history());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Fx.run(() -> open.model().screen().set(Screen.TIMELINE));
      Fx.await("the lines", () -> open.model().timeline().lines().size() == 14);
      Fx.frames(3);
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains("Reconnecting to dev-eu", "Wi-Fi changed, 3 tries, 12 flows kept", "CUL-K04");
      assertThat(open.find("#day-bar").getAccessibleText())
          .startsWith("The last 24 hours:")
          .contains("Failed 19\u00a0min.");
      Duration all =
          open.model().timeline().sums().values().stream().reduce(Duration.ZERO, Duration::plus);
      assertThat(all).as("the day has no gap").isEqualTo(Duration.ofHours(24));
    }
  }

  @Test
  void aLossThatIsToldLaterIsANotice() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      assertThat(open.model().notices().unseen().get()).isFalse();
      helper.history(
          HistoryEvent.newBuilder()
              .addUpserts(
                  HistoryEntry.newBuilder()
                      .setId(99)
                      .setKind(HistoryEntry.Kind.KIND_RECONNECTING)
                      .setContext("dev-eu")
                      .setText("Wi-Fi changed")
                      .setAttempts(1))
              .build());
      Fx.await("a notice", () -> open.model().notices().unseen().get());
      assertThat(open.find("#notices").getAccessibleText()).isEqualTo("Notices, some of them new");
      open.click("#notices");
      Fx.await("it is seen", () -> !open.model().notices().unseen().get());
      assertThat(open.model().notices().items().get().getFirst().title())
          .isEqualTo("Reconnecting to dev-eu");
      assertThat(open.model().timeline().spans().getLast().tone()).isEqualTo(Tone.BUSY);
    }
  }
}
