package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Units;
import java.io.File;
import java.util.List;
import javafx.scene.Node;
import javafx.stage.FileChooser;

/** Asks where the packets of flows shall go. */
final class PacketFile {
  private PacketFile() {}

  static void choose(Node from, AppModel model, List<FlowRow> rows) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(text("flows.save.pcapng"));
    String time = Units.clock(model.bench().now(), model.bench().zone()).replace(":", "");
    chooser.setInitialFileName("culvert-" + time + ".pcapng");
    chooser
        .getExtensionFilters()
        .add(new FileChooser.ExtensionFilter(text("flows.save.pcapng.files"), "*.pcapng"));
    File file = chooser.showSaveDialog(from.getScene().getWindow());
    if (file != null) {
      model.flows().save(rows.stream().map(FlowRow::id).toList(), file.toPath());
    }
  }
}
