package dev.belay.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text in aligned columns. Not safe for use by many threads. */
public final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param headings the headings, one a column
   */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are headings
   */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** The headings, a line below them, and the rows. */
  @Override
  public String toString() {
    int[] widths = widths();
    List<String> lines =
        rows.stream()
            .map(row -> line(row, widths))
            .collect(Collectors.toCollection(ArrayList::new));
    lines.add(1, "-".repeat(IntStream.of(widths).sum() + GAP.length() * (widths.length - 1)));
    return String.join(System.lineSeparator(), lines);
  }

  private int[] widths() {
    return IntStream.range(0, rows.get(0).size())
        .map(column -> Collections.max(rows.stream().map(row -> row.get(column).length()).toList()))
        .toArray();
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> padded(row.get(column), widths[column]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - cell.length());
  }
}
