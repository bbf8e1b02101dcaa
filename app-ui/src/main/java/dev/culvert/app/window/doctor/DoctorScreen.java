package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Examination;
import dev.culvert.app.doctor.Examination.Result;
import dev.culvert.app.doctor.Finding.Severity;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.DoctorModel;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.ScreenPane;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The checks at the start, what one of them found beside them, the undo journal below. */
public final class DoctorScreen extends ScreenPane {
  private final AppModel model;
  private final DoctorModel doctor;
  private final Label title = Kit.label("", "cv-muted");
  private final VBox list = new VBox();
  private final FindingPane finding;
  private final JournalPane journal;
  private final Button again = Kit.button(text("doctor.again"), "cv-outlined");
  private final Button bundle = Kit.button(text("doctor.bundle"), "cv-outlined");
  private final ScrollPane scroll = new ScrollPane(list);

  /** Shows the model's findings; looks when it is shown for the first time. */
  public DoctorScreen(AppModel model) {
    this.model = model;
    this.doctor = model.doctor();
    this.finding = new FindingPane(doctor);
    this.journal = new JournalPane(model);
    again.setGraphic(Kit.icon("mdi2r-refresh", 16));
    again.setId("doctor-again");
    again.setOnAction(e -> doctor.examine());
    bundle.setGraphic(Kit.icon("mdi2p-package-variant-closed", 16));
    bundle.setId("doctor-bundle");
    bundle.setOnAction(
        e -> doctor.bundle().ifPresent(b -> new BundleWindow(model, b, this).show()));
    HBox head =
        new HBox(12, Kit.label(text("screen.doctor"), "cv-h1"), title, Kit.spring(), again, bundle);
    head.getStyleClass().addAll("cv-head", "cv-doctor-head");
    head.setAlignment(Pos.CENTER_LEFT);
    list.getStyleClass().add("cv-doctor-list");
    list.setId("doctor-list");
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().addAll("cv-drawer-scroll", "cv-doctor-side");
    narrow(false);
    scroll.setAccessibleText(text("doctor.list"));
    ScrollPane right = new ScrollPane(new VBox(finding, journal));
    right.setFitToWidth(true);
    right.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    right.getStyleClass().add("cv-drawer-scroll");
    HBox.setHgrow(right, Priority.ALWAYS);
    HBox body = new HBox(scroll, right);
    VBox.setVgrow(body, Priority.ALWAYS);
    VBox main = new VBox(head, body);
    HBox.setHgrow(main, Priority.ALWAYS);
    getChildren().add(main);
    doctor.examination().addListener((o, was, is) -> show());
    doctor.busy().addListener((o, was, is) -> show());
    doctor.selected().addListener((o, was, is) -> show());
    visibleProperty()
        .addListener((o, was, is) -> {
          if (is && doctor.examination().get() == null) {
            doctor.examine();
          }
        });
    show();
  }

  private void show() {
    Examination now = doctor.examination().get();
    again.setDisable(doctor.busy().get());
    bundle.setDisable(now == null);
    if (now == null) {
      title.setText(doctor.busy().get() ? text("doctor.checking") : "");
      return;
    }
    title.setText(
        text(
            "doctor.title",
            now.results().size(),
            now.needsYou() == 0
                ? text("doctor.needs.none")
                : Messages.count("doctor.needs", now.needsYou())));
    List<Node> lines = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      part(now, severity, lines);
    }
    list.getChildren().setAll(lines);
    finding.show(chosen(now).orElse(null), now, Units.clock(now.at(), model.bench().zone()));
    journal.show(now.environment());
    changed();
  }

  private void part(Examination now, Severity severity, List<Node> lines) {
    List<Result> of =
        now.results().stream()
            .filter(r -> r.waitsFor().isEmpty() && r.finding().severity() == severity)
            .toList();
    if (of.isEmpty()) {
      return;
    }
    String key = "doctor.part." + severity.name().toLowerCase(Locale.ROOT);
    lines.add(Kit.label(text(key, of.size()), "cv-doctor-part"));
    for (Result result : of) {
      lines.add(line(result, false));
      // What depends on a cause stands below it, and does not count.
      now.results().stream()
          .filter(r -> r.waitsFor().filter(result.id()::equals).isPresent())
          .forEach(r -> lines.add(line(r, true)));
    }
  }

  private Button line(Result result, boolean waits) {
    String detail =
        waits ? text("check.waits", code(result.waitsFor().orElse(""))) : result.finding().detail();
    Label second = Kit.label(detail, "cv-small", "cv-muted");
    second.setMinWidth(0);
    Label first = Kit.label(result.finding().headline(), "cv-md");
    first.setMinWidth(0);
    VBox words = new VBox(first, second);
    words.setMinWidth(0);
    HBox.setHgrow(words, Priority.ALWAYS);
    HBox box =
        new HBox(
            10,
            Kit.boxed(
                Kit.icon(
                    waits ? "mdi2d-debug-step-over" : icon(result.finding().severity()),
                    16,
                    "cv-tone-" + (waits ? "subtle" : tone(result.finding().severity()))),
                16),
            words,
            Kit.label(code(result.id()), "cv-mono-small", "cv-subtle"));
    box.setAlignment(Pos.TOP_LEFT);
    Button line = new Button("", box);
    line.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    line.getStyleClass().addAll("cv-doctor-line", waits ? "cv-doctor-waits" : "cv-doctor-own");
    box.prefWidthProperty().bind(line.widthProperty().subtract(waits ? 56 : 32));
    line.setMaxWidth(Double.MAX_VALUE);
    line.setAccessibleText(result.finding().headline() + ". " + detail);
    line.setOnAction(e -> doctor.selected().set(result.id()));
    Examination now = doctor.examination().get();
    boolean open = now != null && chosen(now).filter(c -> c.id().equals(result.id())).isPresent();
    Kit.pick(line, "cv-chosen-", open ? "yes" : "");
    return line;
  }

  /** The one that was chosen, else the first that needs somebody. */
  private Optional<Result> chosen(Examination now) {
    String id = doctor.selected().get();
    return now.results().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .or(() ->
            now.results().stream()
                .filter(r -> r.waitsFor().isEmpty() && r.finding().severity() == Severity.NEEDS_YOU)
                .findFirst());
  }

  static String code(String id) {
    return id.replace("CUL-", "");
  }

  static String icon(Severity severity) {
    return switch (severity) {
      case NEEDS_YOU -> "mdi2a-alert";
      case NOTE -> "mdi2i-information-outline";
      case GOOD -> "mdi2c-check-circle";
      case UNKNOWN -> "mdi2h-help-circle-outline";
    };
  }

  static String tone(Severity severity) {
    return switch (severity) {
      case NEEDS_YOU -> "warning";
      case NOTE -> "info";
      case GOOD -> "success";
      case UNKNOWN -> "subtle";
    };
  }

  @Override
  public void narrow(boolean narrow) {
    int width = narrow ? 328 : 360;
    scroll.setMinWidth(width);
    scroll.setPrefWidth(width);
    scroll.setMaxWidth(width);
  }

  @Override
  public void toFilter() {
    scroll.requestFocus();
  }

  @Override
  public Node focusable() {
    return list.getChildren().stream().filter(Button.class::isInstance).findFirst().orElse(again);
  }

  @Override
  public boolean escape() {
    if (doctor.selected().get().isEmpty()) {
      return false;
    }
    doctor.selected().set("");
    return true;
  }

  @Override
  public String right() {
    @Nullable Examination now = doctor.examination().get();
    return now == null ? "" : text("doctor.status", now.needsYou());
  }
}
