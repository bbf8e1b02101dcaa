package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.LiveTable;
import dev.culvert.app.view.Notice;
import dev.culvert.app.view.Units;
import java.util.function.ToLongFunction;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * What the flows' and the DNS screen have in common: a head, a filter, a list that can be frozen, a
 * detail that follows the selection.
 *
 * @param <R> a row
 */
public abstract class LiveScreen<R> extends ScreenPane {
  private final LiveTable<R> table;
  private final Columns<R> columns;
  private final ObjectProperty<@Nullable R> selected;
  private final ToLongFunction<R> id;
  private final FilterField filter;
  private final Button freeze = Kit.button(text("flows.freeze"), "cv-outlined", "cv-freeze");
  private final Label title = Kit.label("", "cv-muted");
  private final NoticePane notice = new NoticePane();
  private final VBox main = new VBox();
  private final HBox head;
  private final StackPane middle;
  private final HBox problem = new HBox(8);
  private final String longPrompt;
  private boolean updating;

  /**
   * @param selected the row whose detail is open
   * @param id the row's number, which stays when the row changes
   * @param name of the screen
   * @param prompt of the filter
   */
  protected LiveScreen(
      LiveTable<R> table,
      Columns<R> columns,
      ObjectProperty<@Nullable R> selected,
      ToLongFunction<R> id,
      String name,
      String prompt) {
    this.table = table;
    this.columns = columns;
    this.selected = selected;
    this.id = id;
    this.longPrompt = prompt;
    filter = new FilterField(table.filter(), prompt, text("filter.name"), this::toTable);
    freeze.setGraphic(Kit.icon("mdi2s-snowflake", 16));
    freeze.setContentDisplay(ContentDisplay.LEFT);
    freeze.setId("freeze");
    freeze.setOnAction(e -> freeze());
    head = new HBox(12, Kit.label(name, "cv-h1"), title, Kit.spring());
    head.getStyleClass().add("cv-head");
    head.setAlignment(Pos.CENTER_LEFT);
    HBox tools = new HBox(8, filter, freeze);
    tools.getStyleClass().add("cv-tools");
    tools.setAlignment(Pos.CENTER_LEFT);
    problem.getStyleClass().add("cv-filter-problem");
    problem.setId("filter-problem");
    StackPane.setAlignment(problem, Pos.TOP_LEFT);
    Kit.show(problem, false);
    middle = new StackPane(columns.table(), notice, problem);
    VBox.setVgrow(middle, Priority.ALWAYS);
    HBox.setHgrow(main, Priority.ALWAYS);
    main.setMinWidth(0);
    main.getChildren().addAll(head, tools, middle);
    getChildren().add(main);
    TableView<R> view = columns.table();
    view.getSelectionModel()
        .selectedItemProperty()
        .addListener((o, was, is) -> {
          if (!updating && is != null && selected.get() != null) {
            selected.set(is);
          }
        });
    columns.onRow(this::sentence, this::open);
    view.addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          // The list view's own meaning of Space is to select; here it freezes.
          if (e.getCode() == KeyCode.SPACE) {
            freeze();
            e.consume();
          }
        });
  }

  /** Begins to show. At the end of the constructor of what extends this. */
  protected final void begin() {
    table.picture().addListener((o, was, is) -> rows());
    table.frozen().addListener((o, was, is) -> frozen());
    selected.addListener((o, was, is) -> {
      detail(is);
      updating = true;
      reselect();
      updating = false;
    });
    table.problem().addListener((o, was, is) -> problem(is));
    frozen();
    rows();
  }

  /** Says what of the filter cannot be understood, over the table so that nothing moves. */
  private void problem(String what) {
    Kit.show(problem, !what.isEmpty());
    if (!what.isEmpty()) {
      problem
          .getChildren()
          .setAll(
              Kit.icon("mdi2a-alert", 16, "cv-tone-warning"),
              Rich.paragraph(what + " " + text("filter.problem.kept"), "cv-rich-small"));
    }
  }

  /** The row as a sentence. */
  protected abstract String sentence(R row);

  /** What is said beside the title. */
  protected abstract String title();

  /** What stands instead of rows, if anything. */
  protected abstract @Nullable Notice instead();

  /** Shows a row's detail, or none. */
  protected abstract void detail(@Nullable R row);

  /** Puts something between the head and the filter. */
  protected final void above(Node node) {
    main.getChildren().add(1, node);
  }

  /** Puts something between the filter and the table. */
  protected final void below(Node node) {
    main.getChildren().add(main.getChildren().size() - 1, node);
  }

  /** Puts something at the end of the head. */
  protected final void tools(Node... nodes) {
    head.getChildren().addAll(nodes);
  }

  /** Puts something over the table, hidden at first. */
  protected final void over(Node node) {
    Kit.show(node, false);
    middle.getChildren().add(1, node);
  }

  /** Looks again at what is said without rows. */
  protected final void refresh() {
    notice.show(instead());
    columns.table().setVisible(!notice.isVisible() && tableWanted());
    title.setText(title());
    changed();
  }

  /** Whether the table is what is shown. */
  protected boolean tableWanted() {
    return true;
  }

  /** The columns. */
  public final Columns<R> columns() {
    return columns;
  }

  @Override
  public void narrow(boolean narrow) {
    filter.prompt(narrow ? text("workloads.filter.short") : longPrompt);
  }

  @Override
  public final void toFilter() {
    filter.enter();
  }

  @Override
  public final Node focusable() {
    return columns.table();
  }

  @Override
  public final boolean escape() {
    if (!table.filter().get().isEmpty()) {
      table.filter().set("");
      return true;
    }
    if (selected.get() != null) {
      selected.set(null);
      return true;
    }
    return false;
  }

  @Override
  public final void freeze() {
    table.frozen().set(!table.frozen().get());
  }

  /** The selected row as it is now: the model of the selection keeps the one it was told. */
  private @Nullable R row() {
    TableView<R> view = columns.table();
    int at = view.getSelectionModel().getSelectedIndex();
    return at >= 0 && at < view.getItems().size() ? view.getItems().get(at) : null;
  }

  private void open() {
    R row = row();
    if (row != null) {
      selected.set(row);
    }
  }

  private void toTable() {
    TableView<R> view = columns.table();
    view.requestFocus();
    if (view.getSelectionModel().isEmpty() && !view.getItems().isEmpty()) {
      view.getSelectionModel().select(0);
    }
  }

  private void frozen() {
    boolean is = table.frozen().get();
    Kit.pick(freeze, "cv-frozen-", is ? "yes" : "");
    freeze.setText(
        is
            ? text("flows.frozen", Units.count(table.picture().get().news()))
            : text("flows.freeze"));
  }

  private void rows() {
    updating = true;
    columns.rows().show(table.picture().get().rows());
    reselect();
    updating = false;
    if (table.frozen().get()) {
      frozen();
    }
    refresh();
    R open = selected.get();
    if (open != null) {
      R now = row();
      if (now != null && !now.equals(open) && id.applyAsLong(now) == id.applyAsLong(open)) {
        selected.set(now);
      }
    }
  }

  private void reselect() {
    R open = selected.get();
    TableView<R> view = columns.table();
    if (open == null) {
      return;
    }
    long wanted = id.applyAsLong(open);
    int at = view.getSelectionModel().getSelectedIndex();
    if (at >= 0
        && at < view.getItems().size()
        && id.applyAsLong(view.getItems().get(at)) == wanted) {
      return;
    }
    for (int i = 0; i < view.getItems().size(); i++) {
      if (id.applyAsLong(view.getItems().get(i)) == wanted) {
        view.getSelectionModel().clearAndSelect(i);
        return;
      }
    }
    view.getSelectionModel().clearSelection();
  }
}
