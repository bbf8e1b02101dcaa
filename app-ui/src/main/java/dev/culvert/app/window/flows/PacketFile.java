package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.SaveDialog;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;

/** Asks where the packets of flows shall go. */
final class PacketFile {
  private static final String SUFFIX = ".pcapng";

  private PacketFile() {}

  static void choose(Node from, AppModel model, List<FlowRow> rows) {
    String time = Units.clock(model.bench().now(), model.bench().zone()).replace(":", "");
    Scene scene = from.getScene();
    SaveDialog.of(scene)
        .ask(scene.getWindow(), "culvert-" + time + SUFFIX, text("flows.save.pcapng.files"), SUFFIX)
        .ifPresent(file -> model.flows().save(rows.stream().map(FlowRow::id).toList(), file));
  }
}
