package dev.culvert.app.window.failed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.FailureView;
import dev.culvert.app.view.FailureView.Fate;
import dev.culvert.app.view.FailureView.Link;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Why it is not connected: the chain of steps, what to do, a code to search for. */
public final class FailedPane extends ScrollPane {
  private final AppModel model;
  private final VBox page = new VBox();

  /** Empty until it is told what failed. */
  public FailedPane(AppModel model) {
    this.model = model;
    page.setStyle(Kit.em("max-width", 760));
    page.setAlignment(Pos.CENTER_LEFT);
    StackPane middle = new StackPane(page);
    middle.getStyleClass().add("cv-failed");
    setContent(middle);
    setFitToWidth(true);
    setFitToHeight(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    getStyleClass().add("cv-drawer-scroll");
    setId("failed");
  }

  /** Says this. */
  public void show(FailureView failure) {
    Label title = Kit.label(failure.title(), "cv-title");
    title.setWrapText(true);
    title.setMinHeight(USE_PREF_SIZE);
    VBox words = new VBox(4, title, Rich.paragraph(failure.text(), "cv-rich-muted"));
    HBox.setHgrow(words, Priority.ALWAYS);
    HBox top =
        new HBox(
            12,
            Kit.boxed(Kit.icon("mdi2c-close-octagon-outline", 28, "cv-tone-danger"), 28),
            words);
    top.getStyleClass().add("cv-failed-top");
    VBox chain = new VBox();
    chain.getStyleClass().add("cv-frame");
    failure.chain().forEach(link -> chain.getChildren().add(row(link)));
    Label remedies = Kit.label(failure.remedyTitle(), "cv-h2", "cv-failed-h2");
    Button again = Kit.button(text("failed.again"), "cv-primary");
    again.setId("try-again");
    again.setOnAction(e -> model.connection().connect());
    VBox todo =
        new VBox(
            step("mdi2a-auto-fix", text("failed.fix"), failure.remedy(), null, false),
            step("mdi2s-sync", text("failed.again"), text("failed.again.text"), again, true));
    todo.getStyleClass().add("cv-frame");
    Button code = Kit.link(failure.code());
    code.getStyleClass().add("cv-code-link");
    code.setAccessibleText(text("failed.copy-code", failure.code()));
    Kit.tip(code, text("failed.copy-code", failure.code()));
    code.setOnAction(e -> model.bench().copy(failure.code()));
    Kit.show(code, !failure.code().isEmpty());
    Button copy = Kit.link(text("failed.copy"));
    copy.setId("copy-details");
    copy.setOnAction(e -> model.bench().copy(failure.details()));
    HBox foot = new HBox(16, code, Kit.spring(), copy);
    foot.setAlignment(Pos.CENTER_LEFT);
    foot.getStyleClass().add("cv-failed-foot");
    page.getChildren().setAll(top, chain, remedies, todo, foot);
    setAccessibleText(failure.title());
  }

  private static Node row(Link link) {
    String icon =
        switch (link.fate()) {
          case DONE -> "mdi2c-check-circle";
          case FAILED -> "mdi2c-close-circle";
          case NOT_TRIED -> "mdi2m-minus-circle-outline";
        };
    String tone =
        switch (link.fate()) {
          case DONE -> "success";
          case FAILED -> "danger";
          case NOT_TRIED -> "subtle";
        };
    Label name = Kit.label(link.name(), link.fate() == Fate.NOT_TRIED ? "cv-muted" : "cv-md");
    name.setMinWidth(160);
    Label said =
        Kit.label(link.text(), "cv-small", link.fate() == Fate.FAILED ? "cv-plain" : "cv-muted");
    said.setTextOverrun(OverrunStyle.ELLIPSIS);
    said.setWrapText(link.fate() == Fate.FAILED);
    said.setMinWidth(0);
    HBox.setHgrow(said, Priority.ALWAYS);
    said.setMaxWidth(Double.MAX_VALUE);
    Label took = Kit.label(link.took(), "cv-small", "cv-subtle");
    took.setMinWidth(64);
    took.setAlignment(Pos.CENTER_RIGHT);
    HBox row = new HBox(16, Kit.boxed(Kit.icon(icon, 18, "cv-tone-" + tone), 18), name, said, took);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass()
        .addAll("cv-chain", "cv-chain-" + link.fate().name().toLowerCase(Locale.ROOT));
    row.setAccessibleText(
        link.name()
            + ", "
            + text("chain.fate." + link.fate().name().toLowerCase(Locale.ROOT))
            + ", "
            + link.text());
    return row;
  }

  private static Node step(
      String icon,
      String title,
      String text,
      @org.jspecify.annotations.Nullable Button button,
      boolean last) {
    VBox words = new VBox(Kit.label(title, "cv-md"), Rich.paragraph(text, "cv-rich-small"));
    HBox.setHgrow(words, Priority.ALWAYS);
    HBox row = new HBox(12, Kit.boxed(Kit.icon(icon, 20, "cv-subtle"), 20), words);
    if (button != null) {
      row.getChildren().add(button);
    }
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().addAll("cv-todo", last ? "cv-todo-last" : "cv-todo-more");
    return row;
  }
}
