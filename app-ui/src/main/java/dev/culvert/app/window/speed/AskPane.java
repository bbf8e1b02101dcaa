package dev.culvert.app.window.speed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.SpeedModel;
import dev.culvert.app.view.SpeedModel.Picture;
import dev.culvert.app.view.SpeedModel.Run;
import dev.culvert.app.view.SpeedTarget;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;

/** Where to, what it takes, and how it went. */
final class AskPane extends VBox {
  private final SpeedModel speed;
  private final MenuButton to = new MenuButton();
  private final TextField address = new TextField();
  private final Button go = Kit.button(text("speed.start"), "cv-primary");
  private final Button stop = Kit.button(text("speed.stop"), "cv-outlined");
  private final HBox said = new HBox(8);
  private boolean typing;

  AskPane(SpeedModel speed) {
    super(10);
    this.speed = speed;
    getStyleClass().add("cv-card");
    to.setId("speed-to");
    to.getStyleClass().addAll("cv-button", "cv-outlined", "cv-menu");
    to.setMinWidth(USE_PREF_SIZE);
    to.setOnShowing(e -> offer());
    // A menu without items does not open, and so would never be filled.
    offer();
    address.setId("speed-address");
    address.setPromptText("10.244.1.7:8080");
    address.setAccessibleText(text("speed.address"));
    address.getStyleClass().add("cv-mono-field");
    address.setPrefColumnCount(20);
    address.setOnAction(e -> start());
    address.textProperty().addListener((o, was, is) -> typed(is));
    Kit.show(address, false);
    go.setId("speed-start");
    go.setOnAction(e -> start());
    stop.setId("speed-stop");
    stop.setOnAction(e -> speed.stop());
    HBox line =
        new HBox(8, Kit.label(text("speed.to"), "cv-muted"), to, address, Kit.spring(), stop, go);
    line.setAlignment(Pos.CENTER_LEFT);
    said.setId("speed-said");
    said.getStyleClass().add("cv-speed-said");
    getChildren().addAll(line, said);
  }

  Node chooser() {
    return to;
  }

  Node first() {
    return go;
  }

  private void offer() {
    to.getItems().clear();
    for (SpeedTarget target : speed.targets()) {
      MenuItem item = new MenuItem(target.words());
      item.setOnAction(e -> choose(target));
      to.getItems().add(item);
    }
    MenuItem other = new MenuItem(text("speed.to.other"));
    other.setOnAction(e -> {
      typing = true;
      Kit.show(address, true);
      to.setText(text("speed.to.other"));
      address.requestFocus();
    });
    to.getItems().addAll(new SeparatorMenuItem(), other);
  }

  private void choose(SpeedTarget target) {
    typing = false;
    Kit.show(address, false);
    speed.target(target);
  }

  private void typed(String text) {
    SpeedTarget.typed(text).ifPresent(speed::target);
  }

  private void start() {
    if (typing && SpeedTarget.typed(address.getText()).isEmpty()) {
      say("mdi2a-alert", "cv-tone-warning", text("speed.address.wrong"));
      return;
    }
    speed.start();
  }

  void show(Picture picture, boolean live) {
    boolean running = picture.running().isPresent();
    go.setDisable(!live || running);
    to.setDisable(running);
    address.setDisable(running);
    Kit.show(stop, running);
    if (!typing) {
      to.setText(picture.target().words());
    }
    Optional<Run> last = picture.latest().filter(run -> run.target().equals(picture.target()));
    String why = last.map(Run::why).orElse("");
    if (!live) {
      say("mdi2c-circle-outline", "cv-muted", text("speed.off"));
    } else if (running) {
      say("mdi2p-progress-helper", "cv-tone-info", text("speed.running"));
    } else if (!why.isEmpty()) {
      say("mdi2c-close-circle-outline", "cv-tone-danger", text("speed.problem", why));
    } else {
      say(
          "mdi2i-information-outline",
          "cv-muted",
          text("speed.before", Units.bytes(SpeedModel.MEBIBYTES << 20)));
    }
  }

  private void say(String icon, String tone, String words) {
    TextFlow text = Rich.paragraph(words, "cv-rich-small");
    HBox.setHgrow(text, javafx.scene.layout.Priority.ALWAYS);
    said.getChildren().setAll(Kit.boxed(Kit.icon(icon, 16, tone), 16), text);
  }
}
