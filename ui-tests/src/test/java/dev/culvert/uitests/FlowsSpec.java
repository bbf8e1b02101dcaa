package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FlowRow;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The flows screen. */
class FlowsSpec {

  @Test
  void saysTheVerdictInWordsAndTheReasonFirst() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      helper.flows(Talk.flows());
      kept(open, 23);
      assertThat(Specs.texts(open.find("#flows")))
          .contains("Refused", "Timed out", "Unreachable", "Excluded", "Dialling", "Cluster");
      Fx.run(() ->
          open.model().flows().table().picture().get().rows().stream()
              .filter(row -> row.kind() == FlowRow.Kind.REFUSED)
              .forEach(row -> open.model().flows().selected().set(row)));
      Fx.await("the detail", () -> open.find("#flow-detail").isVisible());
      assertThat(Specs.texts(open.find("#flow-detail")))
          .contains("Why", "10.96.77.3:8080 answered: connection refused", "100.64.0.2:51020");
    }
  }

  @Test
  void spaceFreezesAndSaysHowManyAreNew() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      helper.flows(Talk.flows());
      kept(open, 23);
      Fx.run(() -> open.find("#flows").requestFocus());
      Fx.keys(KeyCode.SPACE);
      Fx.await("frozen", () -> open.model().flows().table().frozen().get());
      helper.flows(Talk.flows(1000, 248));
      Button freeze = (Button) open.find("#freeze");
      Fx.await("so many are new", () -> freezeText(open).equals("Frozen, 248 new"));
      assertThat(table(open).getItems()).hasSize(23);
      assertThat(freeze).isNotNull();
      Fx.keys(KeyCode.SPACE);
      Fx.await("it goes on", () -> table(open).getItems().size() == 271);
    }
  }

  @Test
  void filtersByWordsAndKeys() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      helper.flows(Talk.flows());
      kept(open, 23);
      filter(open, "ns:shop !program:java", 10);
      filter(open, "verdict:refused,timed-out", 2);
      filter(open, "rtt:>20ms !retr:0", 3);
      filter(open, "proto:udp", 1);
      filter(open, "nothing", 0);
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains("No flow matches this filter", "23 flows are hidden by nothing.");
    }
  }

  @Test
  void aHundredThousandFlowsAndTwoThousandEventsASecondFitIntoAFrame() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      for (int block = 0; block < 100; block++) {
        helper.flows(Talk.flows(1 + block * 1000L, 1000));
      }
      kept(open, 100_000);
      AtomicLong next = new AtomicLong(100_001);
      Runnable tenth =
          () -> {
            // New flows, and as many that have carried more.
            helper.flows(Talk.flows(next.getAndAdd(100), 100));
            helper.flows(Talk.flows(next.get() - 5_000, 100));
          };
      // The first seconds are the compiler's.
      FrameMeter.measure(open.scene(), Duration.ofSeconds(4), tenth);
      FrameMeter.Figures figures = FrameMeter.measure(open.scene(), Duration.ofSeconds(6), tenth);
      System.out.println("flows: 100,000 rows, 2,000 events a second: " + figures);
      assertThat(table(open).getItems()).hasSize(100_000);
      // What the models do on JavaFX' thread is constant in the number of rows.
      assertThat(figures.worstTask()).as("longest task on JavaFX' thread, ms").isLessThan(16);
      // The frame draws each visible cell anew: 22 ms here with the first compiler only and twenty
      // other processes; the table before took 120.
      assertThat(figures.medianFrame()).as("CSS and layout in a frame, ms").isLessThan(60);
      filter(open, "program:psql", 4347, 4348);
    }
  }

  @Test
  void withoutFlowsItSaysHowToMakeOne() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      Fx.await("no flow", () -> Specs.texts(open.scene().getRoot()).contains("No flow yet"));
    }
  }

  private static Open screen(ScriptedHelper helper) {
    Open open = Specs.open(Story.cluster("dev-eu"), helper);
    Specs.awaitCondition(open, Condition.CONNECTED);
    Fx.keys(KeyCode.CONTROL, KeyCode.DIGIT2);
    Fx.await("the screen", () -> open.model().screen().get() == Screen.FLOWS);
    return open;
  }

  private static String freezeText(Open open) {
    return Specs.all(open.scene().getRoot()).stream()
        .filter(n -> "freeze".equals(n.getId()))
        .map(n -> ((Button) n).getText())
        .findFirst()
        .orElse("");
  }

  private static void kept(Open open, int count) {
    Fx.await(count + " flows", () -> open.model().flows().table().picture().get().total() == count);
    Fx.frames(3);
  }

  private static void filter(Open open, String text, Integer... counts) {
    Fx.run(() -> open.model().flows().table().filter().set(text));
    Fx.await(
        text,
        () -> {
          int shown = open.model().flows().table().picture().get().rows().size();
          return java.util.List.of(counts).contains(shown);
        });
    Fx.frames(3);
  }

  @SuppressWarnings("unchecked") // The table of this name has these rows.
  private static TableView<FlowRow> table(Open open) {
    return (TableView<FlowRow>) open.find("#flows");
  }
}
