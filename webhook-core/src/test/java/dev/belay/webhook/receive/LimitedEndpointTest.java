package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An endpoint that counts who sends, once it knows that they may. */
class LimitedEndpointTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void limitsVerifiedRequestsAlone() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.rateLimit(
                    RateLimiters.inMemory(2, Duration.ofMinutes(1), fixture.clock, 10)));
    for (int i = 0; i < 50; i++) {
      WebhookResponse forged =
          endpoint.handle(EndpointFixture.request(Map.of(), PAYLOAD.getBytes(UTF_8)));
      assertThat(forged.status()).isEqualTo(401);
    }
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
    WebhookResponse limited = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.headers())
        .containsEntry("Retry-After", "30")
        .containsEntry("RateLimit-Limit", "2")
        .containsEntry("RateLimit-Remaining", "0")
        .containsEntry("RateLimit-Reset", "30");
    assertThat(fixture.attribute("webhook.rate_limited")).isEqualTo("true");
    fixture.clock.pass(Duration.ofSeconds(30));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
  }

  @Test
  void failsClosedWhereItCannotCount() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.rateLimit(
                    source -> {
                      throw unavailable();
                    }));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(503);
    assertThat(fixture.handled).isEmpty();
    assertThat(fixture.attribute("webhook.rate_limit_unavailable")).isEqualTo("true");
  }

  private static BackendUnavailableException unavailable() {
    return new BackendUnavailableException("away", BackendFault.none(), true);
  }

  @Test
  void countsWhomTheProxyNames() {
    List<String> sources = new ArrayList<>();
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder
                    .source(ClientAddress.behindProxies(1))
                    .rateLimit(
                        source -> {
                          sources.add(source);
                          return new RateDecision(true, 1, Duration.ZERO);
                        }));
    for (List<String> forwarded :
        List.of(
            List.of("203.0.113.7"),
            List.of("10.0.0.1, 203.0.113.8"),
            List.of("10.0.0.1", "2001:db8::1"),
            List.of("'; drop table"),
            List.<String>of())) {
      WebhookRequest genuine = fixture.signed(PAYLOAD);
      endpoint.handle(
          new WebhookRequest(
              "POST",
              name ->
                  name.equalsIgnoreCase("X-Forwarded-For")
                      ? forwarded
                      : genuine.headers().values(name),
              genuine.body(),
              "192.0.2.1"));
    }
    assertThat(sources)
        .containsExactly(
            "trips:203.0.113.7",
            "trips:203.0.113.8",
            "trips:2001:db8::1",
            "trips:192.0.2.1",
            "trips:192.0.2.1");
  }
}
