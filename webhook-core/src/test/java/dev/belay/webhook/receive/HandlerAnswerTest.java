package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the sender learns of a handler that did not do it. */
class HandlerAnswerTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(WebhookHandlingException.Kind.class)
  void answersAsTheHandlerSays(WebhookHandlingException.Kind kind) {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      throw new WebhookHandlingException(kind, Duration.ofMillis(1500));
                    }));
    WebhookResponse answer = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isEqualTo(kind.status());
    assertThat(answer.headers()).containsEntry("Retry-After", "2");
    if (kind.status() >= 500) {
      assertThat(answer.body()).contains("internal_error");
    }
  }

  @Test
  void hidesWhatAHandlersFailureSays() {
    String secret = TestKeys.withPrefix("boom-", 24);
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      throw new IllegalStateException(secret);
                    }));
    WebhookResponse answer = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .isEqualTo("{\"ok\":false,\"code\":\"UNKNOWN\",\"error\":\"internal_error\"}");
    assertThat(fixture.attribute("error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void doesNotTakeAHandlersOwnRefusalForItsOwn() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      throw new WebhookVerificationException(Reason.EXPIRED);
                    }));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(500);
    assertThat(fixture.refusals("expired")).isZero();
  }

  @Test
  void refusesAnOutcomeThatIsNoJson() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder -> builder.handler(event -> WebhookOutcome.with("event", new Object())));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(500);
  }
}
