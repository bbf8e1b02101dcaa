package dev.culvert.app.window.speed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.SpeedWay;
import dev.culvert.app.view.SpeedWay.Link;
import dev.culvert.app.view.SpeedWay.Stop;
import dev.culvert.app.view.SpeedWay.Whole;
import dev.culvert.app.window.kit.Kit;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The way as a drawing: who is on it, and how long each hop takes there and back. */
final class WayPane extends VBox {
  private final HBox chain = new HBox(8);
  private final HBox wholes = new HBox(28);

  WayPane() {
    super(16);
    setId("speed-way");
    getStyleClass().add("cv-card");
    chain.setAlignment(Pos.TOP_LEFT);
    wholes.setAlignment(Pos.CENTER_LEFT);
    getChildren().addAll(Kit.label(text("speed.trip"), "cv-section-title"), chain, wholes);
    setAccessibleRole(AccessibleRole.TEXT);
  }

  void narrow(boolean narrow) {
    chain.setSpacing(narrow ? 4 : 8);
  }

  void show(SpeedWay way) {
    chain.getChildren().clear();
    for (int i = 0; i < way.stops().size(); i++) {
      if (i > 0) {
        chain.getChildren().add(link(way.links().get(i - 1)));
      }
      chain.getChildren().add(stop(way.stops().get(i)));
    }
    wholes.getChildren().setAll(way.wholes().stream().map(WayPane::whole).toList());
    setAccessibleText(sentence(way));
  }

  private static VBox stop(Stop stop) {
    StackPane disc = new StackPane(Kit.icon(stop.icon(), 20, "cv-muted"));
    disc.getStyleClass().add("cv-speed-stop");
    Label name = Kit.label(stop.name(), "cv-small", "cv-md");
    name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    // The box is at least as wide as its disc, and a shorter name would stand at its start.
    name.setAlignment(Pos.CENTER);
    name.setStyle(Kit.em("max-width", 132));
    Kit.tip(name, stop.name());
    VBox box = new VBox(6, disc, name);
    box.setAlignment(Pos.TOP_CENTER);
    box.setMinWidth(USE_PREF_SIZE);
    return box;
  }

  private static VBox link(Link link) {
    Region line = new Region();
    line.getStyleClass().add("cv-speed-link");
    Label how = Kit.label(link.how(), "cv-speed-how");
    how.setWrapText(true);
    how.setAlignment(Pos.TOP_CENTER);
    VBox box = new VBox(Kit.label(link.time(), "cv-speed-time"), line, how);
    box.getStyleClass().add("cv-speed-hop");
    box.setAlignment(Pos.TOP_CENTER);
    box.setMinWidth(0);
    HBox.setHgrow(box, Priority.ALWAYS);
    return box;
  }

  private static VBox whole(Whole whole) {
    return new VBox(
        2, Kit.label(whole.name(), "cv-small", "cv-muted"), Kit.label(whole.time(), "cv-figure"));
  }

  private static String sentence(SpeedWay way) {
    return way.wholes().stream()
        .map(whole -> text("speed.sentence", whole.name(), whole.time()))
        .collect(Collectors.joining(" "));
  }
}
