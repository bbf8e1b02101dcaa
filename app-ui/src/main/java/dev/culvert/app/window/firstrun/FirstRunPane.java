package dev.culvert.app.window.firstrun;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.theme.Tokens;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.FirstRunModel;
import dev.culvert.app.view.FirstRunModel.Step;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.CopyButton;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Rich;
import java.net.URI;
import java.util.Objects;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Four steps, one open; nothing changes before the last. */
public final class FirstRunPane extends ScrollPane {
  private static final String START_HELPER = "sudo systemctl start culvert-helper";

  private final AppModel model;
  private final FirstRunModel steps;
  private final Colors colors;
  private final VBox list = new VBox();
  private String picked = "";

  /** Follows the model. */
  public FirstRunPane(AppModel model, Colors colors) {
    this.model = model;
    this.steps = model.firstRun();
    this.colors = colors;
    setId("first-run");
    ImageView mark =
        new ImageView(
            new Image(
                Objects.requireNonNull(
                    FirstRunPane.class.getResourceAsStream("/dev/culvert/icons/app-128.png")),
                68,
                68,
                true,
                true));
    Label title = Kit.label(text("first.title"), "cv-display");
    title.setWrapText(true);
    VBox words = new VBox(2, title, Kit.label(text("first.text"), "cv-muted"));
    words.setAlignment(Pos.CENTER_LEFT);
    HBox head = new HBox(16, mark, words);
    head.setAlignment(Pos.CENTER_LEFT);
    list.getStyleClass().add("cv-frame");
    Button skip = Kit.link(text("first.skip"));
    skip.setId("first-skip");
    skip.setOnAction(e -> steps.end());
    HBox foot =
        new HBox(16, skip, Kit.spring(), Kit.label(text("first.again"), "cv-small", "cv-subtle"));
    foot.setAlignment(Pos.CENTER_LEFT);
    VBox page = new VBox(24, head, list, foot);
    page.setStyle(Kit.em("max-width", 720));
    page.setAlignment(Pos.CENTER_LEFT);
    StackPane middle = new StackPane(page);
    middle.getStyleClass().add("cv-failed");
    setContent(middle);
    setFitToWidth(true);
    setFitToHeight(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    getStyleClass().add("cv-drawer-scroll");
    steps.open().addListener((o, was, is) -> show());
    steps.manager().addListener((o, was, is) -> show());
    steps.installing().addListener((o, was, is) -> show());
    model.contexts().addListener((o, was, is) -> show());
    model.connection().presence().addListener((o, was, is) -> show());
    model
        .connection()
        .bar()
        .addListener((o, was, is) -> {
          if (was.condition() != is.condition()) {
            show();
          }
        });
    colors.dark().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    Step open = steps.open().get();
    if (open == null) {
      return;
    }
    list.getChildren().clear();
    for (Step step : Step.values()) {
      list.getChildren().add(row(step, step == open));
    }
  }

  private Node row(Step step, boolean open) {
    boolean done = steps.done(step) && !open;
    Label number = Kit.label(done ? "" : Integer.toString(step.number()), "cv-step-number");
    if (done) {
      number.setGraphic(Kit.icon("mdi2c-check", 16, "cv-tone-success"));
    }
    Kit.pick(number, "cv-step-", open ? "open" : done ? "done" : "later");
    number.getStyleClass().add("cv-step-number");
    number.setMinSize(28, 28);
    number.setMaxSize(28, 28);
    number.setAlignment(Pos.CENTER);
    Label title = Kit.label(steps.title(step), open || done ? "cv-strong" : "cv-plain-md");
    Label words = Kit.label(steps.words(step), "cv-small", "cv-muted");
    words.setWrapText(true);
    VBox body = new VBox(2, title, words);
    HBox.setHgrow(body, Priority.ALWAYS);
    if (open) {
      body.getChildren().addAll(content(step));
    }
    HBox row = new HBox(16, number, body);
    row.getStyleClass().addAll("cv-step", step == Step.CONNECT ? "cv-step-last" : "cv-step-more");
    Kit.pick(row, "cv-now-", open ? "yes" : "");
    row.setAccessibleText(text("first.step", step.number(), steps.title(step), steps.words(step)));
    if (done && step == Step.CLUSTER) {
      row.setOnMouseClicked(e -> steps.back(step));
    }
    return row;
  }

  private Node[] content(Step step) {
    return switch (step) {
      case HELPER -> new Node[] {buttons(CopyButton.of(START_HELPER, model.bench()))};
      case CLUSTER -> cluster();
      case MANAGER -> manager();
      case CONNECT -> {
        Button connect =
            Kit.button(text("command.connect", model.connection().context()), "cv-primary");
        connect.setId("first-connect");
        connect.setOnAction(e -> model.connection().connect());
        connect.setDisable(!model.connection().bar().get().offReason().isEmpty());
        yield new Node[] {buttons(connect)};
      }
    };
  }

  private Node[] cluster() {
    if (picked.isEmpty()
        || model.contexts().get().stream().noneMatch(c -> c.name().equals(picked))) {
      ContextItem current = model.current().get();
      picked = current == null ? "" : current.name();
    }
    VBox choices = new VBox();
    choices.getStyleClass().add("cv-choices");
    ToggleGroup group = new ToggleGroup();
    Button use = Kit.button(text("first.use", picked), "cv-primary");
    use.setId("first-use");
    use.setGraphic(Kit.icon("mdi2k-keyboard-return", 16));
    use.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
    use.setOnAction(e -> steps.use(picked));
    use.setDisable(picked.isEmpty());
    for (ContextItem item : model.contexts().get()) {
      choices.getChildren().add(choice(item, group, use));
    }
    return new Node[] {choices, buttons(use)};
  }

  private Node choice(ContextItem item, ToggleGroup group, Button use) {
    RadioButton radio = new RadioButton();
    radio.setToggleGroup(group);
    radio.setSelected(item.name().equals(picked));
    radio.setAccessibleText(item.name());
    radio.setId("first-context-" + item.name());
    Runnable pick =
        () -> {
          picked = item.name();
          radio.setSelected(true);
          use.setText(text("first.use", picked));
        };
    radio.setOnAction(e -> pick.run());
    Region square = new Region();
    square.setMinSize(14, 14);
    square.setMaxSize(14, 14);
    square.setStyle(
        "-fx-background-radius: 3; -fx-background-color: "
            + Tokens.accent(item.color()).emphasis(colors.dark().get()));
    Label name = Kit.label(item.name(), "cv-md");
    HBox named = new HBox(8, square, name);
    if (item.production()) {
      Label prod = Kit.label(text("prod"), "cv-prod");
      prod.setStyle(
          "-fx-background-color: "
              + Tokens.accent("brick").subtle(colors.dark().get())
              + "; -fx-text-fill: "
              + Tokens.accent("brick").fg(colors.dark().get()));
      named.getChildren().add(prod);
    }
    named.setAlignment(Pos.CENTER_LEFT);
    named.setMinWidth(200);
    Label user = Kit.label(item.context().user(), "cv-small", "cv-muted");
    HBox row =
        new HBox(
            12,
            radio,
            named,
            Kit.label(host(item.context().server()), "cv-mono", "cv-muted"),
            Kit.spring(),
            user);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("cv-choice");
    row.setOnMouseClicked(e -> pick.run());
    return row;
  }

  private static String host(String server) {
    try {
      URI uri = URI.create(server);
      if (uri.getHost() == null) {
        return server;
      }
      boolean usual = uri.getPort() == 443 || uri.getPort() == 6443 || uri.getPort() < 0;
      return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    } catch (IllegalArgumentException e) {
      return server;
    }
  }

  private Node[] manager() {
    Button other = Kit.button(text("first.other"), "cv-outlined");
    other.setOnAction(e -> steps.back(Step.CLUSTER));
    ManagerFinding finding = steps.manager().get();
    if (finding == null || !steps.installing().get().isEmpty()) {
      other.setDisable(!steps.installing().get().isEmpty());
      return new Node[] {buttons(other)};
    }
    boolean missing =
        finding instanceof ManagerFinding.Missing || finding instanceof ManagerFinding.NotInstalled;
    Button again = Kit.button(text("first.look-again"), "cv-outlined");
    again.setOnAction(e -> steps.search());
    Button on = Kit.button(text("first.go-on"), missing ? "cv-outlined" : "cv-primary");
    on.setId("first-go-on");
    on.setOnAction(e -> steps.goOn());
    if (!missing) {
      return new Node[] {buttons(on, again, other)};
    }
    Button install = Kit.button(text("first.install"), "cv-primary");
    install.setId("first-install");
    install.setOnAction(e -> steps.install());
    return new Node[] {
      Rich.paragraph(text("first.manager.install"), "cv-rich-small"),
      buttons(install, again, on, other)
    };
  }

  private static Node buttons(Node... nodes) {
    HBox row = new HBox(8, nodes);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("cv-step-buttons");
    return row;
  }
}
