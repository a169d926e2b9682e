package dev.belay.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/**
 * Results as text: a table for each benchmark, its contenders against the first of them, and then
 * the goals. A contender is a value of the benchmark's one parameter, or of the enum of those that
 * take turns.
 *
 * <p>Ratios are those of the medians of single calls: a busy machine interrupts some calls and
 * spoils every mean.
 */
final class RatioTable {

  private final List<Row> rows;
  private final List<Goal> goals;

  RatioTable(Collection<RunResult> results, List<Goal> goals) {
    this.rows = results.stream().flatMap(Row::of).toList();
    this.goals = goals;
  }

  @Override
  public String toString() {
    Map<String, List<Row>> tables =
        rows.stream().collect(groupingBy(Row::benchmark, LinkedHashMap::new, toList()));
    StringBuilder text = new StringBuilder();
    tables.forEach((benchmark, table) -> appendTable(text, benchmark, table));
    text.append(System.lineSeparator());
    goals.forEach(goal -> appendGoal(text, goal));
    return text.toString();
  }

  private static void appendTable(StringBuilder text, String benchmark, List<Row> table) {
    text.append(
        String.format(Locale.ROOT, "%n%-32s %10s %9s %7s%n", benchmark, "p50", "p99", "ratio"));
    for (Row row : table) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-30s %10.3f %9.3f %7.2f  %s%n",
              row.contender(),
              row.median(),
              row.p99(),
              row.ratioTo(table.get(0)),
              row.unit()));
    }
  }

  /** Nothing where the run did not hold all that the goal compares. */
  private void appendGoal(StringBuilder text, Goal goal) {
    Optional<Row> subject = find(goal.benchmark(), goal.subject());
    Enum<?> other = goal.other();
    if (other == null) {
      subject.ifPresent(
          row -> append(text, goal, goal.subject() + " in " + row.unit(), row.median()));
      return;
    }
    Optional<Row> against = find(goal.benchmark(), other);
    if (subject.isPresent() && against.isPresent()) {
      append(text, goal, goal.subject() + " / " + other, subject.get().ratioTo(against.get()));
    }
  }

  private static void append(StringBuilder text, Goal goal, String what, double found) {
    text.append(
        String.format(
            Locale.ROOT,
            "goal %-24s %s at most %.2f: %.2f, %s%n",
            goal.benchmark(),
            what,
            goal.atMost(),
            found,
            found <= goal.atMost() ? "met" : "MISSED"));
  }

  private Optional<Row> find(String benchmark, Enum<?> contender) {
    return rows.stream()
        .filter(row -> row.benchmark().equals(benchmark))
        .filter(row -> row.contender().equals(contender.name()))
        .findFirst();
  }
}
