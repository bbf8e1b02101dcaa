package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import java.util.ArrayList;
import java.util.List;

/** Columns aligned by their widest cell; figures at the end edge, like the window's tables. */
final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * @param end whether the cells stand at the end edge
   */
  record Column(String head, boolean end) {}

  /** A cell and what its text means. */
  record Cell(String text, Tone tone) {
    static Cell of(String text) {
      return new Cell(text, Tone.PLAIN);
    }
  }

  Table(Column... columns) {
    this.columns = List.of(columns);
  }

  static Column start(String head) {
    return new Column(head, false);
  }

  static Column end(String head) {
    return new Column(head, true);
  }

  Table row(Cell... cells) {
    rows.add(List.of(cells));
    return this;
  }

  void print(Output output) {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = columns.get(c).head().length();
      for (List<Cell> row : rows) {
        widths[c] = Math.max(widths[c], row.get(c).text().length());
      }
    }
    List<Cell> heads = columns.stream().map(c -> new Cell(c.head(), Tone.SUBTLE)).toList();
    output.line(line(heads, widths, output));
    for (List<Cell> row : rows) {
      output.line(line(row, widths, output));
    }
  }

  private String line(List<Cell> cells, int[] widths, Output output) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      Cell cell = cells.get(c);
      String padding = " ".repeat(widths[c] - cell.text().length());
      String text = output.tone(cell.tone(), cell.text());
      line.append(c == 0 ? "" : GAP);
      line.append(columns.get(c).end() ? padding + text : text + padding);
    }
    return line.toString().stripTrailing();
  }
}
