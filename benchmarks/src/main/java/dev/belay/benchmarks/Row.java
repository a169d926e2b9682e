package dev.belay.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What one contender took.
 *
 * @param benchmark the class and the method, such as {@code EnvelopeBenchmark.seal}
 * @param medians of its single calls: one figure, or one for each of its {@link Turns}
 * @param p99 the 99th percentile of single calls, of several turns the median of those
 */
record Row(String benchmark, String contender, List<Double> medians, double p99, String unit) {

  /** One where the contender is the benchmark's parameter, one for each where they take turns. */
  static Stream<Row> of(RunResult result) {
    String contender =
        result.getParams().getParamsKeys().stream()
            .map(result.getParams()::getParam)
            .findFirst()
            .orElse("");
    return contender.isEmpty()
        ? takingTurns(result)
        : Stream.of(of(result, contender, List.of(result.getPrimaryResult())));
  }

  private static Stream<Row> takingTurns(RunResult result) {
    List<Result<?>> turns =
        result.getBenchmarkResults().stream()
            .map(BenchmarkResult::getIterationResults)
            .flatMap(iterations -> iterations.stream())
            .<Result<?>>map(iteration -> iteration.getPrimaryResult())
            .toList();
    Object[] contenders = contenders(result);
    return IntStream.range(0, contenders.length)
        .mapToObj(
            contender ->
                of(
                    result,
                    contenders[contender].toString(),
                    IntStream.range(0, turns.size())
                        .filter(turn -> turn % contenders.length == contender)
                        .<Result<?>>mapToObj(turns::get)
                        .toList()));
  }

  /** In the order of their turns: the constants of the benchmark's nested enum. */
  private static Object[] contenders(RunResult result) {
    String method = result.getParams().getBenchmark();
    try {
      return Class.forName(method.substring(0, method.lastIndexOf('.')) + "$Contender")
          .getEnumConstants();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Row of(RunResult result, String contender, List<Result<?>> turns) {
    String[] name = result.getParams().getBenchmark().split("\\.", -1);
    List<Statistics> statistics = turns.stream().<Statistics>map(Result::getStatistics).toList();
    return new Row(
        name[name.length - 2] + "." + name[name.length - 1],
        contender,
        statistics.stream().map(turn -> turn.getPercentile(50)).toList(),
        median(statistics.stream().mapToDouble(turn -> turn.getPercentile(99)).toArray()),
        result.getPrimaryResult().getScoreUnit());
  }

  double median() {
    return median(medians.stream().mapToDouble(median -> median).toArray());
  }

  /** How many times the other's time; of several turns, the median of what each was. */
  double ratioTo(Row other) {
    return median(
        IntStream.range(0, Math.min(medians.size(), other.medians.size()))
            .mapToDouble(turn -> medians.get(turn) / other.medians.get(turn))
            .toArray());
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
