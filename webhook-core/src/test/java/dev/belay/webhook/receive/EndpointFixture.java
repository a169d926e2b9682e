package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belay.support.ManualClock;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.verify.HmacSigner;
import dev.belay.webhook.verify.HmacVerifier;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** An endpoint whose handler notes its events, and requests for it. */
public final class EndpointFixture implements AutoCloseable {

  public static final String PAYLOAD =
      "{\"type\": \"INSERT\", \"table\": \"trip_collaborators\", \"record\": {\"id\": 7,"
          + " \"trip_id\": 1}, \"schema\": \"public\", \"event_id\":"
          + " \"0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a\"}";

  public final ManualClock clock = new ManualClock();
  public final RecordedTelemetry telemetry = new RecordedTelemetry();
  public final IdempotencyStore store = IdempotencyStores.inMemory(clock, 1000);
  public final List<WebhookEvent> handled = new CopyOnWriteArrayList<>();
  public final Secret secret = Secret.of(TestKeys.withPrefix("hmac-", 24));

  private final HmacSigner signer = HmacSigner.of(secret);

  public WebhookEndpointBuilder builder() {
    return WebhookEndpoint.builder("trips")
        .verifier(HmacVerifier.of(secret))
        .telemetry(telemetry.api())
        .alerts(OperationalAlerts.of("test", clock, LoggerFactory.getLogger("alerts")))
        .handler(
            event -> {
              handled.add(event);
              return WebhookOutcome.done();
            });
  }

  /** An endpoint over the fixture's store. */
  public WebhookEndpoint endpoint(UnaryOperator<WebhookEndpointBuilder> settings) {
    return settings.apply(builder().idempotency(store)).build();
  }

  public WebhookEndpoint endpoint() {
    return endpoint(builder -> builder);
  }

  /** What the runbook's header has for the body. */
  public String signature(byte[] body) {
    return signer.sign(body);
  }

  public WebhookRequest signed(String body) {
    return signed(body.getBytes(UTF_8));
  }

  public WebhookRequest signed(byte[] body) {
    return request(Map.of("X-Signature-HMAC", List.of(signer.sign(body))), body);
  }

  public static WebhookRequest request(Map<String, List<String>> headers, byte[] body) {
    return request(headers, new ByteArrayInputStream(body));
  }

  public static WebhookRequest request(Map<String, List<String>> headers, InputStream body) {
    return new WebhookRequest("POST", WebhookHeaders.of(headers), body, "192.0.2.1");
  }

  /** Of the latest request. */
  public SpanData span() {
    List<SpanData> spans = telemetry.spans();
    return spans.get(spans.size() - 1);
  }

  /** Of the latest request's span; empty where there is none of the name. */
  public String attribute(String name) {
    return span().getAttributes().asMap().entrySet().stream()
        .filter(entry -> entry.getKey().getKey().equals(name))
        .map(entry -> entry.getValue().toString())
        .findFirst()
        .orElse("");
  }

  /** How many requests the endpoint refused for that reason. */
  public long refusals(String reason) {
    return telemetry.count(
        "webhook.verification_failed", Map.of("reason", reason, "route", "trips"));
  }

  @Override
  public void close() {
    telemetry.close();
  }
}
