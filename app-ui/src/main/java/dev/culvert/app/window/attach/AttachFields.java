package dev.culvert.app.window.attach;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AttachDraft.Field;
import dev.culvert.app.view.AttachLimit;
import dev.culvert.app.view.AttachModel;
import dev.culvert.app.window.kit.Kit;
import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** What a person says of the chosen way; what is wrong stands below its field. */
final class AttachFields extends VBox {
  private final AttachModel attach;
  private final Map<Field, Label> wrong = new EnumMap<>(Field.class);
  private final Node ports;
  private final Node filter;
  private final Node where;

  AttachFields(AttachModel attach) {
    super(12);
    this.attach = attach;
    ports =
        row(
            text("attach.ports"),
            Field.PORTS,
            attach.portsHelp(),
            field(attach.ports(), "attach-ports", text("attach.ports"), "3000:8080"));
    TextField header =
        field(attach.header(), "attach-header", text("attach.header"), text("attach.header"));
    TextField value =
        field(attach.value(), "attach-value", text("attach.value"), text("attach.value"));
    TextField path =
        field(attach.path(), "attach-path", text("attach.path"), text("attach.path") + " /v1");
    filter =
        row(
            text("attach.only"),
            Field.FILTER,
            "",
            new VBox(8, line(header, Kit.label("=", "cv-muted"), value), path));
    Node variables =
        row(
            text("attach.variables"),
            Field.VARIABLES,
            text("attach.variables.help"),
            field(
                attach.variables(),
                "attach-variables",
                text("attach.variables"),
                text("attach.variables.prompt")));
    where =
        field(
            attach.directory(),
            "attach-directory",
            text("attach.directory"),
            text("attach.directory.prompt"));
    CheckBox readOnly = box(attach.readOnly(), "attach-read-only", text("attach.read-only"));
    readOnly.disableProperty().bind(attach.mount().not());
    Node files =
        row(
            text("attach.files"),
            Field.DIRECTORY,
            "",
            new VBox(
                8,
                line(box(attach.mount(), "attach-mount", text("attach.mount")), readOnly),
                where));
    getChildren().addAll(ports, filter, new TryRequestRow(attach.tryRequest()));
    getChildren().addAll(variables, files, limit());
  }

  private Node limit() {
    ChoiceBox<AttachLimit> box = new ChoiceBox<>();
    box.getItems().setAll(AttachLimit.choices(attach.production()));
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable AttachLimit limit) {
            return limit == null ? "" : limit.title();
          }

          @Override
          public AttachLimit fromString(String title) {
            throw new UnsupportedOperationException("nobody types it");
          }
        });
    box.valueProperty().bindBidirectional(attach.limit());
    box.setId("attach-limit");
    box.setAccessibleText(text("attach.limit"));

    Label name = named(text("attach.limit"));
    Label more =
        Kit.label(
            text(attach.production() ? "attach.limit.production" : "attach.limit.help"),
            "cv-small",
            "cv-subtle");
    more.setWrapText(true);
    VBox all = new VBox(4, box, more);
    HBox.setHgrow(all, Priority.ALWAYS);
    all.setMinWidth(0);
    HBox row = new HBox(12, name, all);
    row.setAlignment(Pos.TOP_LEFT);
    return row;
  }

  /** Shows what the way takes, and what is wrong. */
  void show(AttachModel.Shown shown) {
    Kit.show(ports, shown.draft().way().takesPorts());
    Kit.show(filter, shown.draft().way().takesFilter());
    Kit.show(where, shown.draft().mount());
    wrong.forEach((field, label) -> {
      String what = shown.errors().getOrDefault(field, "");
      label.setText(what);
      Kit.show(label, !what.isEmpty());
    });
    setDisable(shown.stage() != AttachModel.Stage.OPEN);
  }

  private Node row(String name, Field field, String help, Node control) {
    Label label = named(name);
    Label bad = Kit.label("", "cv-small", "cv-tone-danger");
    bad.setWrapText(true);
    bad.setId("wrong-" + field.name().toLowerCase(java.util.Locale.ROOT));
    Kit.show(bad, false);
    wrong.put(field, bad);
    VBox all = new VBox(4, control, bad);
    if (!help.isEmpty()) {
      Label more = Kit.label(help, "cv-small", "cv-subtle");
      more.setWrapText(true);
      all.getChildren().add(more);
    }
    HBox.setHgrow(all, Priority.ALWAYS);
    all.setMinWidth(0);
    HBox row = new HBox(12, label, all);
    row.setAlignment(Pos.TOP_LEFT);
    return row;
  }

  static Label named(String name) {
    return Kit.label(name, "cv-small", "cv-muted", "cv-field-name");
  }

  private static HBox line(Node... parts) {
    HBox line = new HBox(12, parts);
    line.setAlignment(Pos.CENTER_LEFT);
    line.setMinHeight(32);
    return line;
  }

  private static TextField field(StringProperty value, String id, String name, String prompt) {
    TextField field = new TextField();
    field.textProperty().bindBidirectional(value);
    field.getStyleClass().add("cv-mono-field");
    field.setId(id);
    field.setAccessibleText(name);
    field.setPromptText(prompt);
    field.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(field, Priority.ALWAYS);
    return field;
  }

  static CheckBox box(BooleanProperty value, String id, String name) {
    CheckBox box = new CheckBox(name);
    box.selectedProperty().bindBidirectional(value);
    box.setId(id);
    return box;
  }
}
