package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpBody;
import dev.culvert.app.http.HttpHeader;
import dev.culvert.app.http.HttpMessage;
import dev.culvert.app.view.HttpModel;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Headers and body of a request or an answer. Secrets are dots until they are asked for. */
final class MessagePane extends VBox {
  private static final String DOTS = "••••••••";
  private static final int MOST_CHARACTERS = 64 * 1024;

  private final HttpModel http;
  private final Label first = Kit.label("", "cv-mono-small", "cv-muted");
  private final GridPane headers = new GridPane(8, 4);
  private final Button eye = Kit.link("");
  private final TextArea body = new TextArea();
  private final Label note = Kit.label("", "cv-small", "cv-muted");
  private @Nullable HttpMessage shown;

  MessagePane(HttpModel http, String which) {
    super(8);
    this.http = http;
    getStyleClass().add("cv-section");
    setId("http-" + which);
    eye.setId("http-secrets-" + which);
    eye.setOnAction(e -> http.secrets().set(!http.secrets().get()));
    HBox head =
        new HBox(8, Kit.label(text("http." + which), "cv-section-title"), Kit.spring(), eye);
    head.setAlignment(Pos.CENTER_LEFT);
    first.setWrapText(true);
    first.setMinHeight(Region.USE_PREF_SIZE);
    ColumnConstraints names = new ColumnConstraints(132);
    ColumnConstraints values = new ColumnConstraints();
    values.setHgrow(Priority.ALWAYS);
    values.setMinWidth(0);
    headers.getColumnConstraints().addAll(names, values);
    body.setEditable(false);
    body.setId("http-body-" + which);
    body.setAccessibleText(text("http.body." + which));
    body.getStyleClass().add("cv-mono-area");
    note.setWrapText(true);
    note.setMinHeight(Region.USE_PREF_SIZE);
    getChildren().addAll(head, first, headers, body, note);
    http.secrets().addListener((o, was, is) -> headers());
  }

  void show(HttpMessage message) {
    boolean same = message.equals(shown);
    shown = message;
    if (same) {
      return;
    }
    first.setText(message.startLine());
    headers();
    http.body(
        message,
        read -> {
          if (message.equals(shown)) {
            body(message, read);
          }
        });
  }

  private void headers() {
    HttpMessage message = shown;
    headers.getChildren().clear();
    if (message == null) {
      return;
    }
    boolean open = http.secrets().get();
    int row = 0;
    for (HttpHeader header : message.headers()) {
      boolean hidden = header.secret() && !open;
      Label name = Kit.label(header.name(), "cv-small", "cv-muted");
      Kit.tip(name, header.name());
      Label value = Kit.label(hidden ? DOTS : header.value(), "cv-mono-small");
      value.setWrapText(true);
      value.setMinHeight(Region.USE_PREF_SIZE);
      if (hidden) {
        value.setAccessibleText(text("detail.secret.masked"));
      }
      GridPane.setValignment(name, VPos.TOP);
      headers.addRow(row++, name, value);
    }
    Kit.show(eye, message.headers().stream().anyMatch(HttpHeader::secret));
    eye.setText(text(open ? "http.secrets.hide" : "http.secrets.show"));
  }

  private void body(HttpMessage message, HttpBody read) {
    Kit.show(body, read.kind() != HttpBody.Kind.NONE);
    boolean longer = read.text().length() > MOST_CHARACTERS;
    String said = longer ? read.text().substring(0, MOST_CHARACTERS) : read.text();
    body.setText(said);
    body.setWrapText(read.kind() != HttpBody.Kind.HEX);
    long lines = said.lines().limit(14).count();
    body.setPrefRowCount((int) Math.max(2, Math.min(14, lines + 1)));
    String size = Units.bytes((double) message.bodyLength());
    String kind = text("http.kind." + read.kind().name().toLowerCase(Locale.ROOT), size);
    String missed =
        message.missed() > 0
            ? " " + text("http.missed", Units.bytes((double) message.missed()))
            : "";
    String cut =
        (read.cut() || longer) && message.missed() == 0
            ? " " + text(message.whole() ? "http.cut" : "http.coming")
            : "";
    note.setText(kind + cut + missed);
  }
}
