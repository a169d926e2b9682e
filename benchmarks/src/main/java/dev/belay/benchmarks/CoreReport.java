package dev.belay.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** Says of each benchmark that ran whether its client and its server had a core each. */
final class CoreReport {

  private final List<String> ran;

  CoreReport(Collection<RunResult> results) {
    this(results.stream().map(result -> result.getParams().getBenchmark()).toList());
  }

  /** Of the full names of methods. */
  CoreReport(List<String> benchmarks) {
    ran = benchmarks.stream().map(name -> name.substring(0, name.lastIndexOf('.'))).toList();
  }

  @Override
  public String toString() {
    return line("Client and server had a core each:", true)
        + line("The kernel chose the cores:", false);
  }

  private String line(String what, boolean separate) {
    String names =
        ran.stream()
            .filter(name -> (Cores.canSeparate() && isAnnotated(name)) == separate)
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : what + " " + names + System.lineSeparator();
  }

  private static boolean isAnnotated(String benchmark) {
    try {
      return Class.forName(benchmark).isAnnotationPresent(OnSeparateCores.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("JMH ran a benchmark that is none of ours", e);
    }
  }
}
