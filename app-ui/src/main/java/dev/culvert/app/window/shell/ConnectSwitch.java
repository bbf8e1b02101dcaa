package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.BarState;
import dev.culvert.app.view.ConnectionModel;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Motion;
import javafx.animation.TranslateTransition;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/** The one switch. In the middle while it is changing; a press then cancels. */
final class ConnectSwitch extends Button {
  private final Region knob = new Region();
  private final TranslateTransition slide = new TranslateTransition(Duration.millis(160), knob);
  private final Tooltip tip = new Tooltip();

  private final Motion motion;

  ConnectSwitch(ConnectionModel connection, Motion motion) {
    this.motion = motion;
    setId("connect-switch");
    getStyleClass().setAll("cv-switch");
    setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
    setMinSize(44, 24);
    setPrefSize(44, 24);
    setMaxSize(44, 24);
    knob.getStyleClass().add("cv-knob");
    knob.setMinSize(16, 16);
    knob.setMaxSize(16, 16);
    StackPane track = new StackPane(knob);
    track.setAlignment(Pos.CENTER_LEFT);
    track.setMinSize(44, 24);
    track.setMaxSize(44, 24);
    track.setMouseTransparent(true);
    setGraphic(track);
    setTooltip(tip);
    tip.setWrapText(true);
    tip.setMaxWidth(360);
    setOnAction(e -> connection.press());
    knob.setTranslateX(4);
  }

  void show(BarState state, String context) {
    Condition condition = state.condition();
    boolean on = condition.live();
    boolean middle = condition.busy();
    move(on ? 24 : middle ? 14 : 4);
    Kit.pick(
        this,
        "cv-switch-",
        switch (condition) {
          case CONNECTED -> "success";
          case DEGRADED -> "warning";
          case CONNECTING, RECONNECTING, DISCONNECTING -> "info";
          case DISCONNECTED, FAILED, NO_HELPER -> "off";
        });
    boolean possible = state.offReason().isEmpty();
    // Not disabled: a switch that cannot be pressed still has to say why.
    Kit.pick(this, "cv-barred-", possible ? "" : "yes");
    String name = text("switch.name", context);
    setAccessibleText(
        name + ", " + text(on ? "switch.on" : middle ? "switch.between" : "switch.off"));
    tip.setText(
        possible
            ? text(
                on ? "switch.tip.disconnect" : middle ? "switch.tip.cancel" : "switch.tip.connect",
                context)
            : state.offReason());
  }

  private void move(double to) {
    slide.stop();
    if (knob.getTranslateX() == to) {
      return;
    }
    if (motion.reduced()
        || getScene() == null
        || getScene().getWindow() == null
        || !getScene().getWindow().isShowing()) {
      knob.setTranslateX(to);
      return;
    }
    slide.setToX(to);
    slide.play();
  }
}
