package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowMap;
import dev.culvert.app.view.FlowMap.Link;
import dev.culvert.app.view.FlowMap.Node;
import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Who talks to whom: programs at the start, workloads at the end, width by bytes. */
final class MapPane extends VBox {
  private final FlowsModel flows;
  private final Colors colors;
  private final Canvas canvas = new Canvas(100, 100);
  private final Label said = Kit.label("", "cv-small", "cv-muted");
  private MapLayout layout = MapLayout.EMPTY;
  private @Nullable Link chosen;
  private long drawn = -1;
  private double scale = 1;
  private double text = 1;

  MapPane(AppModel model, Colors colors) {
    this.flows = model.flows();
    this.colors = colors;
    setId("flows-map");
    getStyleClass().add("cv-map");
    Pane room = new Pane(canvas);
    room.setMinSize(0, 0);
    VBox.setVgrow(room, Priority.ALWAYS);
    HBox legend =
        new HBox(
            16,
            key("cv-map-plain", text("flows.map.bytes")),
            key("cv-map-chosen", text("flows.map.chosen")),
            key("cv-map-silent", text("flows.map.silent")),
            Kit.spring(),
            said);
    legend.setAlignment(Pos.CENTER_LEFT);
    legend.setMinHeight(32);
    getChildren().addAll(room, legend);
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    room.widthProperty().addListener((o, was, is) -> again());
    room.heightProperty().addListener((o, was, is) -> again());
    canvas.widthProperty().bind(room.widthProperty());
    canvas.heightProperty().bind(room.heightProperty());
    canvas.setOnMouseClicked(this::clicked);
    addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
    flows.table().picture().addListener((o, was, is) -> again());
    visibleProperty().addListener((o, was, is) -> again());
    colors.dark().addListener((o, was, is) -> again());
    colors.text().addListener((o, was, is) -> again());
    hint();
  }

  private static HBox key(String style, String name) {
    StackPane swatch = new StackPane();
    swatch.getStyleClass().addAll("cv-map-swatch", style);
    HBox key = new HBox(6, swatch, Kit.label(name, "cv-small", "cv-muted"));
    key.setAlignment(Pos.CENTER_LEFT);
    return key;
  }

  private void hint() {
    Link link = chosen;
    said.setText(
        link == null
            ? text("flows.map.hint")
            : Messages.count(
                "flows.map.link",
                link.flows(),
                name(link.from()),
                name(link.to()),
                Units.bytes((double) link.bytes())));
    setAccessibleText(said.getText());
  }

  static String name(Node node) {
    return node.name().isEmpty() ? Messages.count("flows.map.more", node.many()) : node.name();
  }

  /** At most once a picture of the table, and only while it is seen. */
  private void again() {
    if (!isVisible() || canvas.getWidth() < 50 || canvas.getHeight() < 50) {
      return;
    }
    long number = flows.table().picture().get().number();
    if (number != drawn || layout.map().bytes() == 0) {
      drawn = number;
      FlowMap map = FlowMap.of(flows.table().picture().get().rows());
      Link before = chosen;
      if (before != null) {
        chosen =
            map.links().stream()
                .filter(l ->
                    l.from().id().equals(before.from().id())
                        && l.to().id().equals(before.to().id()))
                .findFirst()
                .orElse(null);
      }
      layOut(map);
    } else {
      layOut(layout.map());
    }
    paint();
  }

  /** As large as the text is; where there is no room for that, the names alone grow. */
  private void layOut(FlowMap map) {
    double wanted = colors.text().get();
    scale = Math.clamp(canvas.getHeight() / MapLayout.least(map), 1, wanted);
    text = Math.min(wanted / scale, MapLayout.LARGEST);
    layout = MapLayout.of(map, canvas.getWidth() / scale, canvas.getHeight() / scale, text);
  }

  private void paint() {
    MapPainter.paint(canvas.getGraphicsContext2D(), layout, chosen, scale, text, colors);
    hint();
  }

  private void clicked(MouseEvent e) {
    requestFocus();
    choose(layout.at(e.getX() / scale, e.getY() / scale));
    if (e.getClickCount() == 2) {
      open();
    }
    e.consume();
  }

  private void choose(@Nullable Link link) {
    chosen = link;
    paint();
  }

  /** Shows the flows of the chosen way in the table. */
  private void open() {
    Link link = chosen;
    if (link != null && !link.filter().isEmpty()) {
      flows.table().filter().set(link.filter());
      flows.map().set(false);
    }
  }

  private void onKey(KeyEvent e) {
    List<Link> links = layout.walk();
    int at = chosen == null ? -1 : links.indexOf(chosen);
    switch (e.getCode()) {
      case DOWN, RIGHT -> choose(links.isEmpty() ? null : links.get((at + 1) % links.size()));
      case UP, LEFT ->
          choose(links.isEmpty() ? null : links.get(Math.floorMod(at - 1, links.size())));
      case ENTER -> open();
      case G -> flows.map().set(false);
      default -> {
        return;
      }
    }
    e.consume();
  }
}
