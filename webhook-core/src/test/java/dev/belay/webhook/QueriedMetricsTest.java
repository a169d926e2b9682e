package dev.belay.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.telemetry.TelemetryNames.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and the dashboard ask for metrics of webhooks that there are. */
class QueriedMetricsTest {

  private static final List<String> OURS =
      List.of(
          prometheus(Metrics.WEBHOOK_VERIFICATION_FAILED) + "_total",
          prometheus(Metrics.WEBHOOK_REQUESTS) + "_total",
          prometheus(Metrics.WEBHOOK_DELIVERIES) + "_total",
          prometheus(Metrics.WEBHOOK_DELIVERY_DURATION) + "_bucket",
          prometheus(Metrics.WEBHOOK_BACKLOG),
          prometheus(Metrics.WEBHOOK_BACKLOG_AGE));

  private static String prometheus(String metric) {
    return metric.replace('.', '_');
  }

  @ParameterizedTest
  @ValueSource(strings = {"belay-alerts.yml", "grafana-dashboard.json"})
  void eachIsOneOfOurs(String file) throws IOException {
    String queries = Files.readString(Path.of("../observability", file));
    assertThat(
            Pattern.compile("\\bwebhook_\\w+").matcher(queries).results().map(MatchResult::group))
        .isNotEmpty()
        .allMatch(OURS::contains);
  }
}
