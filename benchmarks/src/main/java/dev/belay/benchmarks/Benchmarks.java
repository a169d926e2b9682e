package dev.belay.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks with short settings and prints their ratios and goals. */
public final class Benchmarks {

  static final List<Goal> GOALS =
      Stream.of(
              CrowdBenchmark.goals(),
              SharedCrowdBenchmark.goals(),
              DeliveryBenchmark.goals(),
              DispatchBenchmark.goals(),
              EnvelopeBenchmark.goals(),
              HmacBenchmark.goals(),
              QStashBenchmark.goals(),
              RedisBenchmark.goals(),
              OutboxBacklogBenchmark.goals(),
              ResolveBenchmark.goals(),
              RestResolveBenchmark.goals(),
              InstallBenchmark.goals(),
              TokenBenchmark.goals(),
              TopicDecisionBenchmark.goals(),
              TopicPolicyBenchmark.goals(),
              UpstashBenchmark.goals(),
              JdbcTagBenchmark.goals(),
              UpstashTagBenchmark.goals(),
              RespTagBenchmark.goals(),
              NearCacheBenchmark.goals(),
              WatchedInsertBenchmark.goals())
          .flatMap(List::stream)
          .toList();

  private Benchmarks() {}

  /**
   * Runs what is named.
   *
   * @param arguments {@code --quick} for a glance, {@code --verbose} for JMH's own output, and any
   *     number of regular expressions that find in a benchmark's name; none runs all
   */
  public static void main(String[] arguments) throws RunnerException {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean quick = names.remove("--quick");
    boolean verbose = names.remove("--verbose");
    // Iterations that two or three contenders can share out evenly, see Turns.
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(6)
            .measurementIterations(quick ? 6 : 30)
            .warmupTime(TimeValue.milliseconds(quick ? 400 : 1000))
            .measurementTime(TimeValue.milliseconds(quick ? 400 : 600))
            .shouldFailOnError(true)
            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    names.forEach(options::include);
    List<RunResult> results = List.copyOf(new Runner(options.build()).run());
    System.out.print(new CoreReport(results));
    System.out.print(new RatioTable(results, GOALS));
  }
}
