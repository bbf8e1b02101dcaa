package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Clash;
import dev.culvert.app.doctor.Examination;
import dev.culvert.app.doctor.Examination.Result;
import dev.culvert.app.doctor.Finding;
import dev.culvert.app.doctor.Finding.Fix;
import dev.culvert.app.view.DoctorModel;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** What one check found: in a sentence, why it matters, what can be done. */
final class FindingPane extends VBox {
  private final DoctorModel doctor;
  private final TextFlow said = Rich.paragraph("", "cv-rich-small");

  FindingPane(DoctorModel doctor) {
    super(12);
    this.doctor = doctor;
    setId("finding");
    getStyleClass().add("cv-finding");
    doctor.said().addListener((o, was, is) -> said());
  }

  private void said() {
    Rich.fill(said, doctor.said().get());
    Kit.show(said, !doctor.said().get().isEmpty());
  }

  /**
   * @param result {@code null} when all is in order
   * @param at when it was looked, in words
   */
  void show(@Nullable Result result, Examination examination, String at) {
    if (result == null) {
      getChildren()
          .setAll(
              head("mdi2c-check-circle", "success", text("doctor.good.title"), ""),
              Rich.paragraph(text("doctor.good.text", at)),
              said);
      said();
      return;
    }
    Finding finding = result.finding();
    List<Node> nodes = new ArrayList<>();
    nodes.add(
        head(
            DoctorScreen.icon(finding.severity()),
            DoctorScreen.tone(finding.severity()),
            finding.headline(),
            result.id()));
    nodes.add(
        Rich.paragraph(
            result
                    .waitsFor()
                    .map(id -> text("check.waits", DoctorScreen.code(id)) + ". ")
                    .orElse("")
                + finding.detail()));
    if (!finding.explanation().isEmpty()) {
      nodes.add(Rich.paragraph(finding.explanation()));
    }
    if (result.id().equals("CUL-R02")) {
      Clash.of(examination.environment()).map(ClashPane::new).ifPresent(nodes::add);
    }
    if (!finding.fixes().isEmpty()) {
      nodes.add(Kit.label(text("doctor.fixes"), "cv-section-title"));
      nodes.add(fixes(finding.fixes()));
    }
    nodes.add(said);
    getChildren().setAll(nodes);
    said();
  }

  private static Node head(String icon, String tone, String title, String id) {
    Label heading = Kit.label(title, "cv-h1");
    heading.setWrapText(true);
    HBox head =
        new HBox(
            12,
            Kit.boxed(Kit.icon(icon, 20, "cv-tone-" + tone), 20),
            heading,
            Kit.spring(),
            Kit.label(id, "cv-mono-small", "cv-subtle"));
    head.setAlignment(Pos.CENTER_LEFT);
    return head;
  }

  private Node fixes(List<Fix> fixes) {
    VBox box = new VBox();
    box.getStyleClass().add("cv-fixes");
    for (int i = 0; i < fixes.size(); i++) {
      Fix fix = fixes.get(i);
      boolean first = i == 0;
      VBox words =
          new VBox(
              2,
              Kit.label(name(fix), "cv-strong"),
              fix instanceof Fix.Copy(String line)
                  ? Kit.label(line, "cv-mono")
                  : Rich.paragraph(explained(fix), "cv-rich-small"));
      words.setMinWidth(0);
      HBox.setHgrow(words, Priority.ALWAYS);
      Button button = Kit.button(verb(fix), first ? "cv-primary" : "cv-outlined");
      button.setGraphic(
          Kit.icon(fix instanceof Fix.Copy ? "mdi2c-content-copy" : "mdi2a-auto-fix", 16));
      button.setOnAction(e -> doctor.fix(fix));
      button.setId("fix-" + (i + 1));
      HBox line = new HBox(16, words, button);
      line.setAlignment(Pos.CENTER_LEFT);
      line.getStyleClass().add(first ? "cv-fix-first" : "cv-fix");
      box.getChildren().add(line);
    }
    return box;
  }

  /** The name says of what already. */
  private static String verb(Fix fix) {
    return fix instanceof Fix.NeverRoute ? text("doctor.fix.never.do") : name(fix);
  }

  private static String name(Fix fix) {
    return switch (fix) {
      case Fix.StartHelper() -> text("doctor.fix.start");
      case Fix.Reconnect() -> text("doctor.fix.reconnect");
      case Fix.Restore() -> text("doctor.fix.restore");
      case Fix.NeverRoute(String cidr) -> text("doctor.fix.never", cidr);
      case Fix.Copy(String ignored) -> text("doctor.fix.copy");
    };
  }

  private static String explained(Fix fix) {
    return switch (fix) {
      case Fix.StartHelper() -> text("doctor.fix.start.text");
      case Fix.Reconnect() -> text("doctor.fix.reconnect.text");
      case Fix.Restore() -> text("doctor.fix.restore.text");
      case Fix.NeverRoute(String ignored) -> text("doctor.fix.never.text");
      case Fix.Copy(String line) -> line;
    };
  }
}
