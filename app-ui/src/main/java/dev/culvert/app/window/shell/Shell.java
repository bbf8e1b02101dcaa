package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FailureView;
import dev.culvert.app.view.Settings.Look;
import dev.culvert.app.view.Strip;
import dev.culvert.app.window.dns.DnsScreen;
import dev.culvert.app.window.doctor.DoctorScreen;
import dev.culvert.app.window.failed.FailedPane;
import dev.culvert.app.window.flows.FlowsScreen;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.ScreenPane;
import dev.culvert.app.window.kit.StripPane;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.app.window.workloads.WorkloadsScreen;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Band, connection bar, side bar, the screen, status bar; and the keys that work everywhere. */
public final class Shell extends VBox {
  private static final double NARROW = 1200;
  private static final KeyCombination TOGGLE =
      new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);

  private final AppModel model;
  private final Band band = new Band();
  private final ConnectionBar bar;
  private final SideBar side;
  private final StatusBar status;
  private final StripPane strip = new StripPane();
  private final FailedPane failed;
  private final StackPane middle = new StackPane();
  private final Map<Screen, ScreenPane> screens = new EnumMap<>(Screen.class);

  /**
   * @param look keeps and applies the person's choice of light or dark
   */
  public Shell(AppModel model, Colors colors, Ticker ticker, Consumer<Look> look) {
    this.model = model;
    getStyleClass().add("cv-shell");
    bar = new ConnectionBar(model, colors, look);
    side = new SideBar(model, colors);
    status = new StatusBar(model);
    strip.getStyleClass().add("cv-strip-top");
    failed = new FailedPane(model);
    screens.put(
        Screen.WORKLOADS,
        new WorkloadsScreen(model, ticker, new Chips(model, colors), side::searchNamespaces));
    screens.put(Screen.FLOWS, new FlowsScreen(model, ticker, colors));
    screens.put(Screen.DNS, new DnsScreen(model, colors));
    screens.put(Screen.DOCTOR, new DoctorScreen(model));
    screens.values().forEach(screen -> screen.onChange(this::right));
    middle.getChildren().addAll(screens.values());
    middle.getChildren().add(failed);
    VBox.setVgrow(middle, Priority.ALWAYS);
    VBox main = new VBox(strip, middle);
    main.getStyleClass().add("cv-main");
    main.setMinWidth(0);
    HBox.setHgrow(main, Priority.ALWAYS);
    HBox body = new HBox(side, main);
    body.setMinHeight(0);
    VBox.setVgrow(body, Priority.ALWAYS);
    getChildren().addAll(band, bar, body, status);
    model.screen().addListener((o, was, is) -> show(true));
    model.connection().failure().addListener((o, was, is) -> show(false));
    model.connection().presence().addListener((o, was, is) -> warn());
    model
        .connection()
        .bar()
        .addListener((o, was, is) -> {
          if (was.condition() != is.condition()) {
            show(false);
            warn();
          }
        });
    model.current().addListener((o, was, is) -> band.show(is));
    widthProperty().addListener((o, was, is) -> narrow(is.doubleValue() < NARROW));
    addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    addEventHandler(KeyEvent.KEY_PRESSED, this::onLetter);
    addEventFilter(KeyEvent.KEY_TYPED, this::onTyped);
    band.show(model.current().get());
    narrow(false);
    show(false);
    warn();
  }

  /** Nothing moves while nobody sees it. */
  public void seen(boolean seen) {
    bar.seen(seen);
  }

  /** The switch. */
  public Node toggle() {
    return bar.toggle();
  }

  private ScreenPane current() {
    ScreenPane screen = screens.get(model.screen().get());
    if (screen == null) {
      throw new IllegalStateException("There is no screen " + model.screen().get());
    }
    return screen;
  }

  private void show(boolean focus) {
    FailureView failure = model.connection().failure().get();
    if (failure != null) {
      failed.show(failure);
    }
    Kit.show(failed, failure != null);
    ScreenPane now = current();
    screens.values().forEach(screen -> Kit.show(screen, screen.equals(now) && failure == null));
    right();
    if (focus && failure == null) {
      now.focusable().requestFocus();
    }
  }

  private void right() {
    if (model.connection().failure().get() != null) {
      status.right("");
    } else {
      status.right(current().right());
    }
  }

  /** The helper went away while it had something to do. */
  private void warn() {
    // Without rows, what stands instead of them says it already.
    boolean gone =
        model.connection().condition() == Condition.NO_HELPER
            && (!model.cluster().looking().get().isEmpty()
                || model.connection().state().get().hasNetwork());
    strip.show(
        gone && model.connection().presence().get() instanceof Presence.Gone why
            ? new Strip(
                true,
                "*"
                    + text("helper-gone.title")
                    + ".* "
                    + (model.connection().state().get().hasNetwork()
                        ? text("helper-gone.safe") + " "
                        : "")
                    + why.why()
                    + " "
                    + why.remedy(),
                List.of())
            : null);
  }

  private void narrow(boolean narrow) {
    side.narrow(narrow);
    bar.narrow(narrow);
    screens.values().forEach(screen -> screen.narrow(narrow));
  }

  /** Keys that work wherever the focus is. */
  private void onKey(KeyEvent e) {
    boolean typing = getScene() != null && getScene().getFocusOwner() instanceof TextInputControl;
    if (e.getCode() == KeyCode.ESCAPE && !typing) {
      // Before the table, which takes Esc for the end of editing.
      if (current().escape()) {
        e.consume();
      }
    } else if (TOGGLE.match(e)) {
      model.connection().press();
      e.consume();
    } else if (e.isShortcutDown() && !e.isShiftDown() && !e.isAltDown()) {
      Screen wanted =
          switch (e.getCode()) {
            case DIGIT1, NUMPAD1 -> Screen.WORKLOADS;
            case DIGIT2, NUMPAD2 -> Screen.FLOWS;
            case DIGIT3, NUMPAD3 -> Screen.DNS;
            case DIGIT4, NUMPAD4 -> Screen.DOCTOR;
            default -> null;
          };
      if (wanted != null) {
        model.screen().set(wanted);
        e.consume();
      }
    }
  }

  /** By what was typed and not by the key: on many keyboards the slash is not a key of its own. */
  private void onTyped(KeyEvent e) {
    boolean typing = getScene() != null && getScene().getFocusOwner() instanceof TextInputControl;
    if (!typing && e.getCharacter().equals("/") && model.connection().failure().get() == null) {
      current().toFilter();
      e.consume();
    }
  }

  /** Single keys, which work only when no field has the focus. */
  private void onLetter(KeyEvent e) {
    boolean typing = getScene() != null && getScene().getFocusOwner() instanceof TextInputControl;
    if (typing || e.isShortcutDown() || e.isAltDown()) {
      return;
    }
    switch (e.getCode()) {
      case SPACE -> {
        current().freeze();
        e.consume();
      }
      case R -> {
        if (model.connection().condition() == Condition.FAILED) {
          model.connection().connect();
        } else {
          model.cluster().retry();
        }
        e.consume();
      }
      default -> {}
    }
  }
}
