package dev.culvert.app.window.mini;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Desk;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.MiniModel;
import dev.culvert.app.view.MiniModel.Picture;
import dev.culvert.app.view.Samples;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Ribbon;
import dev.culvert.app.window.kit.States;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import org.kordamp.ikonli.javafx.FontIcon;

/** A small window that stays on top and remembers its place. On JavaFX' thread. */
public final class MiniWindow {
  private static final double WIDTH = 320;
  private static final String PLACE = "window.mini";

  private final AppModel model;
  private final MiniModel mini;
  private final Desk desk;
  private final Stage stage = new Stage(StageStyle.UNDECORATED);
  private final FontIcon icon = Kit.icon("mdi2c-circle-outline", 18);
  private final Label word = Kit.label("", "cv-state-word");
  private final Label context = Kit.label("", "cv-muted");
  private final Label production = Kit.label(text("prod"), "cv-prod");
  private final Ribbon ribbon;
  private final Label in = Kit.label("", "cv-small");
  private final Label out = Kit.label("", "cv-small");
  private final HBox traffic = new HBox(12);
  private final Label detail = Kit.label("", "cv-small", "cv-muted");
  private final HBox knowIcon = new HBox();
  private final Label know = Kit.label("", "cv-small");
  private final Button act = Kit.link("");
  private double grabbedX;
  private double grabbedY;

  /**
   * Not shown before {@link #open}.
   *
   * @param dressed the scene whose style sheets this one has too
   */
  public MiniWindow(AppModel model, Desk desk, Colors colors, Scene dressed) {
    this.model = model;
    this.desk = desk;
    this.mini = new MiniModel(model, desk);
    this.ribbon = new Ribbon(176, 36, colors);
    VBox root = new VBox(band(), head(), middle(), foot());
    root.setId("mini");
    root.getStyleClass().add("cv-mini");
    root.setPrefWidth(WIDTH);
    root.setMinWidth(WIDTH);
    root.setOnMousePressed(e -> {
      grabbedX = e.getSceneX();
      grabbedY = e.getSceneY();
    });
    root.setOnMouseDragged(e -> {
      stage.setX(e.getScreenX() - grabbedX);
      stage.setY(e.getScreenY() - grabbedY);
    });
    root.setOnMouseReleased(e ->
        model.settings().put(PLACE, Math.round(stage.getX()) + "," + Math.round(stage.getY())));
    Scene scene = new Scene(root);
    Bindings.bindContent(scene.getStylesheets(), dressed.getStylesheets());
    scene.addEventHandler(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            restore();
          }
        });
    stage.setScene(scene);
    stage.setTitle(text("mini.title"));
    stage.setAlwaysOnTop(true);
    mini.picture().addListener((o, was, is) -> show(is));
    model.connection().samples().addListener((o, was, is) -> show(is));
    show(mini.picture().get());
    show(model.connection().samples().get());
  }

  private static Region band() {
    Region band = new Region();
    band.getStyleClass().add("cv-mini-band");
    band.setMinHeight(4);
    band.setMaxHeight(4);
    return band;
  }

  private HBox head() {
    ToggleButton pin = new ToggleButton("", Kit.icon("mdi2p-pin", 16));
    pin.getStyleClass().add("cv-icon-button");
    pin.setSelected(true);
    pin.setAccessibleText(text("mini.pin"));
    Kit.tip(pin, text("mini.pin"));
    pin.setOnAction(e -> stage.setAlwaysOnTop(pin.isSelected()));
    Button back = Kit.iconButton("mdi2w-window-restore", 16, text("mini.restore"));
    back.setId("mini-restore");
    back.setOnAction(e -> restore());
    word.setMinWidth(Region.USE_PREF_SIZE);
    HBox head =
        new HBox(8, Kit.boxed(icon, 18), word, context, production, Kit.spring(), pin, back);
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("cv-mini-head");
    return head;
  }

  private VBox middle() {
    GridPane rates = new GridPane(8, 0);
    rates.addRow(0, Kit.boxed(Kit.icon("mdi2a-arrow-down", 14, "cv-data-in"), 14), in);
    rates.addRow(1, Kit.boxed(Kit.icon("mdi2a-arrow-up", 14, "cv-data-out"), 14), out);
    traffic.getChildren().addAll(ribbon, rates);
    traffic.setAlignment(Pos.CENTER_LEFT);
    detail.setWrapText(true);
    detail.setMinHeight(Region.USE_PREF_SIZE);
    VBox middle = new VBox(4, traffic, detail);
    middle.getStyleClass().add("cv-mini-middle");
    return middle;
  }

  private HBox foot() {
    know.setMinWidth(0);
    HBox.setHgrow(know, Priority.ALWAYS);
    know.setMaxWidth(Double.MAX_VALUE);
    act.setId("mini-act");
    act.setOnAction(e -> mini.picture().get().know().run().run());
    knowIcon.setAlignment(Pos.CENTER);
    HBox foot = new HBox(8, knowIcon, know, act);
    foot.setAlignment(Pos.CENTER_LEFT);
    foot.getStyleClass().add("cv-mini-foot");
    return foot;
  }

  private void show(Picture now) {
    Condition condition = now.bar().condition();
    icon.setIconLiteral(States.icon(condition));
    Kit.pick(icon, "cv-tone-", States.tone(condition));
    word.setText(now.bar().word());
    context.setText(now.context());
    Kit.show(production, now.production());
    boolean flows = condition == Condition.CONNECTED;
    Kit.show(traffic, flows);
    detail.setText(Messages.plain(now.bar().detail()));
    Kit.show(detail, !flows);
    knowIcon.getChildren().setAll(Kit.icon(now.know().icon(), 16, "cv-muted"));
    know.setText(now.know().words());
    Kit.tip(know, now.know().words());
    act.setText(now.know().action());
    Kit.show(act, !now.know().action().isEmpty());
    stage.sizeToScene();
  }

  private void show(Samples samples) {
    ribbon.show(samples);
    in.setText(Units.rate(samples.lastIn()));
    out.setText(Units.rate(samples.lastOut()));
  }

  /** Shows it where it was last. */
  public void open() {
    List<String> place = List.of(model.settings().get(PLACE, "").split(",", -1));
    if (place.size() == 2 && place.stream().allMatch(part -> part.matches("-?\\d{1,5}"))) {
      double x = Double.parseDouble(place.getFirst());
      double y = Double.parseDouble(place.getLast());
      // The display that it was on may be gone.
      boolean there =
          Screen.getScreensForRectangle(new Rectangle2D(x, y, WIDTH, 40)).stream()
              .findAny()
              .isPresent();
      if (there) {
        stage.setX(x);
        stage.setY(y);
      }
    }
    stage.show();
    stage.toFront();
  }

  /** The scene; for specs. */
  public Scene scene() {
    return stage.getScene();
  }

  /** Goes away; the large window comes. */
  public void restore() {
    close();
    desk.front();
  }

  /** Goes away. */
  public void close() {
    stage.hide();
  }
}
