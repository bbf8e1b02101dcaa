package dev.culvert.app.window.dns;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.DnsModel;
import dev.culvert.app.view.DnsRow;
import dev.culvert.app.view.ReasonWords;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A query's details: the ladder from the question to the answer, steps not taken included. */
final class DnsDrawer extends StackPane {
  private final AppModel model;
  private final Drawer drawer = new Drawer(400);

  DnsDrawer(AppModel model) {
    this.model = model;
    getChildren().add(drawer);
    setId("dns-detail");
    Kit.show(this, false);
  }

  void show(@Nullable DnsRow row) {
    Kit.show(this, row != null);
    if (row == null) {
      return;
    }
    String tone = tone(row);
    Label title = Kit.label(row.query().getName(), "cv-mono-title");
    title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    Kit.tip(title, row.query().getName());
    String at = Units.clockMillis(row.at(), model.bench().zone());
    boolean tried =
        model.dns().trial().get() instanceof DnsModel.Trial.Answered answered
            && answered.row().equals(row);
    String unnamed = tried ? "dns.detail.try" : "dns.detail.gone";
    Node second =
        Kit.label(
            row.query().getProgram().getName().isEmpty()
                ? text(unnamed, row.query().getType(), at)
                : text("dns.detail", row.query().getType(), row.program(), at),
            "cv-small",
            "cv-muted");
    List<Node> sections = new ArrayList<>();
    if (row.weight() != DnsRow.Weight.PLAIN) {
      sections.add(verdict(row, tone));
    }
    sections.add(ladder(row, tone));
    sections.add(answer(row));
    drawer.fill(
        Kit.boxed(
            Kit.icon(
                row.weight() == DnsRow.Weight.PLAIN
                    ? "mdi2d-dns-outline"
                    : "mdi2h-help-circle-outline",
                20,
                "cv-tone-" + tone),
            20),
        title,
        Kit.label(""),
        second,
        () -> model.dns().selected().set(null),
        sections.toArray(Node[]::new));
  }

  private static String tone(DnsRow row) {
    return switch (row.weight()) {
      case PLAIN, SUBTLE -> "subtle";
      case WARNING -> "warning";
      case DANGER -> "danger";
    };
  }

  private Node verdict(DnsRow row, String tone) {
    String said =
        switch (row.weight()) {
          case SUBTLE -> text("dns.nodata", row.query().getType());
          case WARNING -> text("dns.nxdomain", row.query().getCode());
          default -> text("dns.failed", row.query().getCode());
        };
    Label sentence = Kit.label(said, "cv-strong");
    sentence.setWrapText(true);
    VBox words = new VBox(4, sentence);
    HBox.setHgrow(words, Priority.ALWAYS);
    if (row.weight() == DnsRow.Weight.WARNING) {
      near(row, words);
    }
    HBox note =
        new HBox(10, Kit.boxed(Kit.icon("mdi2a-alert-outline", 18, "cv-tone-" + tone), 18), words);
    note.setAlignment(Pos.TOP_LEFT);
    note.getStyleClass().addAll("cv-note", "cv-wash-" + (tone.equals("subtle") ? "neutral" : tone));
    return Drawer.section("", note);
  }

  /** Names one or two letters away, which can be tried at once. */
  private void near(DnsRow row, VBox words) {
    List<String> names = model.dns().near(row);
    if (names.isEmpty()) {
      return;
    }
    words
        .getChildren()
        .add(Rich.paragraph(text("dns.near", String.join("`, `", names)), "cv-rich-small"));
    Button go = Kit.button(text("dns.near.try", names.getFirst()), "cv-primary", "cv-low");
    go.setId("dns-near");
    go.setOnAction(e -> model.dns().tryName(names.getFirst(), row.query().getType()));
    Button copy = Kit.button(text("dns.near.copy"), "cv-outlined", "cv-low");
    copy.setGraphic(Kit.icon("mdi2c-content-copy", 14));
    copy.setOnAction(e -> model.bench().copy(names.getFirst()));
    words.getChildren().add(new HBox(8, go, copy));
  }

  private static Node ladder(DnsRow row, String tone) {
    VBox ladder = new VBox();
    List<ReasonWords.Step> steps = new ArrayList<>();
    steps.add(
        new ReasonWords.Step(
            !row.query().getProgram().getName().isEmpty()
                ? text(
                    "dns.step.asked", row.program(), row.query().getName(), row.query().getType())
                : text("dns.step.tried", row.query().getName(), row.query().getType()),
            false));
    steps.addAll(ReasonWords.steps(row.query()));
    for (int i = 0; i < steps.size(); i++) {
      ladder.getChildren().add(rung(steps.get(i), i == 0, i == steps.size() - 1, row, tone));
    }
    HBox title =
        new HBox(
            Kit.label(text("dns.why"), "cv-section-title"),
            Kit.spring(),
            Kit.label(text("dns.in-all", Units.time(row.took())), "cv-small", "cv-subtle"));
    return Drawer.section("", title, ladder);
  }

  private static Node rung(
      ReasonWords.Step step, boolean first, boolean last, DnsRow row, String tone) {
    String icon =
        first
            ? "mdi2c-console-line"
            : last
                ? DnsScreen.icon(row)
                : step.skipped() ? "mdi2m-minus-circle-outline" : "mdi2f-filter-variant";
    StackPane ring = new StackPane(Kit.icon(icon, 14, last ? "cv-tone-" + tone : "cv-tone-subtle"));
    ring.getStyleClass().addAll("cv-ring", last ? "cv-ring-" + tone : "cv-ring-plain");
    ring.setMinSize(24, 24);
    ring.setMaxSize(24, 24);
    Region rail = new Region();
    rail.getStyleClass().add("cv-rail-line");
    rail.setMinWidth(2);
    rail.setMaxWidth(2);
    rail.setMinHeight(10);
    rail.setVisible(!last);
    VBox.setVgrow(rail, Priority.ALWAYS);
    VBox left = new VBox(ring, rail);
    left.setAlignment(Pos.TOP_CENTER);
    left.setMinWidth(24);
    // What is said first is the step; what follows a colon or a full stop explains it.
    String[] parts = step.words().split(": |：", 2);
    Label head = Kit.label(parts[0], step.skipped() ? "cv-rung-off" : "cv-rung");
    head.setWrapText(true);
    head.setMinHeight(Region.USE_PREF_SIZE);
    VBox words = new VBox(head);
    if (parts.length > 1) {
      String rest = parts[1];
      words
          .getChildren()
          .add(
              Rich.paragraph(
                  rest.isEmpty() ? rest : Character.toUpperCase(rest.charAt(0)) + rest.substring(1),
                  "cv-rich-small"));
    }
    words.getStyleClass().add("cv-rung-words");
    HBox.setHgrow(words, Priority.ALWAYS);
    HBox line = new HBox(10, left, words);
    line.setFillHeight(true);
    return line;
  }

  private Node answer(DnsRow row) {
    Button copy = Kit.button(text("dns.copy"), "cv-outlined", "cv-low");
    copy.setGraphic(Kit.icon("mdi2c-content-copy", 16, "cv-muted"));
    copy.setOnAction(e -> model.bench().copy(row.asText(model.bench().zone())));
    return Drawer.section(
        text("dns.answer"),
        Drawer.facts(
            text("dns.looked-up"),
            row.query().getLookedUp(),
            "cv-mono",
            text("column.records"),
            row.recordsAsTold(),
            "cv-mono",
            text("column.rule"),
            ReasonWords.rule(row.query()),
            "cv-plain",
            text("column.by"),
            row.answeredBy(),
            "cv-plain",
            text("column.ttl"),
            row.ttl().equals(Units.UNKNOWN) ? "" : row.ttl(),
            "cv-plain"),
        copy);
  }
}
