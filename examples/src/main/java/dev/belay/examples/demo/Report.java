package dev.belay.examples.demo;

import dev.belay.examples.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;

/** What happened, beside what should have happened. */
final class Report {

  private final List<Scene> scenes;
  private final List<Line> lines;

  /**
   * Compares.
   *
   * @param lines one for each scene
   */
  Report(List<Scene> scenes, List<Line> lines) {
    this.scenes = List.copyOf(scenes);
    this.lines = List.copyOf(lines);
  }

  /** Prints the table, and says whether every line is as it should be. */
  boolean print(PrintWriter out) {
    List<Line> missed =
        IntStream.range(0, scenes.size())
            .filter(i -> !scenes.get(i).expected().equals(lines.get(i)))
            .mapToObj(i -> scenes.get(i).expected())
            .toList();
    out.println(table(lines));
    out.println();
    if (missed.isEmpty()) {
      out.printf("All %d lines are as they should be.%n", lines.size());
    } else {
      out.printf("%d of %d lines are wrong. They should be:%n%n", missed.size(), lines.size());
      out.println(table(missed));
    }
    return missed.isEmpty();
  }

  private static Table table(List<Line> lines) {
    Table table = new Table(Line.HEADINGS);
    lines.forEach(line -> table.row(line.cells()));
    return table;
  }
}
