package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.view.FlowsModel.Saved;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.Workbench;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.proto.helper.v1.Recording;
import java.time.Instant;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.text.TextFlow;

/** Says that packets are recorded, as long as they are, and what became of saving them. */
final class RecordingStrip extends HBox {
  private final FlowsModel flows;
  private final Workbench bench;
  private final TextFlow said = Rich.paragraph("", "cv-rich-small");
  private final Button button = Kit.link("");

  RecordingStrip(FlowsModel flows, Workbench bench, Ticker ticker) {
    super(8);
    this.flows = flows;
    this.bench = bench;
    setId("recording");
    getStyleClass().add("cv-recording");
    setAlignment(Pos.CENTER_LEFT);
    setFillHeight(false);
    HBox.setHgrow(said, Priority.ALWAYS);
    getChildren().addAll(Kit.icon("mdi2r-record-circle-outline", 16, "cv-take"), said, button);
    flows.hour().recording().addListener((o, was, is) -> show());
    flows.saved().addListener((o, was, is) -> show());
    ticker.seconds().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    Recording now = flows.hour().recording().get();
    String result =
        switch (flows.saved().get()) {
          case Saved.Nothing() -> "";
          case Saved.Packets(var file, long packets) ->
              text("flows.saved", Units.count(packets), file.getFileName()) + " ";
          case Saved.None() -> text("flows.saved.none") + " ";
          case Saved.Failed(String why) -> text("flows.saved.failed", why) + " ";
        };
    Kit.show(this, now.hasUntil() || !result.isEmpty());
    if (!isVisible()) {
      return;
    }
    String recording =
        now.hasUntil()
            ? text(
                "flows.recording",
                Units.clock(Instant.ofEpochSecond(now.getUntil().getSeconds()), bench.zone()),
                Units.count(now.getPackets()),
                Units.bytes((double) now.getBytes()))
            : "";
    Rich.fill(said, result + recording);
    button.setText(text(now.hasUntil() ? "flows.record.stop.short" : "flows.saved.close"));
    button.setOnAction(e -> {
      if (now.hasUntil()) {
        flows.record(false);
      } else {
        flows.forgetSaved();
      }
    });
  }
}
