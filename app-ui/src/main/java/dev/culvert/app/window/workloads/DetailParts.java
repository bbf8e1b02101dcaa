package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import dev.culvert.app.cluster.WorkloadDetail.Part;
import dev.culvert.app.cluster.WorkloadDetail.Variable;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.EnvFile;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadDetailModel.Shown;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * The parts of a workload's detail, each a section; what could not be read says so in its place.
 */
final class DetailParts {
  private static final String DOTS = "••••••••";

  private final AppModel model;

  DetailParts(AppModel model) {
    this.model = model;
  }

  Node services(WorkloadDetail detail) {
    return section(
        text("detail.services"),
        text("detail.services.none"),
        detail.services(),
        Integer.MAX_VALUE,
        () -> {},
        service -> {
          Label name = Kit.label(service.name(), "cv-small", "cv-md");
          Label address = Kit.label(service.address(), "cv-mono", "cv-muted");
          Label ports = Kit.label(String.join(", ", service.ports()), "cv-mono");
          ports.setMinWidth(88);
          ports.setAlignment(Pos.CENTER_RIGHT);
          return line(name, Kit.spring(), address, ports);
        });
  }

  Node pods(WorkloadDetail detail, int most, Runnable more) {
    return section(
        text("detail.pods"),
        text("detail.pods.none"),
        detail.pods(),
        most,
        more,
        pod -> {
          Label name = Kit.label(pod.name(), "cv-mono");
          name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
          name.setMinWidth(40);
          Kit.tip(name, pod.name());
          HBox line =
              line(
                  Kit.boxed(
                      Kit.icon(
                          pod.ready() ? "mdi2c-check-circle" : "mdi2a-alert-circle-outline",
                          16,
                          pod.ready() ? "cv-tone-success" : "cv-tone-danger"),
                      16),
                  name,
                  Kit.spring());
          if (!pod.ready() || pod.restarts() > 0) {
            String said =
                pod.restarts() > 0
                    ? text("detail.pod.restarts", pod.state(), pod.restarts())
                    : pod.state();
            line.getChildren()
                .add(
                    fixed(
                        Kit.label(said, "cv-small", pod.ready() ? "cv-muted" : "cv-tone-danger")));
          }
          line.getChildren()
              .addAll(
                  fixed(Kit.label(pod.address(), "cv-mono", "cv-muted")),
                  fixed(
                      Kit.label(
                          Units.span(Duration.between(pod.created(), model.bench().now())),
                          "cv-small",
                          "cv-muted")));
          line.setAccessibleText(pod.name() + ", " + pod.state() + ", " + pod.address());
          return line;
        });
  }

  Node environment(Shown shown, int most, Runnable more) {
    WorkloadDetail detail = shown.detail();
    if (detail == null) {
      return new VBox();
    }
    VBox section =
        section(
            text("detail.environment"),
            text("detail.environment.none"),
            detail.environment(),
            most,
            more,
            variable -> variable(shown, variable));
    if (!detail.environment().items().isEmpty()) {
      Button copy = Kit.link(text("detail.environment.copy"));
      copy.setId("copy-env");
      copy.setOnAction(
          e -> model.bench().copy(EnvFile.of(detail.environment().items(), shown.revealed())));
      HBox head =
          line(Kit.label(text("detail.environment"), "cv-section-title"), Kit.spring(), copy);
      section.getChildren().set(0, head);
    }
    if (!shown.secretsOff().isEmpty()
        && detail.environment().items().stream().anyMatch(v -> v.secret() != null)) {
      section.getChildren().add(note(text("detail.secrets.off", shown.secretsOff())));
    }
    return section;
  }

  private Node variable(Shown shown, Variable variable) {
    Label name = Kit.label(variable.name(), "cv-mono");
    name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    name.setMinWidth(150);
    name.setMaxWidth(150);
    Kit.tip(name, text("detail.variable.tip", variable.name(), variable.container()));
    var secret = variable.secret();
    String open = secret == null ? null : shown.revealed().get(secret);
    String said =
        secret == null
            ? variable.value().isEmpty() && !variable.origin().isEmpty()
                ? variable.origin()
                : variable.value()
            : open == null ? DOTS : open;
    Label value = Kit.label(said, "cv-mono", "cv-muted");
    value.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    value.setMinWidth(0);
    if (!variable.origin().isEmpty()) {
      Kit.tip(value, variable.origin());
    } else if (said.length() > 24) {
      Kit.tip(value, said);
    }
    HBox line = line(name, value, Kit.spring());
    if (secret != null) {
      value.setAccessibleText(open == null ? text("detail.secret.masked") : open);
      Button eye =
          Kit.iconButton(
              open == null ? "mdi2e-eye-off-outline" : "mdi2e-eye-outline",
              16,
              text(open == null ? "detail.secret.show" : "detail.secret.hide", variable.name()));
      eye.getStyleClass().add("cv-small-icon");
      eye.setId("reveal-" + variable.name());
      eye.setDisable(!shown.secretsOff().isEmpty());
      eye.setOnAction(e -> model.cluster().detail().reveal(secret));
      line.getChildren().add(eye);
    }
    return line;
  }

  Node volumes(WorkloadDetail detail, int most, Runnable more) {
    return section(
        text("detail.volumes"),
        text("detail.volumes.none"),
        detail.volumes(),
        most,
        more,
        volume -> {
          Label path = Kit.label(volume.path(), "cv-mono");
          path.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
          path.setMinWidth(40);
          String kind =
              volume.detail().isEmpty() || !volume.kind().equals("PVC")
                  ? volume.kind()
                  : text("detail.volume", volume.kind(), volume.detail());
          Label what =
              Kit.label(
                  volume.readOnly() ? text("detail.volume.read-only", kind) : kind,
                  "cv-small",
                  "cv-muted");
          Kit.tip(what, volume.detail());
          return line(
              Kit.boxed(
                  Kit.icon(
                      volume.kind().equals("PVC")
                          ? "mdi2h-harddisk"
                          : "mdi2f-folder-network-outline",
                      16,
                      "cv-subtle"),
                  16),
              path,
              Kit.spring(),
              fixed(what));
        });
  }

  Node events(WorkloadDetail detail) {
    return section(
        text("detail.events"),
        text("detail.events.none"),
        detail.events(),
        Integer.MAX_VALUE,
        () -> {},
        event -> {
          Label reason =
              Kit.label(
                  event.count() > 1
                      ? text("detail.event.count", event.reason(), event.count())
                      : event.reason(),
                  "cv-small",
                  "cv-md");
          Label when =
              Kit.label(
                  Units.span(Duration.between(event.at(), model.bench().now())),
                  "cv-small",
                  "cv-subtle");
          HBox first =
              line(
                  Kit.boxed(
                      Kit.icon(
                          event.warning() ? "mdi2a-alert-outline" : "mdi2c-check-circle-outline",
                          16,
                          event.warning() ? "cv-tone-warning" : "cv-subtle"),
                      16),
                  reason,
                  Kit.spring(),
                  fixed(when));
          Label message = Kit.label(event.message(), "cv-small", "cv-muted");
          message.setWrapText(true);
          Label about = Kit.label(event.about(), "cv-mono-small", "cv-subtle");
          about.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
          VBox below = new VBox(2, message, about);
          below.getStyleClass().add("cv-event-words");
          return new VBox(2, first, below);
        });
  }

  Node labels(Workload workload) {
    FlowPane flow = new FlowPane(6, 6);
    new TreeMap<>(workload.labels())
        .forEach((key, value) -> flow.getChildren().add(Kit.label(key + "=" + value, "cv-token")));
    return flow.getChildren().isEmpty() ? new VBox() : Drawer.section(text("detail.labels"), flow);
  }

  Label note(String words) {
    Label note = Kit.label(words, "cv-small", "cv-muted");
    note.setWrapText(true);
    note.setMinHeight(Region.USE_PREF_SIZE);
    return note;
  }

  private <T> VBox section(
      String title, String none, Part<T> part, int most, Runnable more, Function<T, Node> row) {
    VBox list = new VBox(8);
    List<T> items = part.items();
    // One more row than the limit would only say "1 more".
    int shown = items.size() <= most + 1L ? items.size() : most;
    items.stream().limit(shown).forEach(item -> list.getChildren().add(row.apply(item)));
    if (!part.problem().isEmpty()) {
      Label why = note(text("detail.unread", part.problem()));
      why.setGraphic(Kit.icon("mdi2l-lock-outline", 14, "cv-subtle"));
      list.getChildren().add(why);
    } else if (items.isEmpty()) {
      list.getChildren().add(note(none));
    }
    VBox section = Drawer.section(title, list);
    if (shown < items.size()) {
      Button rest = Kit.link(text("side.more", items.size() - shown));
      rest.setOnAction(e -> more.run());
      section.getChildren().add(rest);
    }
    return section;
  }

  private static HBox line(Node... nodes) {
    HBox line = new HBox(8, nodes);
    line.setAlignment(Pos.CENTER_LEFT);
    for (Node node : nodes) {
      if (node instanceof Label label && label.getMinWidth() == 40) {
        HBox.setHgrow(label, Priority.SOMETIMES);
      }
    }
    return line;
  }

  private static Label fixed(Label label) {
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }
}
