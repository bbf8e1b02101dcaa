package dev.culvert.app.window;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Host;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SheetLayer;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

/**
 * What closing the window means. With a tray the application stays in it; without one the window
 * says once why it does not go away, and is minimized from then on. Whoever chose so quits instead.
 */
public final class Closing {
  private static final String SAID = "seen.no-tray";

  private final AppModel model;
  private final Host host;
  private final Stage stage;
  private final SheetLayer sheets;
  private volatile boolean tray;

  /** Takes over the window's close button. */
  public Closing(AppModel model, Host host, Stage stage, SheetLayer sheets) {
    this.model = model;
    this.host = host;
    this.stage = stage;
    this.sheets = sheets;
    // The application ends when it is told to, not when its last window is hidden.
    Platform.setImplicitExit(false);
    stage.setOnCloseRequest(e -> {
      e.consume();
      close();
    });
  }

  /** Whether there is a tray with our icon. Any thread. */
  public void tray(boolean there) {
    tray = there;
    if (!there) {
      // Hidden, with nothing left to bring it back.
      Platform.runLater(() -> {
        if (!stage.isShowing()) {
          stage.show();
        }
      });
    }
  }

  private void close() {
    if (!model.settings().is("general.close-to-tray")) {
      host.quit();
    } else if (tray) {
      stage.hide();
    } else if (model.settings().has(SAID)) {
      stage.setIconified(true);
    } else {
      model.settings().put(SAID, "true");
      say();
    }
  }

  private void say() {
    Label words = Kit.label(text("no-tray.text"), "cv-muted");
    words.setWrapText(true);
    Button got = Kit.button(text("no-tray.got-it"), "cv-primary");
    got.setOnAction(e -> sheets.close());
    Button quit = Kit.button(text("no-tray.quit"), "cv-outlined");
    quit.setOnAction(e -> host.quit());
    HBox buttons = new HBox(8, quit, got);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    VBox body = new VBox(20, words, buttons);
    body.getStyleClass().add("cv-sheet-body");
    VBox box = SheetLayer.sheet(460, Region.USE_COMPUTED_SIZE, text("no-tray.title"));
    box.setMaxHeight(Region.USE_PREF_SIZE);
    box.setId("no-tray");
    box.getChildren().addAll(sheets.head(text("no-tray.title")), body);
    sheets.open(box, got);
  }
}
