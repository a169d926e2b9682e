package dev.belay.webhook.send.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeliveryTroublesTest {

  private final RecordingLogger log = new RecordingLogger();
  private final AtomicLong time = new AtomicLong(-5);
  private final DispatchTelemetry telemetry =
      new DispatchTelemetry(
          OpenTelemetry.noop(),
          OperationalAlerts.of("test", Clock.systemUTC(), new RecordingLogger()),
          new DeliveryTroubles(log, time::get));

  @Test
  void saysOnceWhyAnEndpointDoesNotTakeDeliveries() {
    fails("trips", 0, DeliveryError.ADDRESS_REFUSED);
    fails("trips", 0, DeliveryError.ADDRESS_REFUSED);
    fails("trips", 401, DeliveryError.CLIENT_ERROR);
    fails("trips", 404, DeliveryError.CLIENT_ERROR);
    fails("cache", 401, DeliveryError.CLIENT_ERROR);
    assertThat(log.lines())
        .containsExactly(
            "WARN Webhook endpoint trips did not take a delivery: address_refused"
                + " (other than https to a public address needs the host among trustedHosts)",
            "WARN Webhook endpoint trips did not take a delivery: status 401",
            "WARN Webhook endpoint trips did not take a delivery: status 404",
            "WARN Webhook endpoint cache did not take a delivery: status 401");
  }

  @Test
  void saysItAgainLater() {
    fails("trips", 0, DeliveryError.CONNECT_FAILED);
    time.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    fails("trips", 0, DeliveryError.CONNECT_FAILED);
    assertThat(log.lines()).hasSize(1);
    time.incrementAndGet();
    fails("trips", 0, DeliveryError.CONNECT_FAILED);
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void saysNothingOfWhatIsDeliveredAndOfAStop() {
    ClaimedDelivery delivery = delivery("trips");
    telemetry.traced(delivery, () -> DeliveryResult.delivered(delivery, 200, Duration.ZERO));
    fails("trips", 0, DeliveryError.INTERRUPTED);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void saysWhatToDoAboutTheDatabaseAndQuotesNobodyElse() {
    telemetry.outboxFailed("claim", new ConfigurationException("install the schema"));
    telemetry.outboxFailed("backlog", new ConfigurationException("install the schema"));
    telemetry.outboxFailed("claim", new IllegalStateException("a driver's text"));
    assertThat(log.lines())
        .containsExactly(
            "WARN The webhook outbox cannot be used:"
                + " dev.belay.support.ConfigurationException: install the schema",
            "WARN The webhook outbox cannot be used: java.lang.IllegalStateException");
  }

  private void fails(String endpoint, int status, DeliveryError error) {
    ClaimedDelivery delivery = delivery(endpoint);
    DeliveryResult bare = DeliveryResult.failed(delivery, Outcome.RETRY, error);
    telemetry.traced(
        delivery,
        () ->
            new DeliveryResult(
                bare.id(),
                bare.lease(),
                bare.outcome(),
                status,
                error,
                bare.retryIn(),
                bare.holdOff(),
                bare.took()));
  }

  private static ClaimedDelivery delivery(String endpoint) {
    return new ClaimedDelivery(
        1, 1, endpoint, null, new UUID(0, 1), "INSERT", "trips", Duration.ZERO, 1, "{}");
  }
}
