package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.ClusterWatch.Status;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AttachmentsModel;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.view.WorkloadsModel;
import dev.culvert.app.view.WorkloadsModel.Grouping;
import dev.culvert.app.view.WorkloadsModel.Order;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Columns;
import dev.culvert.app.window.kit.FilterField;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.NoticePane;
import dev.culvert.app.window.kit.ScreenPane;
import dev.culvert.app.window.kit.Segments;
import dev.culvert.app.window.kit.StripPane;
import dev.culvert.app.window.kit.Ticker;
import dev.culvert.app.window.shell.Chips;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The workloads, by namespace. */
public final class WorkloadsScreen extends ScreenPane {
  private final AppModel model;
  private final WorkloadsModel workloads;
  private final Runnable choose;
  private final Columns<WorkloadLine> columns;
  private final Label where = Kit.label("", "cv-muted");
  private final FilterField filter;
  private final Chips chips;
  private final StripPane strip = new StripPane();
  private final NoticePane notice = new NoticePane();
  private final Skeleton skeleton = new Skeleton();
  private final PauseTransition quiet =
      new PauseTransition(javafx.util.Duration.millis((double) WorkloadsModel.quiet().toMillis()));
  private final WorkloadDrawer drawer;
  private final HBox wide;
  private final HBox tools;
  private final StackPane middle;
  private final QuickFilters quick;
  private boolean updating;

  /**
   * @param choose lets the person choose namespaces
   * @param attach opens the sheet for a workload; it runs the other when the sheet is closed
   */
  public WorkloadsScreen(
      AppModel model,
      Ticker ticker,
      Colors colors,
      Chips chips,
      Runnable choose,
      BiConsumer<Workload, Runnable> attach) {
    this.model = model;
    this.workloads = model.cluster().workloads();
    this.choose = choose;
    this.chips = chips;
    this.columns = new WorkloadColumns(model, ticker, colors).columns();
    this.drawer = new WorkloadDrawer(model, ticker, colors, attach);
    TableView<WorkloadLine> table = columns.table();
    table.setId("workloads");
    filter =
        new FilterField(
            workloads.filter(), text("workloads.filter"), text("filter.name"), this::toTable);
    Segments<Grouping> grouping =
        new Segments<>(
            workloads.grouping(),
            List.of(Grouping.values()),
            g -> text("workloads.by." + g.name().toLowerCase(Locale.ROOT)));
    grouping.setId("grouping");
    Button choice = Kit.button(text("workloads.columns"), "cv-outlined", "cv-low");
    choice.setGraphic(Kit.icon("mdi2u-unfold-more-horizontal", 16));
    choice.setOnAction(e -> columns.menu().show(choice, Side.BOTTOM, 0, 4));
    wide = new HBox(12, grouping, choice);
    wide.setAlignment(Pos.CENTER_RIGHT);
    HBox head =
        new HBox(12, Kit.label(text("screen.workloads"), "cv-h1"), where, Kit.spring(), wide);
    head.getStyleClass().add("cv-head");
    head.setAlignment(Pos.CENTER_LEFT);
    quick = new QuickFilters(workloads);
    tools = new HBox(8, filter, quick);
    tools.getStyleClass().add("cv-tools");
    tools.setAlignment(Pos.CENTER_LEFT);
    middle = new StackPane(skeleton, notice);
    VBox.setVgrow(middle, Priority.ALWAYS);
    VBox main = new VBox(head, tools, strip, middle);
    HBox.setHgrow(main, Priority.ALWAYS);
    main.setMinWidth(0);
    getChildren().addAll(main, drawer);
    quiet.setOnFinished(e -> show());

    workloads.picture().addListener((o, was, is) -> rows());
    workloads.status().addListener((o, was, is) -> status());
    model.cluster().looking().addListener((o, was, is) -> status());
    model.connection().bar().addListener((o, was, is) -> show());
    model.current().addListener((o, was, is) -> show());
    ticker.seconds().addListener((o, was, is) -> strip.show(workloads.strip()));
    columns.onSort((column, down) ->
        workloads.order().set(column == null ? Order.NAME : new Order(column, down)));
    table
        .getSelectionModel()
        .selectedItemProperty()
        .addListener((o, was, is) -> {
          if (!updating && is instanceof WorkloadLine.Row row && drawer.open()) {
            workloads.selected().set(row.workload().key());
          }
        });
    workloads.selected().addListener((o, was, is) -> detail());
    table.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    rows();
    status();
  }

  @Override
  public void narrow(boolean narrow) {
    Kit.show(tools, 0, chips, narrow);
    Kit.show(wide, !narrow);
    Kit.show(quick, !narrow);
    drawer.narrow(narrow);
    filter.prompt(text(narrow ? "workloads.filter.short" : "workloads.filter"));
  }

  @Override
  public void toFilter() {
    filter.enter();
  }

  @Override
  public Node focusable() {
    return columns.table();
  }

  @Override
  public boolean escape() {
    if (!workloads.filter().get().isEmpty()) {
      workloads.filter().set("");
      return true;
    }
    if (workloads.selected().get() != null) {
      workloads.selected().set(null);
      return true;
    }
    return false;
  }

  @Override
  public String right() {
    if (model.cluster().looking().get().isEmpty()) {
      return "";
    }
    WorkloadsModel.Picture picture = workloads.picture().get();
    return switch (workloads.status().get()) {
      case Status.Live ignored ->
          text("status.workloads.live", Units.count(picture.shown()), Units.count(picture.total()));
      case Status.Loading ignored -> text("status.workloads.reading");
      default ->
          text(
              "status.workloads.stale", Units.count(picture.shown()), Units.count(picture.total()));
    };
  }

  private void toTable() {
    TableView<WorkloadLine> table = columns.table();
    table.requestFocus();
    if (table.getSelectionModel().isEmpty() && table.getItems().size() > 1) {
      table.getSelectionModel().select(1);
    }
  }

  private void onKey(KeyEvent e) {
    WorkloadLine line = columns.table().getSelectionModel().getSelectedItem();
    if (line == null) {
      return;
    }
    if (e.getCode() == KeyCode.ENTER) {
      open(line);
      e.consume();
    } else if (e.getCode() == KeyCode.LEFT || e.getCode() == KeyCode.RIGHT) {
      workloads.fold(workloads.group(line), e.getCode() == KeyCode.LEFT);
      e.consume();
    } else if (line instanceof WorkloadLine.Row row
        && !e.isShortcutDown()
        && !e.isAltDown()
        && model.settings().is("shortcuts.single-letters")) {
      letter(e, row.workload());
    }
  }

  private void letter(KeyEvent e, Workload workload) {
    switch (e.getCode()) {
      case F -> workloads.star(workload.key(), !workloads.isStarred(workload.key()));
      case A -> {
        workloads.selected().set(workload.key());
        drawer.attach();
      }
      case D ->
          model.attachments().shown().get().of(workload.key()).stream()
              .filter(AttachmentsModel.Line::detachable)
              .forEach(line -> model.attachments().detach(line.id()));
      case C -> model.bench().copy(workload.key().name());
      default -> {
        return;
      }
    }
    e.consume();
  }

  /** A click or Enter on a line. */
  void open(WorkloadLine line) {
    switch (line) {
      case WorkloadLine.Head head -> workloads.fold(head.group(), !head.folded());
      case WorkloadLine.Row row -> workloads.selected().set(row.workload().key());
    }
  }

  private void rows() {
    updating = true;
    columns.rows().show(workloads.picture().get().lines());
    reselect();
    updating = false;
    show();
    Workload now = workloads.detail();
    if (drawer.open() && now != null) {
      drawer.show(now);
    }
  }

  /** The selection follows its workload, wherever it stands now. */
  private void reselect() {
    Workload.Key key = workloads.selected().get();
    if (key == null) {
      return;
    }
    TableView<WorkloadLine> table = columns.table();
    WorkloadLine selected = table.getSelectionModel().getSelectedItem();
    int at = table.getSelectionModel().getSelectedIndex();
    if (selected != null
        && is(selected, key)
        && at < table.getItems().size()
        && is(table.getItems().get(at), key)) {
      return;
    }
    for (int i = 0; i < table.getItems().size(); i++) {
      if (is(table.getItems().get(i), key)) {
        table.getSelectionModel().clearAndSelect(i);
        return;
      }
    }
    table.getSelectionModel().clearSelection();
  }

  private static boolean is(WorkloadLine line, Workload.Key key) {
    return line instanceof WorkloadLine.Row row && row.workload().key().equals(key);
  }

  private void status() {
    if (workloads.loading() && !model.cluster().looking().get().isEmpty()) {
      quiet.playFromStart();
    } else {
      quiet.stop();
    }
    Kit.pick(
        columns.table(), "cv-stale-", workloads.status().get() instanceof Status.Lost ? "yes" : "");
    strip.show(workloads.strip());
    show();
  }

  private void detail() {
    Workload now = workloads.detail();
    if (now == null) {
      drawer.hide();
    } else {
      drawer.show(now);
      updating = true;
      reselect();
      updating = false;
    }
  }

  private void show() {
    boolean looking = !model.cluster().looking().get().isEmpty();
    boolean loading = looking && workloads.loading();
    boolean waited = quiet.getStatus() != javafx.animation.Animation.Status.RUNNING;
    Notice what = looking ? workloads.notice(choose) : model.notConnected("workloads");
    notice.show(what);
    skeleton.show(loading && waited && what == null);
    Kit.show(middle, 0, columns.table(), looking && !loading && what == null);
    where.setText(title(looking, loading));
    if (!looking) {
      strip.show(null);
      drawer.hide();
    }
    changed();
  }

  private String title(boolean looking, boolean loading) {
    if (!looking) {
      return "";
    }
    if (loading) {
      return text("workloads.reading", workloads.where());
    }
    if (workloads.status().get() instanceof Status.Lost lost) {
      Duration ago = Duration.between(lost.since(), model.bench().now());
      return text(
          "workloads.as-of",
          Units.clock(lost.since(), model.bench().zone()) + ", " + Units.span(ago));
    }
    return text("workloads.in", workloads.where());
  }
}
