package dev.culvert.app.window.speed;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.SpeedModel;
import dev.culvert.app.view.SpeedModel.Picture;
import dev.culvert.app.view.SpeedModel.Run;
import dev.culvert.app.view.SpeedWay;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.NoticePane;
import dev.culvert.app.window.kit.ScreenPane;
import dev.culvert.proto.helper.v1.SpeedReport;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** How fast the way to the manager and to a pod is, hop by hop, and what was measured before. */
public final class SpeedScreen extends ScreenPane {
  private final AppModel model;
  private final SpeedModel speed;
  private final AskPane ask;
  private final WayPane way = new WayPane();
  private final LanesPane lanes = new LanesPane();
  private final PastPane past;
  private final NoticePane notice = new NoticePane();
  private final ScrollPane scroll;

  /** Shows the model's measurements. */
  public SpeedScreen(AppModel model) {
    this.model = model;
    this.speed = model.speed();
    this.ask = new AskPane(speed);
    this.past = new PastPane(model.bench().zone());
    HBox head = new HBox(12, Kit.label(text("screen.speed"), "cv-h1"));
    head.getStyleClass().add("cv-head");
    head.setAlignment(Pos.CENTER_LEFT);
    VBox body = new VBox(16, ask, way, lanes, past);
    body.getStyleClass().add("cv-speed");
    scroll = new ScrollPane(body);
    scroll.setFitToWidth(true);
    scroll.getStyleClass().add("cv-drawer-scroll");
    StackPane middle = new StackPane(scroll, notice);
    VBox.setVgrow(middle, Priority.ALWAYS);
    VBox main = new VBox(head, middle);
    main.setMinWidth(0);
    HBox.setHgrow(main, Priority.ALWAYS);
    getChildren().add(main);
    speed.picture().addListener((o, was, is) -> show());
    model.connection().bar().addListener((o, was, is) -> show());
    show();
  }

  private void show() {
    Picture picture = speed.picture().get();
    boolean live = model.connection().condition().live();
    // What was measured can still be read when the connection is gone.
    boolean empty = !live && picture.past().isEmpty();
    notice.show(empty ? model.notConnected("speed") : null);
    scroll.setVisible(!empty);
    ask.show(picture, live);
    Optional<Run> run = picture.latest().filter(each -> each.target().equals(picture.target()));
    SpeedReport report = run.map(Run::report).orElse(SpeedReport.getDefaultInstance());
    SpeedWay shown = SpeedWay.of(picture.target(), report);
    way.show(shown);
    lanes.show(shown, picture.target(), picture.running().isPresent());
    past.show(picture.past());
    changed();
  }

  @Override
  public void narrow(boolean narrow) {
    way.narrow(narrow);
  }

  @Override
  public void toFilter() {
    ask.chooser().requestFocus();
  }

  @Override
  public Node focusable() {
    return ask.first();
  }

  @Override
  public boolean escape() {
    if (speed.picture().get().running().isPresent()) {
      speed.stop();
      return true;
    }
    return false;
  }

  @Override
  public String right() {
    return "";
  }
}
