package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.window.kit.CopyButton;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import java.time.Duration;
import java.util.TreeMap;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A workload's details. */
final class WorkloadDrawer extends javafx.scene.layout.StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(424);
  private @Nullable Workload shown;

  WorkloadDrawer(AppModel model) {
    this.model = model;
    getChildren().add(drawer);
    setId("workload-detail");
    Kit.show(this, false);
  }

  boolean open() {
    return isVisible();
  }

  void hide() {
    shown = null;
    Kit.show(this, false);
  }

  void narrow(boolean narrow) {
    double width = narrow ? 372 : 424;
    drawer.setPrefWidth(width);
    drawer.setMaxWidth(width);
  }

  void show(Workload workload) {
    Kit.show(this, true);
    if (workload.equals(shown)) {
      return;
    }
    shown = workload;
    WorkloadLine.Row row = new WorkloadLine.Row(workload);
    Label title = Kit.label(workload.key().name(), "cv-h1");
    title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    Kit.tip(title, workload.key().name());
    Duration age = Duration.between(workload.created(), model.bench().now());
    Node second =
        Kit.label(
            text(
                "detail.kind",
                workload.key().kind().word(),
                workload.key().namespace(),
                Units.span(age)),
            "cv-small",
            "cv-muted");
    HBox names = new HBox(8);
    names.getStyleClass().add("cv-drawer-actions");
    String host =
        (workload.services().isEmpty() ? workload.key().name() : workload.services().getFirst())
            + "."
            + workload.key().namespace();
    if (!workload.services().isEmpty()) {
      names.getChildren().add(CopyButton.of(host, model.bench()));
    }
    names.getChildren().add(CopyButton.of(workload.key().name(), model.bench()));
    drawer.fill(
        Kit.boxed(Kit.icon(WorkloadColumns.icon(workload.key().kind()), 20, "cv-subtle"), 20),
        title,
        pill(row),
        second,
        () -> model.cluster().workloads().selected().set(null),
        names,
        services(workload),
        ports(workload),
        Drawer.section(text("detail.image"), wrapped(workload.image())),
        labels(workload));
  }

  private static Label pill(WorkloadLine.Row row) {
    Workload workload = row.workload();
    String style =
        switch (row.health()) {
          case READY -> "success";
          case IDLE -> "neutral";
          case PARTLY -> "warning";
          case FAILING -> "danger";
        };
    Label pill =
        Kit.label(
            workload.desired() == 0
                ? text("detail.idle")
                : text("detail.ready", workload.ready(), workload.desired()),
            "cv-pill",
            "cv-pill-" + style);
    pill.setGraphic(
        Kit.icon(
            switch (row.health()) {
              case READY -> "mdi2c-check-circle-outline";
              case IDLE -> "mdi2m-minus-circle-outline";
              case PARTLY -> "mdi2a-alert-outline";
              case FAILING -> "mdi2a-alert-circle-outline";
            },
            14,
            "cv-pill-icon"));
    pill.setGraphicTextGap(4);
    pill.setMinWidth(USE_PREF_SIZE);
    return pill;
  }

  private Node services(Workload workload) {
    if (workload.services().isEmpty()) {
      return Drawer.section(
          text("detail.services"), Kit.label(text("detail.services.none"), "cv-small", "cv-muted"));
    }
    VBox list = new VBox(4);
    for (String service : workload.services()) {
      Label name = Kit.label(service, "cv-small", "cv-md");
      Label host = Kit.label(service + "." + workload.key().namespace(), "cv-mono", "cv-muted");
      HBox line = new HBox(16, name, Kit.spring(), host);
      line.setAlignment(Pos.CENTER_LEFT);
      list.getChildren().add(line);
    }
    return Drawer.section(text("detail.services"), list);
  }

  private static Node ports(Workload workload) {
    if (workload.ports().isEmpty()) {
      return Drawer.section(
          text("detail.ports"), Kit.label(text("detail.ports.none"), "cv-small", "cv-muted"));
    }
    VBox list = new VBox(4);
    for (Workload.Port port : workload.ports()) {
      HBox line =
          new HBox(
              16,
              Kit.label(Integer.toString(port.number()), "cv-mono"),
              Kit.label(port.name(), "cv-small", "cv-muted"),
              Kit.spring(),
              Kit.label(port.protocol(), "cv-small", "cv-subtle"));
      line.setAlignment(Pos.CENTER_LEFT);
      list.getChildren().add(line);
    }
    return Drawer.section(text("detail.ports"), list);
  }

  private static Node labels(Workload workload) {
    FlowPane flow = new FlowPane(6, 6);
    new TreeMap<>(workload.labels())
        .forEach((key, value) -> flow.getChildren().add(Kit.label(key + "=" + value, "cv-token")));
    return flow.getChildren().isEmpty() ? new VBox() : Drawer.section(text("detail.labels"), flow);
  }

  private static Label wrapped(String text) {
    Label label = Kit.label(text, "cv-mono");
    label.setWrapText(true);
    return label;
  }
}
