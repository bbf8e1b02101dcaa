package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.BarState;
import dev.culvert.app.view.ConnectionModel;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Samples;
import dev.culvert.app.view.Shortcut;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Motion;
import dev.culvert.app.window.kit.Ribbon;
import dev.culvert.app.window.kit.Rich;
import dev.culvert.app.window.kit.States;
import java.time.Duration;
import java.util.Arrays;
import javafx.animation.Animation;
import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Mark, switch, the state in words, the last minute. */
final class ConnectionBar extends HBox {
  private final ConnectionModel connection;
  private final Mark mark = new Mark();
  private final ConnectSwitch toggle;
  private final FontIcon icon = Kit.icon("mdi2c-circle-outline", 18);
  private final Label word = Kit.label("", "cv-state-word");
  private final HBox detail = new HBox();
  private final Tooltip full = new Tooltip();
  private final VBox block = new VBox();
  private final HBox live = new HBox(16);
  private final Ribbon ribbon;
  private final Label in = figure();
  private final Label out = figure();
  private final Label roundTrip = Kit.label("", "cv-small", "cv-md");
  private final RotateTransition turn =
      new RotateTransition(javafx.util.Duration.millis(1200), icon);

  private final Motion motion;
  private final Button palette;
  private final Button paletteIcon;

  /**
   * @param openPalette opens the palette
   * @param openSettings opens the settings
   */
  ConnectionBar(
      AppModel model, Colors colors, Motion motion, Runnable openPalette, Runnable openSettings) {
    super(16);
    this.connection = model.connection();
    this.motion = motion;
    this.toggle = new ConnectSwitch(connection, motion);
    this.ribbon = new Ribbon(168, 36, colors);
    getStyleClass().add("cv-bar");
    setAlignment(Pos.CENTER_LEFT);
    turn.setFromAngle(0);
    turn.setToAngle(360);
    turn.setInterpolator(Interpolator.LINEAR);
    turn.setCycleCount(Animation.INDEFINITE);

    HBox first = new HBox(6, Kit.boxed(icon, 18), word);
    first.setAlignment(Pos.CENTER_LEFT);
    detail.getStyleClass().add("cv-state-detail");
    block.getChildren().addAll(first, detail);
    block.setAlignment(Pos.CENTER_LEFT);
    block.setId("state");
    block.setAccessibleRole(AccessibleRole.TEXT);
    full.setWrapText(true);
    full.setMaxWidth(420);
    Tooltip.install(block, full);

    GridPane rates = new GridPane(0, 0);
    rates.addRow(0, Kit.boxed(Kit.icon("mdi2a-arrow-down", 14, "cv-data-in"), 14), in);
    rates.addRow(1, Kit.boxed(Kit.icon("mdi2a-arrow-up", 14, "cv-data-out"), 14), out);
    rates.setAlignment(Pos.CENTER);
    HBox traffic = new HBox(12, ribbon, rates);
    traffic.setAlignment(Pos.CENTER_LEFT);
    VBox trip = new VBox(Kit.label(text("bar.round-trip"), "cv-small", "cv-muted"), roundTrip);
    trip.setAlignment(Pos.CENTER_LEFT);
    live.setAlignment(Pos.CENTER_LEFT);
    live.getChildren().addAll(Kit.rule(), traffic, Kit.rule(), trip);
    live.setMinWidth(0);

    palette = paletteField();
    palette.setOnAction(e -> openPalette.run());
    paletteIcon = Kit.iconButton("mdi2m-magnify", 20, text("palette.prompt"));
    paletteIcon.setOnAction(e -> openPalette.run());
    Button settings = Kit.iconButton("mdi2c-cog-outline", 20, text("settings.title"));
    settings.setId("open-settings");
    settings.setOnAction(e -> openSettings.run());
    HBox tools = new HBox(8, palette, paletteIcon, new Bell(model), settings);
    tools.setAlignment(Pos.CENTER_RIGHT);
    Kit.show(paletteIcon, false);
    getChildren().addAll(mark, toggle, block, live, Kit.spring(), tools);
    connection.bar().addListener((o, was, is) -> show(is));
    connection.samples().addListener((o, was, is) -> show(is));
    show(connection.bar().get());
    show(connection.samples().get());
    sceneProperty().addListener((o, was, is) -> spin(connection.condition()));
  }

  /** With little room the ribbon is shorter. */
  void narrow(boolean narrow) {
    ribbon.setWidth(narrow ? 132 : 168);
    Kit.show(palette, !narrow);
    Kit.show(paletteIcon, narrow);
    show(connection.samples().get());
  }

  ConnectSwitch toggle() {
    return toggle;
  }

  /** Nothing turns while nobody sees it. */
  void seen(boolean seen) {
    if (seen) {
      spin(connection.condition());
    } else {
      turn.stop();
    }
  }

  private void show(BarState state) {
    Condition condition = state.condition();
    mark.show(condition);
    toggle.show(state, connection.context());
    icon.setIconLiteral(States.icon(condition));
    Kit.pick(icon, "cv-tone-", States.tone(condition));
    spin(condition);
    boolean changed = !word.getText().equals(state.word());
    word.setText(state.word());
    Rich.line(detail, state.detail());
    full.setText(state.full());
    block.setAccessibleText(state.word() + ". " + state.full());
    if (changed) {
      block.notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
    }
    Kit.show(live, condition.live());
    // Of one width while the last minute stands beside it, which then never moves.
    Kit.pick(block, "cv-state-", condition.live() ? "fixed" : "wide");
    if (connection.state().get().getTraffic().hasRoundTrip()) {
      var trip = connection.state().get().getTraffic().getRoundTrip();
      roundTrip.setText(Units.about(Duration.ofSeconds(trip.getSeconds(), trip.getNanos())));
    } else {
      roundTrip.setText(Units.UNKNOWN);
    }
  }

  private void show(Samples samples) {
    ribbon.show(samples);
    in.setText(Units.rate(samples.lastIn()));
    out.setText(Units.rate(samples.lastOut()));
    ribbon.setAccessibleText(
        text(
            "bar.ribbon",
            Units.rate(samples.lastIn()),
            Units.rate(Arrays.stream(samples.in()).max().orElse(0)),
            Units.rate(Arrays.stream(samples.in()).average().orElse(0)),
            Units.rate(samples.lastOut()),
            Units.rate(Arrays.stream(samples.out()).max().orElse(0)),
            Units.rate(Arrays.stream(samples.out()).average().orElse(0))));
  }

  private void spin(Condition condition) {
    boolean shown =
        getScene() != null && getScene().getWindow() != null && getScene().getWindow().isShowing();
    if (condition.busy() && shown && !motion.reduced()) {
      turn.play();
    } else {
      turn.stop();
      icon.setRotate(0);
    }
  }

  /** Looks like a field and is a button: the field is in the palette. */
  private static Button paletteField() {
    HBox line =
        new HBox(
            8,
            Kit.icon("mdi2m-magnify", 16, "cv-subtle"),
            Kit.label(text("palette.prompt"), "cv-subtle"),
            Kit.spring(),
            Kit.key(Shortcut.PALETTE.display()));
    line.setAlignment(Pos.CENTER_LEFT);
    line.setMouseTransparent(true);
    Button field = new Button();
    field.getStyleClass().setAll("cv-palette-button");
    field.setGraphic(line);
    field.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    line.prefWidthProperty().bind(field.widthProperty().subtract(24));
    field.setAccessibleText(text("palette.prompt"));
    field.setId("open-palette");
    return field;
  }

  private static Label figure() {
    Label figure = Kit.label("", "cv-small", "cv-bar-figure");
    figure.setAlignment(Pos.CENTER_RIGHT);
    StackPane.setAlignment(figure, Pos.CENTER_RIGHT);
    return figure;
  }
}
