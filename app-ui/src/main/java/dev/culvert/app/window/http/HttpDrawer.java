package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.http.HttpExchange.Remark;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.HttpRow;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One request: when, from whom to whom, headers and body of both, and saying it again. */
final class HttpDrawer extends StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(424);
  private final MessagePane request;
  private final MessagePane answer;
  private final ResendPane resend;

  HttpDrawer(AppModel model) {
    this.model = model;
    this.request = new MessagePane(model.http(), "request");
    this.answer = new MessagePane(model.http(), "answer");
    this.resend = new ResendPane(model.http());
    getChildren().add(drawer);
    setId("http-detail");
    Kit.show(this, false);
  }

  void show(@Nullable HttpRow row) {
    Kit.show(this, row != null);
    if (row == null) {
      return;
    }
    HttpExchange exchange = row.exchange();
    Label title = Kit.label(exchange.method() + " " + exchange.path(), "cv-mono-title");
    title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    Kit.tip(title, exchange.path());
    Label status = Kit.label(row.status(), "cv-md");
    status.setMinWidth(Label.USE_PREF_SIZE);
    Label second = Kit.label(exchange.host(), "cv-small", "cv-muted");
    second.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    List<Node> sections = new ArrayList<>();
    remarks(row).ifPresent(sections::add);
    sections.add(figures(row));
    request.show(exchange.request());
    sections.add(request);
    exchange
        .answer()
        .ifPresent(message -> {
          answer.show(message);
          sections.add(answer);
        });
    resend.show(exchange);
    sections.add(resend);
    drawer.fill(
        Kit.boxed(Kit.icon("mdi2w-web", 20, "cv-tone-" + (row.failed() ? "danger" : "subtle")), 20),
        title,
        status,
        second,
        () -> model.http().selected().set(null),
        sections.toArray(Node[]::new));
  }

  private static Optional<Node> remarks(HttpRow row) {
    VBox words = new VBox(4);
    for (Remark remark : Remark.values()) {
      if (row.exchange().remarks().contains(remark)) {
        words.getChildren().add(said("http.remark." + remark.name().toLowerCase(Locale.ROOT)));
      }
    }
    if (row.copy()) {
      words.getChildren().add(said("http.remark.copy"));
    }
    if (words.getChildren().isEmpty()) {
      return Optional.empty();
    }
    HBox.setHgrow(words, Priority.ALWAYS);
    HBox note =
        new HBox(
            10, Kit.boxed(Kit.icon("mdi2i-information-outline", 18, "cv-tone-subtle"), 18), words);
    note.setAlignment(Pos.TOP_LEFT);
    note.getStyleClass().addAll("cv-note", "cv-wash-neutral");
    return Optional.of(Drawer.section("", note));
  }

  private static Node said(String key) {
    return Rich.paragraph(text(key), "cv-rich-small");
  }

  private Node figures(HttpRow row) {
    HttpExchange exchange = row.exchange();
    return Drawer.section(
        "",
        Drawer.facts(
            text("column.time"),
            Units.clockMillis(row.at(), model.bench().zone()),
            "cv-mono",
            text("column.first-byte"),
            HttpRow.time(exchange.firstByte()),
            "cv-md",
            text("http.whole"),
            HttpRow.time(exchange.took()),
            "cv-md",
            text("flow.way.from"),
            exchange.connection().client(),
            "cv-mono",
            text("flow.way.to"),
            exchange.connection().server(),
            "cv-mono",
            text("http.by"),
            row.via(),
            "cv-plain"));
  }
}
