package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows have one height and whose columns have one width each, but one, which takes
 * the rest. When there is little room, columns go in a given order.
 *
 * @param <R> a row
 */
public final class Columns<R> {
  private static final double BAR = 10;

  private final TableView<R> table = new TableView<>();
  private final double rowHeight;
  private final Snapshots<R> rows = new Snapshots<>();
  private final List<Drop<R>> drops = new ArrayList<>();
  private final Map<TableColumn<R, ?>, Double> widths = new HashMap<>();
  private final Map<TableColumn<R, ?>, ObservableBooleanValue> conditions = new HashMap<>();
  private final Set<String> hidden = new LinkedHashSet<>();
  private Runnable keep = () -> {};
  private @Nullable TableColumn<R, R> flexible;
  private @Nullable VirtualFlow<?> flow;
  private double least;
  private @Nullable Values<R> onValue;

  /**
   * @param rowHeight of every row; a larger text makes rows higher and columns as much wider
   */
  public Columns(double rowHeight, String name, String... styles) {
    this.rowHeight = rowHeight;
    table.getStyleClass().add("cv-table");
    table.getStyleClass().addAll(styles);
    table.setFixedCellSize(rowHeight);
    table.setItems(rows);
    rows.seen(this::seen);
    table.setAccessibleText(name);
    table.setPlaceholder(new javafx.scene.layout.Region());
    table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
    table.widthProperty().addListener((o, was, is) -> fit());
    table.fixedCellSizeProperty().addListener((o, was, is) -> grow());
  }

  /** The table itself. */
  public TableView<R> table() {
    return table;
  }

  /** Its rows. */
  public Snapshots<R> rows() {
    return rows;
  }

  /**
   * Adds a column.
   *
   * @param key of its title, {@code column.} before it
   * @param width 0 for the one that takes the rest
   * @param end whether it is figures, which end at the end edge
   */
  public TableColumn<R, R> add(
      String key, double width, boolean end, Supplier<? extends TableCell<R, R>> cell) {
    TableColumn<R, R> column = new TableColumn<>(key.isEmpty() ? "" : text("column." + key));
    column.setId(key);
    column.setCellValueFactory(f -> new ReadOnlyObjectWrapper<>(f.getValue()));
    column.setCellFactory(c -> {
      TableCell<R, R> made = cell.get();
      made.setAlignment(end ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
      return made;
    });
    column.setReorderable(false);
    column.setResizable(false);
    column.setSortable(false);
    column.getStyleClass().add(end ? "cv-end" : "cv-start");
    if (width == 0) {
      flexible = column;
    } else {
      widths.put(column, width);
      width(column, width);
    }
    table.getColumns().add(column);
    return column;
  }

  /** The flexible column is never narrower. */
  public void least(double width) {
    this.least = width;
  }

  /** Below so wide a table, the column goes. */
  public void dropBelow(double width, TableColumn<R, R> column) {
    drops.add(new Drop<>(width, column));
  }

  /** The column is there only while this is so. */
  public void only(TableColumn<R, R> column, ObservableBooleanValue when) {
    conditions.put(column, when);
    when.addListener((o, was, is) -> fit());
    fit();
  }

  /** Lets the person hide columns; what was hidden is kept under a key. */
  public void choose(Settings settings, String key) {
    hidden.addAll(settings.names(key));
    this.keep = () -> settings.names(key, hidden);
    fit();
  }

  /** The columns that can be hidden, as a menu. */
  public ContextMenu menu() {
    ContextMenu menu = new ContextMenu();
    for (TableColumn<R, ?> column : table.getColumns()) {
      if (column.getText().isEmpty() || column.equals(flexible)) {
        continue;
      }
      CheckMenuItem item = new CheckMenuItem(column.getText());
      item.setSelected(!hidden.contains(column.getId()));
      item.setOnAction(e -> {
        if (item.isSelected()) {
          hidden.remove(column.getId());
        } else {
          hidden.add(column.getId());
        }
        keep.run();
        fit();
      });
      menu.getItems().add(item);
    }
    return menu;
  }

  private boolean wanted(TableColumn<R, ?> column) {
    ObservableBooleanValue when = conditions.get(column);
    boolean room =
        drops.stream()
            .filter(drop -> drop.column.equals(column))
            .allMatch(drop -> table.getWidth() >= drop.width * scale());
    return room && !hidden.contains(column.getId()) && (when == null || when.get());
  }

  /** Tells which column was asked to sort by, and whether downwards. */
  public void onSort(BiConsumer<@Nullable String, Boolean> sort) {
    table.getColumns().forEach(column -> column.setSortable(!column.getText().isEmpty()));
    table.setSortPolicy(t -> {
      if (t.getSortOrder().isEmpty()) {
        sort.accept(null, false);
      } else {
        TableColumn<R, ?> by = t.getSortOrder().getFirst();
        sort.accept(by.getId(), by.getSortType() == TableColumn.SortType.DESCENDING);
      }
      return true;
    });
  }

  /**
   * Tells which value was pointed at: Shift and click wants only such rows, Alt and click none of
   * them.
   *
   * @param values the key of the column, the row, whether its opposite is wanted
   */
  public void onValue(Values<R> values) {
    this.onValue = values;
  }

  /** Hears of a value that was pointed at. */
  public interface Values<R> {
    /** A value of this column and row. */
    void chosen(String column, R row, boolean opposite);
  }

  private boolean value(MouseEvent e, R row) {
    if (onValue == null || !e.isShiftDown() && !e.isAltDown()) {
      return false;
    }
    Node node = e.getPickResult().getIntersectedNode();
    while (node != null && !(node instanceof TableCell<?, ?>)) {
      node = node.getParent();
    }
    if (node instanceof TableCell<?, ?> cell && cell.getTableColumn() != null) {
      onValue.chosen(cell.getTableColumn().getId(), row, e.isAltDown());
    }
    return true;
  }

  /** Each row's sentence for the screen reader, and what double click and Enter do. */
  public void onRow(java.util.function.Function<R, String> sentence, Runnable open) {
    table.setRowFactory(t -> {
      TableRow<R> row =
          new TableRow<>() {
            // Made only when somebody reads it: rows change faster than anyone listens.
            @Override
            public @Nullable Object queryAccessibleAttribute(
                AccessibleAttribute attribute, Object... parameters) {
              R item = getItem();
              return attribute == AccessibleAttribute.TEXT && item != null
                  ? sentence.apply(item)
                  : super.queryAccessibleAttribute(attribute, parameters);
            }
          };
      row.setOnMouseClicked(e -> {
        if (!row.isEmpty() && !value(e, row.getItem())) {
          open.run();
        }
      });
      return row;
    });
    table.addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ENTER) {
            open.run();
            e.consume();
          }
        });
  }

  /** The rows on the screen, with one more at each end. */
  private int[] seen() {
    if (flow == null && table.lookup(".virtual-flow") instanceof VirtualFlow<?> found) {
      flow = found;
    }
    if (flow == null || flow.getFirstVisibleCell() == null || flow.getLastVisibleCell() == null) {
      return new int[] {0, 200};
    }
    return new int[] {
      flow.getFirstVisibleCell().getIndex() - 1, flow.getLastVisibleCell().getIndex() + 2
    };
  }

  private void fit() {
    TableColumn<R, R> rest = flexible;
    if (rest == null || table.getWidth() <= 0) {
      return;
    }
    double width = table.getWidth();
    table
        .getColumns()
        .forEach(column -> {
          boolean seen = wanted(column);
          if (column.isVisible() != seen) {
            column.setVisible(seen);
          }
        });
    double others =
        table.getColumns().stream()
            .filter(column -> !column.equals(rest) && column.isVisible())
            .mapToDouble(TableColumn::getPrefWidth)
            .sum();
    width(rest, Math.max(least * scale(), Math.floor(width - others - BAR)));
  }

  private void grow() {
    widths.forEach((column, width) -> width(column, Math.rint(width * scale())));
    fit();
  }

  private double scale() {
    return table.getFixedCellSize() / rowHeight;
  }

  private static void width(TableColumn<?, ?> column, double width) {
    // In this order: the width follows the least and the most at once.
    column.setMinWidth(0);
    column.setMaxWidth(width);
    column.setMinWidth(width);
    column.setPrefWidth(width);
  }

  private record Drop<R>(double width, TableColumn<R, R> column) {}
}
