package dev.culvert.app.window.attach;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AttachModel;
import dev.culvert.app.view.AttachModel.Shown;
import dev.culvert.app.view.AttachModel.Stage;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SheetLayer;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Attaching to a workload: the ways at the start; what will happen, and how, at the end. */
public final class AttachSheet {
  private final AppModel model;
  private final SheetLayer layer;

  /** Nothing is shown before {@link #open}. */
  public AttachSheet(AppModel model, SheetLayer layer) {
    this.model = model;
    this.layer = layer;
  }

  /**
   * Opens it for a workload.
   *
   * @param closed runs when it is closed
   */
  public void open(Workload workload, Runnable closed) {
    ContextItem context = model.current().get();
    AttachModel attach =
        model.attachments().attach(workload, context != null && context.production());
    Pane pane = new Pane(attach, context == null ? "" : context.name());
    layer.open(
        pane.box,
        pane.cancel,
        Pos.CENTER,
        () -> {
          attach.shown().removeListener(pane.follow);
          attach.end();
          closed.run();
        });
    // What lies in a scroll pane is in the scene, and can have the focus, once that has its skin.
    pane.box.applyCss();
    pane.ways.chosen().requestFocus();
  }

  private final class Pane {
    private final AttachModel attach;
    private final VBox box;
    private final Ways ways;
    private final AttachFields fields;
    private final Label happens = wrapped("cv-md");
    private final Label how = wrapped("cv-small", "cv-muted");
    private final VBox trouble = new VBox(4);
    private final CheckBox override;
    private final Label command = wrapped("cv-mono");
    private final Label step = wrapped("cv-small", "cv-muted");
    private final Button cancel = Kit.button(text("attach.cancel"), "cv-outlined");
    private final Button go = Kit.button(text("attach.go"), "cv-primary");
    private final ChangeListener<Shown> follow = (o, was, is) -> show(is);

    Pane(AttachModel attach, String context) {
      this.attach = attach;
      String title = text("attach.title", attach.workload().key().name());
      ways = new Ways(attach);
      fields = new AttachFields(attach);
      override = AttachFields.box(attach.override(), "attach-override", text("attach.override"));
      happens.setId("attach-happens");
      how.setId("attach-how");
      command.setId("attach-command");
      trouble.setId("attach-trouble");
      trouble.getStyleClass().addAll("cv-note", "cv-wash-danger");
      VBox said = new VBox(4, happens, how);
      said.getStyleClass().addAll("cv-note", "cv-wash-neutral");
      VBox body =
          new VBox(
              Kit.label(text("attach.happens"), "cv-section-title"),
              said,
              trouble,
              override,
              fields);
      body.getStyleClass().add("cv-attach-body");
      body.getChildren().add(same());
      ScrollPane scroll = new ScrollPane(body);
      scroll.setFitToWidth(true);
      scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
      scroll.getStyleClass().add("cv-sheet-scroll");
      HBox.setHgrow(scroll, Priority.ALWAYS);
      ScrollPane list = new ScrollPane(ways);
      list.setFitToWidth(true);
      list.setFitToHeight(true);
      list.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
      list.getStyleClass().add("cv-sheet-scroll");
      list.minWidthProperty().bind(ways.minWidthProperty());
      HBox middle = new HBox(list, scroll);
      middle.setMinHeight(0);
      VBox.setVgrow(middle, Priority.ALWAYS);
      box = SheetLayer.sheet(920, 840, title);
      box.setId("attach-sheet");
      box.getChildren().addAll(layer.head(title), middle, foot(context));
      attach.shown().addListener(follow);
      show(attach.shown().get());
    }

    private Node same() {
      Button copy = Kit.iconButton("mdi2c-content-copy", 16, text("attach.copy"));
      copy.setOnAction(e -> model.bench().copy(command.getText()));
      HBox.setHgrow(command, Priority.ALWAYS);
      HBox line = new HBox(8, command, copy);
      line.setAlignment(Pos.CENTER_LEFT);
      command.setMaxWidth(Double.MAX_VALUE);
      line.getStyleClass().addAll("cv-note", "cv-wash-neutral");
      return new VBox(8, Kit.label(text("attach.command"), "cv-section-title"), line);
    }

    private Node foot(String context) {
      cancel.setId("attach-cancel");
      cancel.setOnAction(e -> layer.close());
      go.setId("attach-go");
      go.setOnAction(e -> attach.attach());
      HBox foot = new HBox(12);
      if (attach.production()) {
        String sure = text("attach.production", attach.workload().key().name(), context);
        CheckBox agreed = AttachFields.box(attach.agreed(), "attach-agreed", sure);
        agreed.setWrapText(true);
        foot.getChildren().add(agreed);
      }
      foot.getChildren().addAll(step, Kit.spring(), cancel, go);
      foot.setAlignment(Pos.CENTER_LEFT);
      foot.getStyleClass().add("cv-sheet-foot");
      return foot;
    }

    private void show(Shown shown) {
      if (shown.stage() == Stage.DONE) {
        layer.close();
        return;
      }
      fields.show(shown);
      ways.setDisable(shown.stage() != Stage.OPEN);
      happens.setText(shown.happens());
      how.setText(shown.announcement());
      Kit.show(how, !shown.announcement().isEmpty());
      command.setText(shown.command());
      step.setText(shown.step());
      trouble.getChildren().clear();
      shown.inTheWay().forEach(each -> bad(text("attach.in-the-way", each)));
      if (!shown.problem().isEmpty()) {
        bad(shown.problem());
      }
      Kit.show(trouble, !trouble.getChildren().isEmpty());
      Kit.show(override, shown.canOverride());
      go.setText(attach.act());
      go.setDisable(!attach.possible());
    }

    private void bad(String words) {
      Label label = wrapped("cv-small");
      label.setText(words);
      trouble.getChildren().add(label);
    }

    private static Label wrapped(String... styles) {
      Label label = Kit.label("", styles);
      label.setWrapText(true);
      label.setMinHeight(Region.USE_PREF_SIZE);
      return label;
    }
  }
}
