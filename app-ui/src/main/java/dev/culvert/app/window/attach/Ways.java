package dev.culvert.app.window.attach;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AttachModel;
import dev.culvert.app.view.AttachWay;
import dev.culvert.app.window.kit.Kit;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The ways to be attached, the safest above. */
final class Ways extends VBox {
  private final AttachModel attach;
  private final ToggleGroup group = new ToggleGroup();
  private final Map<AttachWay, RadioButton> radios = new EnumMap<>(AttachWay.class);
  private final Map<AttachWay, VBox> boxes = new EnumMap<>(AttachWay.class);

  Ways(AttachModel attach) {
    this.attach = attach;
    getStyleClass().add("cv-ways");
    getChildren().add(Kit.label(text("attach.safest"), "cv-section-title"));
    for (AttachWay each : AttachWay.values()) {
      getChildren().add(way(each));
    }
    getChildren().add(Kit.label(text("attach.strongest"), "cv-section-title"));
    attach.way().addListener((o, was, is) -> pick(is));
    pick(attach.way().get());
  }

  /** The one that is chosen, for the focus. */
  RadioButton chosen() {
    RadioButton radio = radios.get(attach.way().get());
    if (radio == null) {
      throw new IllegalStateException("There is no way " + attach.way().get());
    }
    return radio;
  }

  private VBox way(AttachWay each) {
    String name = attach.workload().key().name();
    RadioButton radio = new RadioButton(each.title());
    radio.getStyleClass().add("cv-md");
    radio.setToggleGroup(group);
    radio.setId("way-" + each.key());
    radio.setAccessibleText("%s. %s %s".formatted(each.title(), each.what(), each.whom(name)));
    radio.setOnAction(e -> attach.way().set(each));
    radios.put(each, radio);
    HBox first =
        new HBox(8, radio, Kit.spring(), Kit.boxed(Kit.icon(each.icon(), 18, "cv-muted"), 18));
    first.setAlignment(Pos.CENTER_LEFT);
    Label what = Kit.label(each.what(), "cv-small", "cv-muted");
    what.setWrapText(true);
    what.setMinHeight(USE_PREF_SIZE);
    Label whom = Kit.label(each.whom(name), "cv-small", "cv-tone-" + each.tone());
    whom.setWrapText(true);
    whom.setMinHeight(USE_PREF_SIZE);
    VBox words = new VBox(2, what, whom);
    words.getStyleClass().add("cv-way-words");
    VBox box = new VBox(first, words);
    box.getStyleClass().add("cv-way");
    box.setOnMouseClicked(e -> attach.way().set(each));
    boxes.put(each, box);
    return box;
  }

  private void pick(AttachWay way) {
    radios.forEach((each, radio) -> radio.setSelected(each == way));
    boxes.forEach((each, box) -> Kit.pick(box, "cv-chosen-", each == way ? "yes" : ""));
  }
}
