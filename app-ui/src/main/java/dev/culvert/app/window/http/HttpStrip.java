package dev.culvert.app.window.http;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpReader.Unread;
import dev.culvert.app.view.HttpModel;
import dev.culvert.app.view.HttpScope;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.Workbench;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.proto.helper.v1.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.text.TextFlow;

/** Says that requests are looked into and whose, as long as they are, and what is not shown. */
final class HttpStrip extends HBox {
  private final HttpModel http;
  private final Workbench bench;
  private final TextFlow said = Rich.paragraph("", "cv-rich-small");
  private final Button button = Kit.link(text("flows.record.stop.short"));
  private String shown = "";

  HttpStrip(HttpModel http, Workbench bench, Ticker ticker) {
    super(8);
    this.http = http;
    this.bench = bench;
    setId("http-strip");
    getStyleClass().add("cv-recording");
    setAlignment(Pos.CENTER_LEFT);
    // A text that fills the height has its one line at the top.
    setFillHeight(false);
    HBox.setHgrow(said, Priority.ALWAYS);
    button.setId("http-stop");
    button.setOnAction(e -> http.stop());
    getChildren().addAll(Kit.icon("mdi2r-record-circle-outline", 16, "cv-take"), said, button);
    http.looking().addListener((o, was, is) -> show());
    http.hour().recording().addListener((o, was, is) -> show());
    http.table().picture().addListener((o, was, is) -> show());
    ticker.seconds().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    List<String> sentences = new ArrayList<>();
    HttpModel.Looking now = http.looking().get();
    Recording recording = http.hour().recording().get();
    boolean on = http.on();
    if (!now.problem().isEmpty()) {
      sentences.add(now.problem());
    }
    if (on) {
      String until =
          Units.clock(Instant.ofEpochSecond(recording.getUntil().getSeconds()), bench.zone());
      now.scope().ifPresent(scope -> sentences.add(text("http.looking", whose(scope), until)));
    } else if (http.table().picture().get().total() > 0) {
      sentences.add(text("http.over"));
    }
    now.unread().forEach((why, count) -> sentences.add(unread(why, count)));
    if (recording.getForgotten() > 0) {
      sentences.add(Messages.count("http.forgotten", recording.getForgotten()));
    }
    String all = String.join(" ", sentences);
    if (!all.equals(shown)) {
      shown = all;
      Rich.fill(said, all);
    }
    Kit.show(this, !all.isEmpty());
    Kit.show(button, on);
  }

  private String whose(HttpScope scope) {
    if (scope.everything()) {
      return text("http.scope.everything");
    }
    List<String> names = new ArrayList<>(http.attached());
    names.addAll(scope.destinations().stream().map(HttpScope.Destination::name).toList());
    return names.isEmpty() ? text("http.scope.attached") : String.join(", ", names);
  }

  private static String unread(Unread why, int count) {
    return Messages.count("http.unread." + why.name().toLowerCase(Locale.ROOT), count);
  }
}
