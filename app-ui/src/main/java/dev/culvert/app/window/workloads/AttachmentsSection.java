package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AttachmentsModel;
import dev.culvert.app.view.AttachmentsModel.Line;
import dev.culvert.app.view.TakeBack.Offer;
import dev.culvert.app.view.TakeBack.Stage;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Who is attached to a workload, and the buttons to attach and to detach. */
final class AttachmentsSection {
  private final AppModel model;

  AttachmentsSection(AppModel model) {
    this.model = model;
  }

  /** Opens the sheet; off while attaching is not possible. */
  Button button(Workload workload, Runnable open) {
    Button button = Kit.button(text("attach.button"), "cv-primary");
    button.setId("attach");
    button.setDisable(!off(workload).isEmpty());
    button.setOnAction(e -> open.run());
    return button;
  }

  Node of(Workload workload) {
    AttachmentsModel.Shown shown = model.attachments().shown().get();
    List<Line> lines = shown.of(workload.key());
    List<Node> parts = new ArrayList<>();
    lines.forEach(line -> parts.add(row(line)));
    if (lines.isEmpty()) {
      String off = off(workload);
      parts.add(words(off.isEmpty() ? text("attach.none") : off, "cv-muted"));
    }
    Offer offer = model.attachments().takeBack().offer().get();
    if (offer != null && offer.stage() == Stage.OFFERED && offer.isOf(workload.key())) {
      Button back = Kit.link(text("takeback.button"));
      back.setId("take-back-here");
      back.setOnAction(e -> model.attachments().takeBack().take());
      HBox row = new HBox(8, words(text("takeback.here"), "cv-muted"), Kit.spring(), back);
      row.setAlignment(Pos.CENTER_LEFT);
      parts.add(row);
    }
    if (!shown.problem().isEmpty()) {
      parts.add(words(shown.problem(), "cv-tone-danger"));
    }
    VBox section = Drawer.section(text("attach.section"), parts.toArray(Node[]::new));
    section.setId("attachments");
    return section;
  }

  private String off(Workload workload) {
    return AttachmentsModel.attachable(workload.key().kind())
        ? model.attachOff()
        : text("attach.off.kind", workload.key().kind().word());
  }

  private Node row(Line line) {
    VBox about = new VBox(2, words(joined(line.title(), line.ports()), "cv-md"));
    about.getChildren().add(words(joined(line.owner(), line.phase(), line.detail()), "cv-muted"));
    if (!line.mounted().isEmpty()) {
      about.getChildren().add(words(text("attach.mounted", line.mounted()), "cv-muted"));
    }
    HBox.setHgrow(about, Priority.ALWAYS);
    about.setMinWidth(0);
    HBox row = new HBox(8, about);
    row.setAlignment(Pos.CENTER_LEFT);
    if (!line.until().isEmpty()) {
      Button longer = Kit.link(text("attach.extend"));
      longer.setId("extend-" + line.id());
      longer.setOnAction(e -> model.attachments().extend(line.id()));
      HBox until = new HBox(8, words(line.until(), "cv-muted"), longer);
      until.setAlignment(Pos.CENTER_LEFT);
      about.getChildren().add(until);
    }
    if (line.detachable()) {
      Button detach = Kit.button(text("attach.detach"), "cv-outlined");
      detach.setId("detach-" + line.id());
      detach.setAccessibleText(text("attach.detach.name", line.title(), line.ports()));
      detach.setOnAction(e -> model.attachments().detach(line.id()));
      row.getChildren().add(detach);
    }
    return row;
  }

  private static String joined(String... parts) {
    return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
  }

  private static Label words(String text, String style) {
    Label label = Kit.label(text, "cv-small", style);
    label.setWrapText(true);
    label.setMinHeight(Region.USE_PREF_SIZE);
    return label;
  }
}
