package dev.culvert.app.window.flows;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Filter;
import dev.culvert.app.view.FlowGroup;
import dev.culvert.app.view.FlowGroup.By;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.FlowsModel;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Choice;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.LiveScreen;
import dev.culvert.app.window.kit.Ticker;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.MenuButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/** The flows: who talks to what, and what became of it. */
public final class FlowsScreen extends LiveScreen<FlowRow> {
  private final AppModel model;
  private final FlowsModel flows;
  private final FlowDrawer drawer;
  private final HourChart hour;
  private final MapPane map;
  private final ModeSwitch mode;
  private final SaveMenu save;
  private final MenuButton group;

  /** Shows the model's flows. */
  public FlowsScreen(AppModel model, Ticker ticker, Colors colors) {
    super(
        model.flows().table(),
        FlowColumns.of(model, ticker, colors),
        model.flows().selected(),
        FlowRow::id,
        text("screen.flows"),
        text("flows.filter"));
    this.model = model;
    this.flows = model.flows();
    this.drawer = new FlowDrawer(model, ticker);
    this.hour = new HourChart(flows, model.bench(), colors);
    this.map = new MapPane(model, colors);
    this.mode = new ModeSwitch(flows.map());
    this.save = new SaveMenu(model);
    this.group =
        Choice.menu("", "", List.of(By.values()), FlowsScreen::name, by -> flows.by().set(by));
    columns().table().setId("flows");
    columns().onSort((column, down) -> flows.table().order().set(order(column, down)));
    columns().onValue(this::chosen);
    columns().table().addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    below(new RecordingStrip(flows, model.bench(), ticker));
    below(hour);
    over(map);
    tools(mode, group, save);
    getChildren().add(drawer);
    model.connection().bar().addListener((o, was, is) -> refresh());
    flows.map().addListener((o, was, is) -> modeChanged());
    flows.by().addListener((o, was, is) -> grouped());
    grouped();
    begin();
    modeChanged();
  }

  private void modeChanged() {
    boolean on = flows.map().get();
    Kit.show(map, on);
    Kit.show(hour, !on);
    Kit.show(group, !on);
    refresh();
  }

  private void grouped() {
    group.setText(text("flows.group." + key(flows.by().get())));
  }

  private static String name(By by) {
    return text("flows.by." + key(by));
  }

  private static String key(By by) {
    return by.name().toLowerCase(Locale.ROOT);
  }

  @Override
  protected boolean tableWanted() {
    return !flows.map().get();
  }

  @Override
  public void narrow(boolean narrow) {
    super.narrow(narrow);
    mode.narrow(narrow);
    save.narrow(narrow);
  }

  /** Shift-click wants only this value, Alt-click its opposite. */
  private void chosen(String column, FlowRow row, boolean opposite) {
    if (row.group() != null) {
      return;
    }
    switch (column) {
      case "program" -> add("program", row.flow().getProgram().getName(), opposite);
      case "destination" -> {
        add("to", row.name(), opposite);
        if (!opposite && !row.namespace().isEmpty()) {
          add("ns", row.namespace(), false);
        }
      }
      case "address" -> add("address", row.address(), opposite);
      case "verdict" -> add("verdict", row.kind().key(), opposite);
      case "in", "out", "rate" ->
          add("port", Integer.toString(row.flow().getDestinationPort()), opposite);
      default -> add("state", row.live() ? "live" : "ended", opposite);
    }
  }

  private void add(String key, String value, boolean opposite) {
    if (!value.isEmpty()) {
      flows.table().filterBy(key, value, opposite);
    }
  }

  private void onKey(KeyEvent e) {
    FlowRow row = columns().table().getSelectionModel().getSelectedItem();
    FlowGroup head = row == null ? null : row.group();
    if (head != null && (e.getCode() == KeyCode.LEFT || e.getCode() == KeyCode.RIGHT)) {
      flows.fold(head.key(), e.getCode() == KeyCode.LEFT);
      e.consume();
    } else if (row != null && head == null && "!".equals(e.getText())) {
      flows.table().filter().set(Filter.plus(flows.table().filter().get(), "to", row.name(), true));
      e.consume();
    } else if (e.getCode() == KeyCode.G && !e.isShortcutDown() && !e.isAltDown()) {
      flows.map().set(!flows.map().get());
      e.consume();
    }
  }

  private static @Nullable Comparator<FlowRow> order(@Nullable String column, boolean down) {
    if (column == null) {
      return null;
    }
    Comparator<FlowRow> by =
        switch (column) {
          case "program" -> Comparator.comparing(FlowRow::program);
          case "destination" ->
              Comparator.comparing(FlowRow::namespace).thenComparing(FlowRow::name);
          case "address" -> Comparator.comparing(FlowRow::address);
          case "verdict" -> Comparator.comparing(FlowRow::kind);
          case "in" ->
              Comparator.comparingLong((FlowRow row) -> row.flow().getBytesIn()).reversed();
          case "out" ->
              Comparator.comparingLong((FlowRow row) -> row.flow().getBytesOut()).reversed();
          case "rtt" -> Comparator.comparingLong(FlowsScreen::dial).reversed();
          case "retr" ->
              Comparator.comparingInt((FlowRow row) -> row.flow().getRetransmits()).reversed();
          default -> Comparator.comparing(FlowRow::opened).reversed();
        };
    return (down ? by.reversed() : by).thenComparing(FlowRow::id, Comparator.reverseOrder());
  }

  private static long dial(FlowRow row) {
    var dial = row.dial();
    return dial == null ? -1 : dial.toNanos();
  }

  @Override
  protected String sentence(FlowRow row) {
    FlowGroup head = row.group();
    return head == null
        ? row.sentence(model.bench().now())
        : text("flows.group.sentence", head.key(), head.flows(), head.live());
  }

  @Override
  protected String title() {
    var picture = flows.table().picture().get();
    if (picture.total() == 0) {
      return text("flows.title.none");
    }
    long live = flows.live();
    long ended = picture.passed() - live;
    return picture.passed() == picture.total()
        ? text("flows.title", Units.count(live), Units.count(ended))
        : text(
            "flows.title.some",
            Units.count(live),
            Units.count(picture.total()),
            Units.count(ended));
  }

  @Override
  protected @Nullable Notice instead() {
    return flows.notice(model.notConnected("flows"));
  }

  @Override
  protected void detail(@Nullable FlowRow row) {
    FlowGroup head = row == null ? null : row.group();
    if (head != null) {
      flows.fold(head.key(), !head.folded());
      flows.selected().set(null);
      return;
    }
    drawer.show(row);
  }

  @Override
  public String right() {
    return Messages.count(
        "status.flows",
        flows.live(),
        Units.count(flows.table().picture().get().total()),
        Units.count(flows.table().cap()));
  }
}
