package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

/** A change in the settings counts at once, and a wrong one is named. */
class SettingsSpec {

  @Test
  void aContextThatIsProductionBringsTheBandAndTheColourIsTakenOver() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      Fx.keys(KeyCode.CONTROL, KeyCode.COMMA);
      Fx.await("the settings", () -> open.window().shell().sheets().open());
      Fx.run(() -> ((Button) open.find("#settings-contexts")).fire());
      Fx.run(() -> ((ToggleButton) open.find("#color-dev-eu-iris")).fire());
      assertThat(open.model().current().get().color()).isEqualTo("iris");
      Fx.run(() -> ((CheckBox) open.find("#production-dev-eu")).setSelected(true));
      Region band = (Region) open.find(".cv-band");
      Fx.await("the high band", () -> band.getHeight() == 24);
      assertThat(open.model().current().get().color()).isEqualTo("brick");
      assertThat(Specs.texts(band)).contains("PRODUCTION");
      Node sheet = open.find("#settings");
      assertThat(Fx.on(() -> sheet.localToScene(0, 0).getY()))
          .as("never over the band")
          .isGreaterThan(24);
    }
  }

  @Test
  void aNetworkThatIsNoneIsNamedAndNotKept() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Fx.run(() -> open.window().shell().settings("NETWORK"));
      TextField field = (TextField) open.find("#setting-context-dev-eu-also-route");
      Fx.run(() -> {
        field.setText("10.0.0.1/8");
        field.fireEvent(new javafx.event.ActionEvent());
      });
      assertThat(Specs.texts(open.find("#settings")))
          .contains("10.0.0.1/8 is not a network such as 10.96.0.0/16");
      assertThat(open.model().settings().has("context.dev-eu.also-route")).isFalse();
      Fx.run(() -> {
        field.setText("10.0.0.0/8, 192.0.2.0/24");
        field.fireEvent(new javafx.event.ActionEvent());
      });
      assertThat(open.model().settings().get("context.dev-eu.also-route", ""))
          .isEqualTo("10.0.0.0/8,192.0.2.0/24");
    }
  }

  @Test
  void rowsGrowWithTheText() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      TableView<?> table = (TableView<?>) open.find("#workloads");
      assertThat(table.getFixedCellSize()).isEqualTo(32);
      Fx.run(() -> open.model().settings().put("appearance.text-size", "150"));
      Fx.await("higher rows", () -> table.getFixedCellSize() == 48);
    }
  }

  @Test
  void singleLettersCanBeTurnedOff() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(() -> open.model().settings().put("shortcuts.single-letters", "false"));
      Node table = open.find("#workloads");
      Fx.run(table::requestFocus);
      Fx.keys(KeyCode.SLASH);
      assertThat(Fx.on(() -> open.scene().getFocusOwner())).isEqualTo(table);
    }
  }

  @Test
  void lookIsChosenAndCountsAtOnce() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Fx.run(() -> open.window().shell().settings("APPEARANCE"));
      @SuppressWarnings("unchecked") // The box of this name has these values.
      ChoiceBox<String> look = (ChoiceBox<String>) open.find("#setting-look");
      Fx.run(() -> look.setValue("dark"));
      Fx.frames(3);
      Region shell = (Region) open.find(".cv-shell");
      assertThat(Fx.on(() -> shell.getBackground().getFills().getLast().getFill()))
          .isEqualTo(javafx.scene.paint.Color.web("#14191E"));
    }
  }
}
