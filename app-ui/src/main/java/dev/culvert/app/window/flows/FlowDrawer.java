package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.proto.helper.v1.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A flow's details: the reason first, then what can be done, then the rest. */
final class FlowDrawer extends StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(376);

  FlowDrawer(AppModel model) {
    this.model = model;
    getChildren().add(drawer);
    setId("flow-detail");
    Kit.show(this, false);
  }

  void show(@Nullable FlowRow row) {
    Kit.show(this, row != null);
    if (row == null) {
      return;
    }
    Flow flow = row.flow();
    String key = row.kind().name().toLowerCase(Locale.ROOT);
    Duration lasted = row.lasted(model.bench().now());
    String icon = FlowColumns.icon(row.kind());
    Label title = Kit.label(text("flow.title." + key, Units.about(lasted)), "cv-h1");
    Node second =
        Rich.paragraph(
            text(
                row.namespace().isEmpty() ? "flow.detail.to.plain" : "flow.detail.to",
                row.program(),
                row.pid(),
                row.name(),
                row.namespace(),
                row.port().replace(":", "")),
            "cv-rich-small");
    List<Node> sections = new ArrayList<>();
    if (!flow.getReason().isEmpty()) {
      sections.add(why(row));
    }
    sections.add(traffic(row));
    sections.add(way(row));
    drawer.fill(
        Kit.boxed(
            Kit.icon(
                icon.isEmpty() ? "mdi2s-swap-horizontal" : icon,
                20,
                "cv-tone-" + FlowColumns.tone(row.kind())),
            20),
        title,
        Kit.label(""),
        second,
        () -> model.flows().selected().set(null),
        sections.toArray(Node[]::new));
  }

  private static Node why(FlowRow row) {
    boolean bad =
        switch (row.kind()) {
          case CLUSTER, EXCLUDED, DIALLING -> false;
          case REFUSED, UNREACHABLE, TIMED_OUT, FORBIDDEN, RESET -> true;
        };
    VBox said =
        new VBox(
            2,
            Kit.label(text("flow.why"), "cv-strong"),
            Rich.paragraph(row.flow().getReason(), "cv-rich-small"));
    HBox.setHgrow(said, Priority.ALWAYS);
    String tone = FlowColumns.tone(row.kind());
    HBox note =
        new HBox(
            10, Kit.boxed(Kit.icon("mdi2i-information-outline", 18, "cv-tone-" + tone), 18), said);
    note.setAlignment(Pos.TOP_LEFT);
    note.getStyleClass().addAll("cv-note", "cv-wash-" + (bad ? tone : "neutral"));
    VBox section = Drawer.section("", note);
    String remedy = "flow.remedy." + row.kind().name().toLowerCase(Locale.ROOT);
    if (Messages.has(remedy)) {
      section.getChildren().add(Rich.paragraph(text(remedy), "cv-rich-small"));
    }
    return section;
  }

  private static Node traffic(FlowRow row) {
    Flow flow = row.flow();
    HBox line =
        new HBox(
            16,
            figure("mdi2a-arrow-down", "cv-data-in", Units.bytes((double) flow.getBytesIn())),
            figure("mdi2a-arrow-up", "cv-data-out", Units.bytes((double) flow.getBytesOut())));
    VBox section = Drawer.section(text("flow.section.traffic"), line);
    if (!flow.getTcpState().isEmpty()) {
      section
          .getChildren()
          .add(
              Drawer.facts(
                  text("flow.way.state"),
                  flow.getTcpState(),
                  "cv-mono",
                  text("flow.traffic.retr"),
                  Units.count(flow.getRetransmits()),
                  "cv-md"));
    }
    return section;
  }

  private Node way(FlowRow row) {
    Flow flow = row.flow();
    Duration dial = row.dial();
    return Drawer.section(
        text("flow.section.way"),
        Drawer.facts(
            text("flow.way.from"),
            endpoint(flow.getSourceAddress(), flow.getSourcePort()),
            "cv-mono",
            text("flow.way.to"),
            endpoint(row.address(), flow.getDestinationPort()),
            "cv-mono",
            text("flow.way.name"),
            flow.getDestinationName(),
            "cv-mono",
            text("flow.way.protocol"),
            flow.getProtocol().name().replace("PROTOCOL_", ""),
            "cv-mono",
            text("flow.way.dial"),
            dial == null ? "" : Units.time(dial),
            "cv-md",
            text("flow.way.opened"),
            Units.clockMillis(row.opened(), model.bench().zone()),
            "cv-mono",
            text("flow.way.ended"),
            flow.hasEnded() ? Units.clockMillis(row.ended(), model.bench().zone()) : "",
            "cv-mono"));
  }

  private static String endpoint(String address, int port) {
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }

  private static HBox figure(String icon, String style, String value) {
    HBox figure = new HBox(4, Kit.icon(icon, 14, style), Kit.label(value, "cv-small", "cv-md"));
    figure.setAlignment(Pos.CENTER_LEFT);
    return figure;
  }
}
