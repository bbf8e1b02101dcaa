package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Kit;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The screens, as a list with words or as a rail of icons. */
final class Navigation extends VBox {
  private final AppModel model;
  private final boolean rail;
  private final Map<Screen, Button> buttons = new EnumMap<>(Screen.class);
  private final Map<Screen, Label> counts = new EnumMap<>(Screen.class);

  Navigation(AppModel model, boolean rail) {
    this.model = model;
    this.rail = rail;
    if (rail) {
      setSpacing(4);
      setAlignment(Pos.TOP_CENTER);
    }
    for (Screen screen : Screen.values()) {
      getChildren().add(item(screen));
    }
    model.screen().addListener((o, was, is) -> show());
    model.cluster().workloads().picture().addListener((o, was, is) -> count());
    model.flows().table().picture().addListener((o, was, is) -> count());
    model.connection().bar().addListener((o, was, is) -> count());
    model.http().looking().addListener((o, was, is) -> count());
    model.http().hour().recording().addListener((o, was, is) -> count());
    show();
    count();
  }

  private StackPane item(Screen screen) {
    Button button = new Button();
    button.getStyleClass().setAll(rail ? "cv-rail-item" : "cv-nav");
    button.setId("nav-" + screen.name().toLowerCase(java.util.Locale.ROOT));
    button.setAccessibleText(screen.title());
    button.setAccessibleRole(AccessibleRole.BUTTON);
    button.setMaxWidth(Double.MAX_VALUE);
    FontIcon icon = Kit.icon(screen.icon(), rail ? 20 : 18, "cv-nav-icon");
    if (rail) {
      button.setGraphic(icon);
      button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      Kit.tip(button, screen.title());
    } else {
      Label count = Kit.label("", "cv-nav-count");
      Label word = Kit.label(screen.title(), "cv-nav-word");
      HBox line = new HBox(10, Kit.boxed(icon, 18), word, Kit.spring(), count);
      line.setAlignment(Pos.CENTER_LEFT);
      line.setMouseTransparent(true);
      line.prefWidthProperty().bind(button.widthProperty().subtract(16));
      button.setGraphic(line);
      button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      counts.put(screen, count);
    }
    button.setOnAction(e -> model.screen().set(screen));
    buttons.put(screen, button);
    StackPane bar = new StackPane();
    bar.getStyleClass().add("cv-nav-bar");
    bar.setMinSize(3, rail ? 24 : 20);
    bar.setMaxSize(3, rail ? 24 : 20);
    bar.setTranslateX(-8);
    bar.setMouseTransparent(true);
    bar.visibleProperty().bind(model.screen().isEqualTo(screen));
    StackPane.setAlignment(bar, Pos.CENTER_LEFT);
    return new StackPane(button, bar);
  }

  private void show() {
    buttons.forEach((screen, button) ->
        Kit.pick(button, "cv-chosen-", screen == model.screen().get() ? "yes" : ""));
  }

  private void count() {
    mark();
    if (rail) {
      return;
    }
    int workloads = model.cluster().workloads().picture().get().shown();
    set(Screen.WORKLOADS, model.cluster().looking().get().isEmpty() ? "" : Units.count(workloads));
    set(
        Screen.FLOWS,
        model.connection().condition().live()
            ? Units.count(model.connection().state().get().getTraffic().getLiveFlows())
            : "");
    set(Screen.HTTP, model.http().on() ? text("http.on") : "");
  }

  /** Also in a rail: that somebody looks into requests must be seen from every screen. */
  private void mark() {
    boolean on = model.http().on();
    Button button = buttons.get(Screen.HTTP);
    if (button != null) {
      Kit.pick(button, "cv-looking-", on ? "yes" : "");
      String title = Screen.HTTP.title();
      button.setAccessibleText(on ? text("http.nav", title) : title);
    }
  }

  private void set(Screen screen, String count) {
    Label label = counts.get(screen);
    if (label != null) {
      label.setText(count);
    }
  }
}
