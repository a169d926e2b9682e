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
 * the goals. A contender is a value of the benchmark's one parameter.
 */
final class RatioTable {

  private final List<Row> rows;
  private final List<Goal> goals;

  RatioTable(Collection<RunResult> results, List<Goal> goals) {
    this.rows = results.stream().map(Row::of).toList();
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
    double base = table.get(0).score();
    text.append(String.format(Locale.ROOT, "%n%-32s %10s %9s %7s%n", benchmark, "", "±", "ratio"));
    for (Row row : table) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-30s %10.3f %9.3f %7.2f  %s%n",
              row.contender(),
              row.score(),
              row.error(),
              row.score() / base,
              row.unit()));
    }
  }

  /** Nothing where the run did not hold both contenders. */
  private void appendGoal(StringBuilder text, Goal goal) {
    Optional<Row> subject = find(goal.benchmark(), goal.subject());
    Optional<Row> other = find(goal.benchmark(), goal.other());
    if (subject.isEmpty() || other.isEmpty()) {
      return;
    }
    double ratio = subject.get().score() / other.get().score();
    text.append(
        String.format(
            Locale.ROOT,
            "goal %-24s %s / %s at most %.2f: %.2f, %s%n",
            goal.benchmark(),
            goal.subject(),
            goal.other(),
            goal.atMost(),
            ratio,
            ratio <= goal.atMost() ? "met" : "MISSED"));
  }

  private Optional<Row> find(String benchmark, Enum<?> contender) {
    return rows.stream()
        .filter(row -> row.benchmark().equals(benchmark))
        .filter(row -> row.contender().equals(contender.name()))
        .findFirst();
  }

  private record Row(String benchmark, String contender, double score, double error, String unit) {

    static Row of(RunResult result) {
      String[] name = result.getParams().getBenchmark().split("\\.", -1);
      return new Row(
          name[name.length - 2] + "." + name[name.length - 1],
          result.getParams().getParamsKeys().stream()
              .map(result.getParams()::getParam)
              .findFirst()
              .orElse(""),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError(),
          result.getPrimaryResult().getScoreUnit());
    }
  }
}
