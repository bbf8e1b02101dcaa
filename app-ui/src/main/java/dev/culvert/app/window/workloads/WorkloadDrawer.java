package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadDetailModel.Shown;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.CopyButton;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** A workload's details: an overview, and a tab for each part of it. */
final class WorkloadDrawer extends StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(424);
  private final DetailParts parts;
  private final TrafficSection traffic;
  private final AttachmentsSection attachments;
  private final BiConsumer<Workload, Runnable> attach;
  private @Nullable Workload shown;
  private @Nullable Shown known;
  private Tab tab = Tab.OVERVIEW;

  /**
   * @param attach opens the sheet for a workload; it runs the other when the sheet is closed
   */
  WorkloadDrawer(
      AppModel model, Ticker ticker, Colors colors, BiConsumer<Workload, Runnable> attach) {
    this.model = model;
    this.parts = new DetailParts(model);
    this.traffic = new TrafficSection(model, ticker, colors);
    this.attachments = new AttachmentsSection(model);
    this.attach = attach;
    setId("workload-detail");
    model.cluster().detail().shown().addListener((o, was, is) -> again());
    model.cluster().workloads().starred().addListener((o, was, is) -> again());
    model.attachments().shown().addListener((o, was, is) -> again());
    model.attachments().takeBack().offer().addListener((o, was, is) -> again());
    model
        .connection()
        .bar()
        .addListener((o, was, is) -> {
          if (was.condition() != is.condition()) {
            again();
          }
        });
    Kit.show(this, false);
  }

  boolean open() {
    return isVisible();
  }

  void hide() {
    shown = null;
    tab = Tab.OVERVIEW;
    Kit.show(this, false);
  }

  void narrow(boolean narrow) {
    double width = narrow ? 372 : 424;
    drawer.setPrefWidth(width);
    drawer.setMaxWidth(width);
  }

  void show(Workload workload) {
    Kit.show(this, 0, drawer, true);
    Kit.show(this, true);
    if (!workload.equals(shown) || !model.cluster().detail().shown().get().equals(known)) {
      if (shown != null && !shown.key().equals(workload.key())) {
        tab = Tab.OVERVIEW;
      }
      shown = workload;
      fill(workload);
    }
  }

  private void again() {
    Workload now = shown;
    if (now != null && open()) {
      fill(now);
    }
  }

  private void fill(Workload workload) {
    known = model.cluster().detail().shown().get();
    Label title = Kit.label(workload.key().name(), "cv-h1");
    title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    Kit.tip(title, workload.key().name());
    Node focused = getScene() == null ? null : getScene().getFocusOwner();
    String focusedId = focused == null || focused.getId() == null ? "" : focused.getId();
    drawer.fill(
        Kit.boxed(Kit.icon(WorkloadLine.icon(workload.key().kind()), 20, "cv-subtle"), 20),
        title,
        pill(new WorkloadLine.Row(workload)),
        Kit.label(second(workload), "cv-small", "cv-muted"),
        () -> model.cluster().workloads().selected().set(null),
        sections(workload));
    // What was read anew must not take the focus away from a tab.
    if (focusedId.startsWith("tab-")
        || focusedId.startsWith("reveal-")
        || focusedId.startsWith("detach-")
        || focusedId.startsWith("extend-")
        || focusedId.equals("attach")) {
      focus(focusedId);
    }
  }

  /** As a press on the button. */
  void attach() {
    if (lookup("#attach") instanceof Button button) {
      button.fire();
    }
  }

  private void focus(String id) {
    Node same = lookup("#" + id);
    if (same != null) {
      same.requestFocus();
    }
  }

  private String second(Workload workload) {
    String age = Units.span(Duration.between(workload.created(), model.bench().now()));
    Shown now = known;
    String revision = now == null || now.detail() == null ? "" : now.detail().revision();
    return revision.isEmpty()
        ? text("detail.kind", workload.key().kind().word(), workload.key().namespace(), age)
        : text(
            "detail.kind.revision",
            workload.key().kind().word(),
            workload.key().namespace(),
            age,
            revision);
  }

  private Node[] sections(Workload workload) {
    List<Node> sections = new ArrayList<>();
    sections.add(names(workload));
    sections.add(tabs());
    Shown now = known;
    if (now == null || now.detail() == null) {
      if (tab == Tab.OVERVIEW) {
        sections.add(attachments.of(workload));
        sections.add(traffic.of(workload));
      }
      sections.add(
          Drawer.section(
              "",
              parts.note(
                  now == null || now.problem().isEmpty()
                      ? text("detail.reading")
                      : text("detail.unread", now.problem()))));
      return sections.toArray(Node[]::new);
    }
    switch (tab) {
      case OVERVIEW -> {
        sections.add(attachments.of(workload));
        sections.add(traffic.of(workload));
        sections.add(parts.services(now.detail()));
        sections.add(parts.pods(now.detail(), 4, () -> choose(Tab.PODS)));
        sections.add(parts.environment(now, 4, () -> choose(Tab.ENVIRONMENT)));
        sections.add(parts.volumes(now.detail(), 4, () -> choose(Tab.VOLUMES)));
        sections.add(parts.labels(workload));
      }
      case PODS -> sections.add(parts.pods(now.detail(), Integer.MAX_VALUE, () -> {}));
      case ENVIRONMENT -> sections.add(parts.environment(now, Integer.MAX_VALUE, () -> {}));
      case VOLUMES -> sections.add(parts.volumes(now.detail(), Integer.MAX_VALUE, () -> {}));
      case EVENTS -> sections.add(parts.events(now.detail()));
    }
    return sections.toArray(Node[]::new);
  }

  private HBox names(Workload workload) {
    HBox names = new HBox(8);
    names.getStyleClass().add("cv-drawer-actions");
    names
        .getChildren()
        .add(attachments.button(workload, () -> attach.accept(workload, () -> focus("attach"))));
    if (!workload.services().isEmpty()) {
      String host = workload.services().getFirst() + "." + workload.key().namespace();
      names.getChildren().add(CopyButton.of(host, model.bench()));
    } else {
      names.getChildren().add(CopyButton.of(workload.key().name(), model.bench()));
    }
    boolean starred = model.cluster().workloads().isStarred(workload.key());
    Button star =
        Kit.iconButton(
            starred ? "mdi2s-star" : "mdi2s-star-outline",
            18,
            text(starred ? "detail.unstar" : "detail.star"));
    star.setId("star");
    if (starred) {
      star.getGraphic().getStyleClass().add("cv-tone-warning");
    }
    star.setOnAction(e -> model.cluster().workloads().star(workload.key(), !starred));
    names.getChildren().addAll(Kit.spring(), star);
    names.setAlignment(Pos.CENTER_LEFT);
    return names;
  }

  private HBox tabs() {
    HBox row = new HBox();
    row.getStyleClass().add("cv-tabs");
    row.setAccessibleRole(AccessibleRole.TAB_PANE);
    for (Tab each : Tab.values()) {
      Button button = new Button(title(each));
      button.getStyleClass().setAll("cv-tab");
      Kit.pick(button, "cv-tab-", each == tab ? "on" : "off");
      button.setAccessibleRole(AccessibleRole.TAB_ITEM);
      button.setMinWidth(USE_PREF_SIZE);
      button.setId("tab-" + each.key());
      button.setOnAction(e -> choose(each));
      row.getChildren().add(button);
    }
    return row;
  }

  private void choose(Tab next) {
    tab = next;
    again();
  }

  private String title(Tab each) {
    Shown now = known;
    if (now == null || now.detail() == null) {
      return text("tab." + each.key());
    }
    int count =
        switch (each) {
          case PODS -> now.detail().pods().items().size();
          case ENVIRONMENT -> now.detail().environment().items().size();
          case VOLUMES -> now.detail().volumes().items().size();
          case OVERVIEW, EVENTS -> 0;
        };
    return count == 0
        ? text("tab." + each.key())
        : text("tab.count", text("tab." + each.key()), Units.count(count));
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

  /** The parts of a detail. */
  private enum Tab {
    OVERVIEW,
    PODS,
    ENVIRONMENT,
    VOLUMES,
    EVENTS;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
