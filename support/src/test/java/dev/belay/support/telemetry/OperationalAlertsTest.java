package dev.belay.support.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.FakeTime;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OperationalAlertsTest {

  private static final OperationalAlert ALERT =
      OperationalAlert.warning(TelemetryNames.Alerts.WEBHOOK_VERIFICATION_FAILED)
          .label("reason", "invalid_signature")
          .label("route", "/api/hooks/cache");

  private final FakeTime time = new FakeTime(Instant.parse("2026-11-22T09:30:00Z"));
  private final RecordingLogger log = new RecordingLogger();
  private final OperationalAlerts alerts = OperationalAlerts.of("belay", time, log);

  @Test
  void writesTheLineOfTheRunbook() {
    alerts.raise(ALERT);

    assertThat(log.lines())
        .containsExactly(
            "WARN [operational-alert] {\"attributes\":{\"reason\":\"invalid_signature\","
                + "\"route\":\"/api/hooks/cache\"},\"event\":\"webhook.verification_failed\","
                + "\"severity\":\"warning\",\"source\":\"belay\","
                + "\"timestamp\":\"2026-11-22T09:30:00.000Z\"}");
  }

  @Test
  void logsAnErrorAsAnError() {
    alerts.raise(OperationalAlert.error("idempotency.degraded"));

    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("ERROR [operational-alert] {\"attributes\":{},")
        .contains("\"severity\":\"error\"");
  }

  @Test
  void writesAnAlertOncePerWindow() {
    assertThat(alerts.raise(ALERT)).isTrue();
    time.pass(Duration.ofSeconds(59));
    assertThat(alerts.raise(ALERT)).isFalse();
    time.pass(Duration.ofSeconds(1));
    assertThat(alerts.raise(ALERT)).isTrue();

    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void tellsAlertsApartByEventAndLabels() {
    alerts.raise(ALERT);
    alerts.raise(ALERT.label("reason", "invalid_json"));
    alerts.raise(OperationalAlert.warning("redis.unavailable").label("feature", "cache.tags"));

    assertThat(log.lines()).hasSize(3);
  }

  @Test
  void doesNotTellAlertsApartByDetails() {
    for (int i = 0; i < 100; i++) {
      alerts.raise(ALERT.detail("errorName", "Error" + i).detail("attempt", i));
    }
    assertThat(log.lines()).hasSize(1);
  }

  @Test
  void doesNotStaySilentWhenTheClockIsSetBack() {
    alerts.raise(ALERT);
    time.pass(Duration.ofHours(-5));

    assertThat(alerts.raise(ALERT)).isTrue();
  }

  @Test
  void staysOnOneLineOfProperJson() throws Exception {
    alerts.raise(
        ALERT
            .label("feature", "two\nlines {}\u2028" + "x".repeat(100))
            .detail(
                "note", "\"quoted\"\r\n[operational-alert] {\"event\":\"forged\"}\u2028\u00fc\0")
            .detail("count", 3)
            .detail("open", true));

    String line = log.lines().get(0);
    assertThat(line).matches("[\\x20-\\x7e]+");
    JsonNode attributes =
        new ObjectMapper().readTree(line.substring(line.indexOf('{'))).get("attributes");
    assertThat(attributes.get("note").textValue()).contains("forged", "\u2028\u00fc");
    assertThat(attributes.get("count").isInt()).isTrue();
    assertThat(attributes.get("open").isBoolean()).isTrue();
    assertThat(attributes.get("feature").textValue()).startsWith("two_lines____x").hasSize(64);
  }

  @Test
  void cutsLongTexts() {
    alerts.raise(ALERT.detail("note", "n".repeat(501)));

    assertThat(log.lines().get(0)).contains("n".repeat(500) + " [truncated]\"");
  }

  @Test
  void redactsWhatIsCalledLikeASecret() {
    for (String name :
        List.of("apiKey", "access_token", "user.id", "userId", "email", "error", "errorMessage")) {
      OperationalAlerts.of("belay", time, log).raise(ALERT.detail(name, "hidden"));
      OperationalAlerts.of("belay", time, log).raise(ALERT.label(name, "hidden"));
    }
    assertThat(log.lines()).hasSize(14).allMatch(line -> line.contains("[REDACTED]"));
    assertThat(log.lines()).noneMatch(line -> line.contains("hidden"));
  }

  @Test
  void showsHashesAndTheNamesOfErrors() {
    alerts.raise(ALERT.detail("user.id_hash", "0a1b").label("errorName", "TimeoutException"));

    assertThat(log.lines().get(0)).contains("0a1b", "TimeoutException");
  }

  @Test
  void refusesANameThatIsNone() {
    Refusals.refusalOf(InvalidArgumentException.class, () -> OperationalAlert.error("two words"));
    Refusals.refusalOf(InvalidArgumentException.class, () -> ALERT.label("", "x"));
    Refusals.refusalOf(InvalidArgumentException.class, () -> ALERT.window(Duration.ofSeconds(-1)));
  }

  @Test
  void remembersSoManyAlertsAndNoMore() {
    AlertWindows windows = new AlertWindows(3);
    Instant now = time.instant();
    for (int i = 0; i < 1000; i++) {
      assertThat(windows.begins("alert" + i, Duration.ofMinutes(1), now)).isTrue();
    }
    assertThat(windows.size()).isEqualTo(3);
    assertThat(windows.begins("alert999", Duration.ofMinutes(1), now)).isFalse();
    assertThat(windows.begins("alert0", Duration.ofMinutes(1), now)).isTrue();
  }

  @Test
  void writesOnceForManyThreads() throws Exception {
    int threads = 16;
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> raised = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      raised.add(
          callers.submit(
              () -> {
                start.await();
                return alerts.raise(ALERT);
              }));
    }
    start.countDown();
    int written = 0;
    for (Future<Boolean> one : raised) {
      written += one.get() ? 1 : 0;
    }
    callers.shutdown();

    assertThat(written).isEqualTo(1);
    assertThat(log.lines()).hasSize(1);
  }
}
