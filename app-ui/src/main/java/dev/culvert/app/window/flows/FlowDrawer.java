package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.DnsRow;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.FlowSteps;
import dev.culvert.app.view.FlowText;
import dev.culvert.app.view.HttpScope;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.ReasonWords;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Choice;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.proto.helper.v1.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A flow's details: the reason first, then what can be done, then the rest. */
final class FlowDrawer extends StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(376);
  private final VBox figures = new VBox();

  private final VBox answer = Drawer.section("");
  private long asked;

  FlowDrawer(AppModel model, Ticker ticker) {
    this.model = model;
    getChildren().add(drawer);
    setId("flow-detail");
    ticker.seconds().addListener((o, was, is) -> refresh());
    Kit.show(this, false);
  }

  /** A live flow's figures grow while its details are open. */
  private void refresh() {
    FlowRow row = model.flows().selected().get();
    if (isVisible() && row != null && row.live()) {
      figures(row);
    }
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
    figures(row);
    sections.add(figures);
    sections.add(answer);
    sections.add(way(row));
    sections.add(actions(row));
    answerOf(row);
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
          case CLUSTER, EXCLUDED, DIALLING, TAKEN -> false;
          case REFUSED, UNREACHABLE, TIMED_OUT, FORBIDDEN, RESET -> true;
        };
    VBox said =
        new VBox(
            2,
            Kit.label(text("flow.why"), "cv-strong"),
            Rich.paragraph(ReasonWords.of(row.flow()), "cv-rich-small"));
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

  private void figures(FlowRow row) {
    figures
        .getChildren()
        .setAll(
            traffic(row),
            Drawer.section(
                text(
                    "flow.section.timeline", Units.clockMillis(row.opened(), model.bench().zone())),
                new FlowTimeline(FlowSteps.of(row, model.bench().now()))));
  }

  /** The answer that the address came from: the last one with this address before the flow. */
  private void answerOf(FlowRow row) {
    long mine = ++asked;
    Kit.show(answer, false);
    model
        .dns()
        .answerBefore(
            row.address(),
            row.opened(),
            found -> {
              if (mine == asked && found.isPresent()) {
                showAnswer(found.orElseThrow(), row);
              }
            });
  }

  private void showAnswer(DnsRow from, FlowRow row) {
    Button why = Kit.link(text("flow.name.why"));
    why.setOnAction(e -> {
      model.dns().selected().set(from);
      model.screen().set(AppModel.Screen.DNS);
    });
    String before = Units.about(Duration.between(from.at(), row.opened()));
    answer
        .getChildren()
        .setAll(
            Kit.label(text("flow.section.name"), "cv-section-title"),
            Drawer.facts(
                text("flow.name.typed"),
                from.query().getName(),
                "cv-mono",
                text("flow.name.answer"),
                from.query().getType() + " " + from.recordsAtLength(),
                "cv-mono",
                text("flow.name.by"),
                text(
                    "flow.name.by.text",
                    from.answeredBy(),
                    before,
                    from.program().equals(row.program())
                        ? ""
                        : text("flow.name.other", from.program())),
                "cv-plain"),
            why);
    Kit.show(answer, true);
  }

  private Node actions(FlowRow row) {
    MenuButton copy =
        Choice.menu(
            text("flow.copy"),
            "mdi2c-content-copy",
            List.of("csv", "json", "curl"),
            form -> text("flow.copy." + form),
            form ->
                model
                    .bench()
                    .copy(
                        switch (form) {
                          case "csv" -> FlowText.csv(List.of(row));
                          case "json" -> FlowText.json(List.of(row));
                          default -> FlowText.curl(row);
                        }));
    copy.setId("flow-copy");
    Button only = Kit.button(text("flow.only"), "cv-outlined");
    only.setOnAction(e -> {
      model.flows().table().filterBy("to", row.name(), false);
      if (!row.namespace().isEmpty()) {
        model.flows().table().filterBy("ns", row.namespace(), false);
      }
    });
    FlowPane line = new FlowPane(8, 8, copy, only);
    VBox section = Drawer.section("", line);
    boolean any = model.flows().hour().recording().get().getPackets() > 0;
    Button save = Kit.button(text("flow.save"), "cv-outlined");
    save.setGraphic(Kit.icon("mdi2d-download", 16));
    save.setId("flow-save");
    save.setDisable(!any);
    save.setOnAction(e -> PacketFile.choose(this, model, List.of(row)));
    line.getChildren().add(1, save);
    if (row.flow().getProtocol() == Flow.Protocol.PROTOCOL_TCP) {
      Button look = Kit.button(text("flow.http"), "cv-outlined");
      look.setId("flow-http");
      look.setGraphic(Kit.icon("mdi2w-web", 16));
      look.setOnAction(e -> {
        model
            .http()
            .start(
                row.flow().getAttachment().isEmpty() || row.flow().getDirect()
                    ? HttpScope.with(row)
                    : HttpScope.ATTACHED);
        model.screen().set(AppModel.Screen.HTTP);
      });
      line.getChildren().add(look);
    }
    if (!any) {
      section.getChildren().add(Rich.paragraph(text("flow.save.off"), "cv-rich-small"));
    }
    return section;
  }

  private Node traffic(FlowRow row) {
    Flow flow = row.flow();
    HBox line =
        new HBox(
            16,
            figure("mdi2a-arrow-down", "cv-data-in", Units.bytes((double) flow.getBytesIn())),
            figure("mdi2a-arrow-up", "cv-data-out", Units.bytes((double) flow.getBytesOut())));
    VBox section = Drawer.section(text("flow.section.traffic"), line);
    if (row.live()) {
      line.getChildren()
          .addAll(
              figure(
                  "mdi2a-arrow-down",
                  "cv-data-in",
                  Units.rate(model.flows().rates().in(row.id(), model.bench().now()))),
              figure(
                  "mdi2a-arrow-up",
                  "cv-data-out",
                  Units.rate(model.flows().rates().out(row.id(), model.bench().now()))));
    }
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
            text("flow.way.real"),
            flow.getRealAddress().isEmpty()
                ? ""
                : endpoint(flow.getRealAddress(), flow.getDestinationPort()),
            "cv-mono",
            text("flow.way.name"),
            flow.getDestinationName(),
            "cv-mono",
            text("flow.way.attachment"),
            flow.getAttachment(),
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
