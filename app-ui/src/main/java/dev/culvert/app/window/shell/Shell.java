package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.Commands;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Desk;
import dev.culvert.app.view.Host;
import dev.culvert.app.view.PaletteModel;
import dev.culvert.app.view.Setting.Section;
import dev.culvert.app.view.Shortcut;
import dev.culvert.app.view.Strip;
import dev.culvert.app.window.attach.AttachSheet;
import dev.culvert.app.window.dns.DnsScreen;
import dev.culvert.app.window.doctor.DoctorScreen;
import dev.culvert.app.window.flows.FlowsScreen;
import dev.culvert.app.window.http.HttpScreen;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Lazily;
import dev.culvert.app.window.kit.Motion;
import dev.culvert.app.window.kit.ScreenPane;
import dev.culvert.app.window.kit.SheetLayer;
import dev.culvert.app.window.kit.StripPane;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.app.window.mini.MiniWindow;
import dev.culvert.app.window.palette.PaletteSheet;
import dev.culvert.app.window.settings.SettingsSheet;
import dev.culvert.app.window.settings.ShortcutsSheet;
import dev.culvert.app.window.speed.SpeedScreen;
import dev.culvert.app.window.timeline.TimelineScreen;
import dev.culvert.app.window.workloads.WorkloadsScreen;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

/** Band, connection bar, side bar, the screen, status bar; and the keys that work everywhere. */
public final class Shell extends VBox implements Desk {
  private static final double NARROW = 1200;
  private static final List<Screen> SCREENS = List.of(Screen.values());
  private static final Map<Shortcut, KeyCombination> KEYS = keys();

  private final AppModel model;
  private final Band band = new Band();
  private final ConnectionBar bar;
  private final SideBar side;
  private final StatusBar status;
  private final StripPane strip = new StripPane();
  private final Screens middle;
  private final Host host;
  private final SheetLayer sheets;
  private final Lazily<PaletteSheet> palette;
  private final Lazily<SettingsSheet> settings;
  private final Lazily<MiniWindow> mini;
  private final Regions regions;

  /**
   * @param host the desktop it runs on
   */
  public Shell(AppModel model, Host host, Colors colors, Ticker ticker) {
    this.model = model;
    this.host = host;
    getStyleClass().add("cv-shell");
    Motion motion = new Motion(model.settings());
    sheets = new SheetLayer(motion);
    palette =
        new Lazily<>(
            () -> new PaletteSheet(new PaletteModel(new Commands(model, this)::all), sheets));
    settings = new Lazily<>(() -> new SettingsSheet(model, sheets, host, colors));
    mini = new Lazily<>(() -> new MiniWindow(model, this, colors, getScene()));
    bar = new ConnectionBar(model, colors, motion, () -> palette.get().open(), () -> settings(""));
    side = new SideBar(model, colors);
    status = new StatusBar(model);
    strip.getStyleClass().add("cv-strip-top");
    middle = new Screens(model, colors, screen -> make(screen, colors, ticker), this::right);
    VBox.setVgrow(middle, Priority.ALWAYS);
    VBox main = new VBox(strip, middle);
    main.getStyleClass().add("cv-main");
    main.setMinWidth(0);
    HBox.setHgrow(main, Priority.ALWAYS);
    HBox body = new HBox(side, main);
    body.setMinHeight(0);
    VBox.setVgrow(body, Priority.ALWAYS);
    VBox under = new VBox(bar, body, status);
    regions = new Regions(bar, side, middle);
    StackPane whole = new StackPane(under, new TakeBackBar(model), sheets);
    whole.setMinHeight(0);
    VBox.setVgrow(whole, Priority.ALWAYS);
    getChildren().addAll(band, whole);
    model.firstRun().open().addListener((o, was, is) -> show(false));
    model
        .screen()
        .addListener((o, was, is) -> {
          if (model.firstRun().open().get() != null) {
            model.firstRun().end();
          }
          show(true);
        });
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

  private ScreenPane make(Screen screen, Colors colors, Ticker ticker) {
    return switch (screen) {
      case WORKLOADS ->
          new WorkloadsScreen(
              model,
              ticker,
              colors,
              new Chips(model, colors),
              side::searchNamespaces,
              new AttachSheet(model, sheets)::open);
      case FLOWS -> new FlowsScreen(model, ticker, colors);
      case DNS -> new DnsScreen(model, colors);
      case HTTP -> new HttpScreen(model, ticker);
      case DOCTOR -> new DoctorScreen(model);
      case TIMELINE -> new TimelineScreen(model, colors, ticker);
      case SPEED -> new SpeedScreen(model);
    };
  }

  private ScreenPane current() {
    return middle.current();
  }

  private void show(boolean focus) {
    boolean plain = middle.show();
    right();
    if (focus && plain) {
      current().focusable().requestFocus();
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
    middle.narrow(narrow);
  }

  /** Keys that work wherever the focus is. */
  private void onKey(KeyEvent e) {
    if (sheets.open()) {
      return;
    }
    if (e.getCode() == KeyCode.ESCAPE && !typing()) {
      // Before the table, which takes Esc for the end of editing.
      if (current().escape()) {
        e.consume();
      }
      return;
    }
    KEYS.forEach((shortcut, keys) -> {
      if (!e.isConsumed() && keys.match(e)) {
        run(shortcut);
        e.consume();
      }
    });
    if (!e.isConsumed() && e.isShortcutDown() && !e.isShiftDown() && !e.isAltDown()) {
      int number = number(e.getCode());
      if (number >= 0 && number < SCREENS.size()) {
        model.screen().set(SCREENS.get(number));
        e.consume();
      }
    }
  }

  private static int number(KeyCode code) {
    return switch (code) {
      case DIGIT1, NUMPAD1 -> 0;
      case DIGIT2, NUMPAD2 -> 1;
      case DIGIT3, NUMPAD3 -> 2;
      case DIGIT4, NUMPAD4 -> 3;
      case DIGIT5, NUMPAD5 -> 4;
      case DIGIT6, NUMPAD6 -> 5;
      case DIGIT7, NUMPAD7 -> 6;
      default -> -1;
    };
  }

  /** The shortcuts that are combinations; single letters are typed and not pressed. */
  private static Map<Shortcut, KeyCombination> keys() {
    Map<Shortcut, KeyCombination> keys = new EnumMap<>(Shortcut.class);
    for (Shortcut shortcut :
        List.of(
            Shortcut.PALETTE,
            Shortcut.TOGGLE,
            Shortcut.CONTEXT,
            Shortcut.NAMESPACES,
            Shortcut.SETTINGS,
            Shortcut.MINI,
            Shortcut.BACK,
            Shortcut.NEXT_REGION,
            Shortcut.LAST_REGION)) {
      keys.put(shortcut, KeyCombination.valueOf(shortcut.keys()));
    }
    return keys;
  }

  private void run(Shortcut shortcut) {
    switch (shortcut) {
      case PALETTE -> palette.get().open();
      case TOGGLE -> model.connection().press();
      case CONTEXT -> contexts();
      case NAMESPACES -> namespaces();
      case SETTINGS -> settings("");
      case MINI -> mini();
      case BACK -> model.back();
      case NEXT_REGION -> regions.next(1);
      case LAST_REGION -> regions.next(-1);
      default -> throw new IllegalArgumentException("Not a combination: " + shortcut);
    }
  }

  private boolean typing() {
    return getScene() != null && getScene().getFocusOwner() instanceof TextInputControl;
  }

  @Override
  public void settings(String section) {
    settings.get().open(section.isEmpty() ? Section.GENERAL : Section.valueOf(section));
  }

  @Override
  public void shortcuts() {
    ShortcutsSheet.open(sheets);
  }

  @Override
  public void filter() {
    current().toFilter();
  }

  @Override
  public void contexts() {
    side.searchContexts();
  }

  @Override
  public void namespaces() {
    side.searchNamespaces();
  }

  @Override
  public void mini() {
    if (getScene() != null && getScene().getWindow() instanceof Stage stage) {
      mini.get().open();
      stage.setIconified(true);
    }
  }

  /** The small window, when there is one, goes with the large one. */
  public void close() {
    mini.made().ifPresent(MiniWindow::close);
  }

  /** The mini window; for specs. */
  public MiniWindow miniWindow() {
    return mini.get();
  }

  @Override
  public void front() {
    if (getScene() != null && getScene().getWindow() instanceof Stage stage) {
      stage.setIconified(false);
      stage.show();
      stage.toFront();
      stage.requestFocus();
    }
  }

  @Override
  public void quit() {
    host.quit();
  }

  /** Where sheets open. */
  public SheetLayer sheets() {
    return sheets;
  }

  /** By what was typed and not by the key: on many keyboards the slash is not a key of its own. */
  private void onTyped(KeyEvent e) {
    if (typing() || sheets.open() || !model.settings().is("shortcuts.single-letters")) {
      return;
    }
    switch (e.getCharacter()) {
      case "/" -> {
        if (model.connection().failure().get() == null) {
          current().toFilter();
        }
        e.consume();
      }
      case "?" -> {
        shortcuts();
        e.consume();
      }
      default -> {}
    }
  }

  /** Single keys, which work only when no field has the focus. */
  private void onLetter(KeyEvent e) {
    if (typing()
        || sheets.open()
        || e.isShortcutDown()
        || e.isAltDown()
        || !model.settings().is("shortcuts.single-letters")) {
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
