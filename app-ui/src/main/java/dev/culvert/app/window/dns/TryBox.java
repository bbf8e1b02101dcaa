package dev.culvert.app.window.dns;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.DnsModel;
import dev.culvert.app.view.DnsRow;
import dev.culvert.app.view.DnsTimes;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.time.Duration;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Try a name, and how long answers take. */
final class TryBox extends HBox {
  private final DnsModel dns;
  private final TextField name = new TextField();
  private final ChoiceBox<String> type = new ChoiceBox<>();
  private final HBox said = new HBox(6);
  private final Label p50 = Kit.label(Units.UNKNOWN, "cv-figure");
  private final Label p99 = Kit.label(Units.UNKNOWN, "cv-figure");
  private final HBox times;

  private final TimesChart chart;

  TryBox(AppModel model, Colors colors) {
    super(12);
    this.dns = model.dns();
    getStyleClass().add("cv-try");
    name.setId("try-name");
    name.setPromptText(dns.example());
    name.setAccessibleText(text("dns.try"));
    name.getStyleClass().add("cv-mono-field");
    name.setOnAction(e -> go());
    HBox.setHgrow(name, Priority.ALWAYS);
    type.getItems().setAll("A", "AAAA", "SRV", "PTR", "TXT", "CNAME", "MX");
    type.setValue("A");
    type.setAccessibleText(text("dns.try.type"));
    type.getStyleClass().add("cv-try-type");
    Button resolve = Kit.button(text("dns.try.resolve"), "cv-primary");
    resolve.setOnAction(e -> go());
    HBox line = new HBox(8, name, type, resolve);
    line.setAlignment(Pos.CENTER_LEFT);
    said.setAlignment(Pos.CENTER_LEFT);
    said.getStyleClass().add("cv-try-said");
    VBox box = new VBox(8, Kit.label(text("dns.try"), "cv-section-title"), line, said);
    box.getStyleClass().addAll("cv-card", "cv-try-card");
    HBox.setHgrow(box, Priority.ALWAYS);
    chart = new TimesChart(220, 52, colors, dns.times().get());
    VBox hour = new VBox(6, Kit.label(text("dns.times"), "cv-small", "cv-muted"), chart);
    hour.setAlignment(Pos.CENTER_LEFT);
    times = new HBox(28, figure("p50", p50, "cv-in-text"), figure("p99", p99, "cv-out-text"), hour);
    times.getStyleClass().addAll("cv-card", "cv-try-card");
    times.setAlignment(Pos.CENTER_LEFT);
    times.setMinWidth(USE_PREF_SIZE);
    getChildren().addAll(box, times);
    dns.trial().addListener((o, was, is) -> show(is));
    dns.times().addListener((o, was, is) -> times(is));
    show(dns.trial().get());
    times(dns.times().get());
  }

  void narrow(boolean narrow) {
    Kit.show(times, !narrow);
  }

  private void go() {
    if (name.getText().isBlank()) {
      name.setText(dns.example());
    }
    dns.tryName(name.getText(), type.getValue());
  }

  private void show(DnsModel.Trial trial) {
    said.getChildren().clear();
    switch (trial) {
      case DnsModel.Trial.None ignored ->
          said.getChildren().add(Kit.label(text("dns.try.hint"), "cv-small", "cv-muted"));
      case DnsModel.Trial.Asking asking -> {
        if (!name.getText().equals(asking.name())) {
          name.setText(asking.name());
        }
        said.getChildren()
            .add(Kit.label(text("dns.try.asking", asking.name()), "cv-small", "cv-muted"));
      }
      case DnsModel.Trial.Failed failed ->
          said.getChildren()
              .addAll(
                  Kit.icon("mdi2c-close-circle-outline", 14, "cv-tone-danger"),
                  Kit.label(failed.message(), "cv-small"));
      case DnsModel.Trial.Answered answered -> answer(answered.row());
    }
  }

  private void answer(DnsRow row) {
    boolean good = row.weight() == DnsRow.Weight.PLAIN;
    HBox sentence = new HBox();
    sentence.setMinWidth(0);
    sentence.setAlignment(Pos.CENTER_LEFT);
    sentence.getStyleClass().add("cv-try-answer");
    String from = text("answered." + row.who() + ".from");
    Rich.line(
        sentence,
        good
            ? text("dns.try.answer", row.recordsAtLength(), from, Units.time(row.took()))
            : text("dns.try.no-answer", row.query().getCode(), from, Units.time(row.took())));
    Button why = Kit.link(text("dns.try.why"));
    why.setId("try-why");
    why.setOnAction(e -> dns.showTrial());
    String tone =
        switch (row.weight()) {
          case PLAIN -> "success";
          case SUBTLE -> "subtle";
          case WARNING -> "warning";
          case DANGER -> "danger";
        };
    said.getChildren()
        .addAll(
            Kit.icon(
                good ? "mdi2c-check-circle" : "mdi2h-help-circle-outline", 14, "cv-tone-" + tone),
            sentence,
            why);
  }

  private void times(DnsTimes now) {
    p50.setText(millis(now.allP50()));
    p99.setText(millis(now.allP99()));
    chart.show(now);
  }

  private static String millis(double millis) {
    return Double.isNaN(millis)
        ? Units.UNKNOWN
        : Units.time(Duration.ofNanos(Math.round(millis * 1e6)));
  }

  private static VBox figure(String name, Label value, String style) {
    VBox figure = new VBox(2, Kit.label(name, "cv-small", style), value);
    figure.setAlignment(Pos.CENTER_LEFT);
    value.setMinWidth(72);
    return figure;
  }
}
