package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpBody;
import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.view.HttpModel;
import dev.culvert.app.view.ResendModel.State;
import dev.culvert.app.view.ResendModel.Target;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** Says a request again, and shows what comes back. */
final class ResendPane extends VBox {
  private final HttpModel http;
  private final FlowPane buttons = new FlowPane(8, 8);
  private final TextFlow said = Rich.paragraph("", "cv-rich-small");
  private final Label line = Kit.label("", "cv-mono-small");
  private final TextArea body = new TextArea();
  private @Nullable HttpExchange shown;

  ResendPane(HttpModel http) {
    super(8);
    this.http = http;
    setId("http-resend");
    getStyleClass().add("cv-section");
    body.setEditable(false);
    body.setWrapText(true);
    body.setPrefRowCount(8);
    body.setId("http-resend-body");
    body.setAccessibleText(text("http.resend.body"));
    body.getStyleClass().add("cv-mono-area");
    line.setWrapText(true);
    getChildren()
        .addAll(Kit.label(text("http.resend"), "cv-section-title"), buttons, said, line, body);
    http.resend().state().addListener((o, was, is) -> state(is));
    state(http.resend().state().get());
  }

  void show(HttpExchange exchange) {
    if (shown != null && shown.equals(exchange)) {
      return;
    }
    shown = exchange;
    buttons.getChildren().clear();
    List<Target> targets = http.resend().targets(exchange);
    for (Target target : targets) {
      Button button = Kit.button(target.words(), "cv-outlined");
      button.setGraphic(
          Kit.icon(
              target.host().equals("127.0.0.1") ? "mdi2l-laptop" : "mdi2s-server-network", 16));
      button.setOnAction(e -> http.resend().send(exchange, target));
      buttons.getChildren().add(button);
    }
    state(http.resend().state().get());
  }

  private void state(State state) {
    HttpExchange exchange = shown;
    boolean none = exchange == null || http.resend().targets(exchange).isEmpty();
    String words =
        switch (state) {
          case State.Nothing _ -> text(none ? "http.resend.none" : "http.resend.hint");
          case State.Sending(Target to) -> text("http.resend.sending", to.words());
          case State.Failed(Target to, String why) -> text("http.resend.failed", to.words(), why);
          case State.Answered(Target to, var result) ->
              text("http.resend.answered", to.words(), Units.time(result.took()));
        };
    Rich.fill(said, words);
    boolean answered = state instanceof State.Answered;
    Kit.show(line, answered);
    Kit.show(body, false);
    if (state instanceof State.Answered(Target _, var result)) {
      line.setText(result.answer().startLine());
      http.body(
          result.answer(),
          read -> {
            Kit.show(
                body,
                read.kind() != HttpBody.Kind.NONE && state.equals(http.resend().state().get()));
            body.setText(read.text());
          });
    }
  }
}
