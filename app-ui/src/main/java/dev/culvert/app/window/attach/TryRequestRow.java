package dev.culvert.app.window.attach;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.TryRequest;
import dev.culvert.app.view.TryRequest.Answer;
import dev.culvert.app.window.kit.Kit;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A field for a request in thought, and below it who would answer it, and why. */
final class TryRequestRow extends HBox {
  private final VBox said = new VBox(2);

  TryRequestRow(TryRequest request) {
    super(12);
    Label name = AttachFields.named(text("try.request"));
    TextField field = new TextField();
    field.textProperty().bindBidirectional(request.line());
    field.getStyleClass().add("cv-mono-field");
    field.setId("attach-try");
    field.setAccessibleText(text("try.request"));
    field.setPromptText(text("try.request.prompt"));
    field.setMaxWidth(Double.MAX_VALUE);
    said.setId("attach-try-answer");
    VBox all = new VBox(4, field, said);
    all.setMinWidth(0);
    HBox.setHgrow(all, Priority.ALWAYS);
    getChildren().addAll(name, all);
    setAlignment(Pos.TOP_LEFT);
    request.answer().addListener((o, was, is) -> show(is));
    show(request.answer().get());
  }

  private void show(Answer answer) {
    said.getChildren().clear();
    String style =
        switch (answer.kind()) {
          case NONE -> "subtle";
          case PROBLEM -> "danger";
          case POD -> "muted";
          case YOU, COPY -> "success";
          case OTHER -> "warning";
        };
    if (answer.kind() == TryRequest.Kind.NONE) {
      said.getChildren().add(line(text("try.request.help"), "cv-subtle"));
    } else if (answer.kind() != TryRequest.Kind.PROBLEM) {
      String verdict = text("try.request." + answer.kind().name().toLowerCase(Locale.ROOT));
      said.getChildren().add(line(verdict, style.equals("muted") ? "cv-md" : "cv-tone-" + style));
    }
    answer
        .reasons()
        .forEach(reason ->
            said.getChildren()
                .add(line(reason, style.equals("danger") ? "cv-tone-danger" : "cv-muted")));
  }

  private static Label line(String words, String style) {
    Label label = Kit.label(words, "cv-small", style);
    label.setWrapText(true);
    label.setMinHeight(USE_PREF_SIZE);
    return label;
  }
}
