package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.FlowText;
import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/** What can be saved or copied of the flows that are shown. */
final class SaveMenu extends MenuButton {
  private final FlowsModel flows;
  private final MenuItem record = new MenuItem();
  private final MenuItem packets = new MenuItem(text("flows.save.pcapng"));

  SaveMenu(AppModel model) {
    super(text("flows.save"));
    this.flows = model.flows();
    setId("flows-save");
    getStyleClass().addAll("cv-button", "cv-outlined", "cv-menu");
    setGraphic(Kit.icon("mdi2d-download", 16));
    setMinWidth(USE_PREF_SIZE);
    MenuItem csv = new MenuItem(text("flows.copy.csv"));
    csv.setOnAction(e -> model.bench().copy(FlowText.csv(shown())));
    MenuItem json = new MenuItem(text("flows.copy.json"));
    json.setOnAction(e -> model.bench().copy(FlowText.json(shown())));
    packets.setOnAction(e -> PacketFile.choose(this, model, shown()));
    record.setOnAction(e -> flows.record(!flows.hour().recording().get().hasUntil()));
    getItems().addAll(record, packets, new SeparatorMenuItem(), csv, json);
    flows.hour().recording().addListener((o, was, is) -> say());
    say();
  }

  void narrow(boolean narrow) {
    setContentDisplay(narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
  }

  private void say() {
    boolean on = flows.hour().recording().get().hasUntil();
    record.setText(text(on ? "flows.record.stop" : "flows.record.start"));
    packets.setDisable(flows.hour().recording().get().getPackets() == 0);
  }

  private List<FlowRow> shown() {
    return flows.table().picture().get().rows().stream()
        .filter(row -> row.group() == null)
        .toList();
  }
}
