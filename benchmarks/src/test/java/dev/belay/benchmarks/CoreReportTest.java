package dev.belay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoreReportTest {

  private static final String SEPARATE = "dev.belay.benchmarks.ResolveBenchmark.contend";
  private static final String SHARED = "dev.belay.benchmarks.DispatchBenchmark.contend";

  @Test
  void tellsThoseThatHadACoreEachFromTheOthers() {
    assumeTrue(Cores.canSeparate(), "this machine has no two cores to bind to");
    assertThat(new CoreReport(List.of(SEPARATE, SEPARATE, SHARED)).toString().lines())
        .containsExactly(
            "Client and server had a core each: ResolveBenchmark",
            "The kernel chose the cores: DispatchBenchmark");
  }

  @Test
  void saysNothingOfCoresThatWereNotSeparated() {
    assertThat(new CoreReport(List.of(SHARED)).toString())
        .isEqualTo("The kernel chose the cores: DispatchBenchmark" + System.lineSeparator());
  }
}
