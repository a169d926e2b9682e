package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import dev.belay.webhook.verify.Verification;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an endpoint does with what is signed, and how it is built. */
class WebhookEndpointTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Runbook, "Test HMAC Delivery": {@code 200 OK { ok: true }}; 401 on a bad signature. */
  @Test
  void answersOkToAnEventThatIsHandled() {
    WebhookResponse answer = fixture.endpoint().handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ok\":true}");
    assertThat(answer.headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"));
    assertThat(fixture.handled).singleElement().returns("trip_collaborators", WebhookEvent::table);
    assertThat(fixture.span().getName()).isEqualTo("webhook.trips");
    assertThat(fixture.attribute("webhook.table")).isEqualTo("trip_collaborators");
    assertThat(fixture.attribute("webhook.op")).isEqualTo("INSERT");
    assertThat(fixture.attribute("webhook.event_id"))
        .isEqualTo("0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a");
    assertThat(fixture.attribute("http.response.status_code")).isEqualTo("200");
    assertThat(fixture.span().getEvents()).isEmpty();
  }

  @Test
  void tellsTheSenderWhatTheHandlerSaid() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event ->
                        WebhookOutcome.with("bumped", Map.of("trips", 4L))
                            .and("tags", List.of("trips", "z\u00fcge\ud83d\ude80"))));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).body())
        .isEqualTo(
            "{\"ok\":true,\"bumped\":{\"trips\":4},\"tags\":[\"trips\",\"z\\u00FCge\\uD83D\\uDE80\"]}");
  }

  @Test
  void refusesOtherMethods() {
    for (String method : new String[] {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "post"}) {
      WebhookResponse answer =
          fixture
              .endpoint()
              .handle(
                  new WebhookRequest(
                      method, WebhookHeaders.of(Map.of()), InputStream.nullInputStream(), ""));
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("Allow", "POST");
    }
  }

  @Test
  void passesOverOtherTablesBeforeItCountsOrLeasesAnything() {
    AtomicInteger counted = new AtomicInteger();
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder
                    .tables("trips", "app.trip_collaborators")
                    .rateLimit(
                        source -> {
                          counted.incrementAndGet();
                          return new RateDecision(true, 1, Duration.ZERO);
                        }));
    WebhookResponse answer = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ok\":true,\"skipped\":true}");
    assertThat(counted.get()).isZero();
    assertThat(fixture.handled).isEmpty();
    assertThat(fixture.attribute("webhook.skipped")).isEqualTo("true");
    // Another endpoint, and this one after a change of its filter, get the event.
    fixture.endpoint().handle(fixture.signed(PAYLOAD));
    assertThat(fixture.handled).hasSize(1);
  }

  @Test
  void takesTheTablesThatItIsFor() {
    WebhookEndpoint endpoint = fixture.endpoint(builder -> builder.tables("trip_collaborators"));
    endpoint.handle(fixture.signed(PAYLOAD));
    endpoint.handle(fixture.signed(PAYLOAD.replace("\"public\"", "\"app\"")));
    assertThat(fixture.handled).hasSize(1);
  }

  @Test
  void keepsTheIdThatTheSenderSigned() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.verifier((headers, body) -> Verification.of("msg_1", Instant.EPOCH)));
    String withoutId = "{\"type\":\"INSERT\",\"table\":\"t\",\"record\":null}";
    endpoint.handle(fixture.signed(withoutId));
    endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(fixture.handled)
        .extracting(WebhookEvent::id)
        .containsExactly("msg_1", "0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a");
  }

  @Test
  void takesTheLongestIdThatStandardWebhooksAllow() {
    Secret secret = StandardWebhooksSigner.generateSecret();
    TestKeys.rememberRandom(secret.reveal().substring("whsec_".length()));
    String id = "m".repeat(256);
    byte[] body = "{\"type\":\"INSERT\",\"table\":\"t\",\"record\":null}".getBytes(UTF_8);
    Instant now = fixture.clock.instant();
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.verifier(
                    StandardWebhooksVerifier.builder()
                        .secret(secret)
                        .clock(fixture.clock)
                        .build()));
    WebhookRequest request =
        EndpointFixture.request(
            Map.of(
                "webhook-id",
                List.of(id),
                "webhook-timestamp",
                List.of(String.valueOf(now.getEpochSecond())),
                "webhook-signature",
                List.of(StandardWebhooksSigner.of(secret).sign(id, now, body))),
            body);

    assertThat(endpoint.handle(request).status()).isEqualTo(200);
    assertThat(fixture.handled).extracting(WebhookEvent::id).containsExactly(id);
  }

  @Test
  void readsEachRequestOnce() {
    WebhookRequest request =
        new WebhookRequest(
            "POST",
            fixture.signed(PAYLOAD).headers(),
            new ByteArrayInputStream(PAYLOAD.getBytes(UTF_8)),
            "");
    assertThat(fixture.endpoint().handle(request).status()).isEqualTo(200);
    assertThat(request.toString()).isEqualTo("WebhookRequest[POST]");
  }

  @Test
  void needsAVerifierAHandlerAndADecisionAboutRepetitions() {
    WebhookHandler handler = event -> WebhookOutcome.done();
    Refusals.refusalOf(
        ConfigurationException.class,
        () -> WebhookEndpoint.builder("a").handler(handler).allowRepetitions().build());
    Refusals.refusalOf(
        ConfigurationException.class,
        () ->
            WebhookEndpoint.builder("a")
                .verifier(HmacVerifier.of(fixture.secret))
                .allowRepetitions()
                .build());
    Refusals.refusalOf(ConfigurationException.class, () -> fixture.builder().build());
    Refusals.refusalOf(
        ConfigurationException.class,
        () -> fixture.builder().idempotency(fixture.store).allowRepetitions().build());
  }

  @Test
  void refusesSettingsThatAreNone() {
    for (String name : new String[] {"", "Trips", "-a", "a/b", "a".repeat(41), "a\n"}) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> WebhookEndpoint.builder(name));
    }
    for (String table : new String[] {"", ".", "a.", ".a", "a.b.c", "a\u0000"}) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> fixture.builder().tables(table));
    }
    for (int bytes : new int[] {0, -1, Integer.MAX_VALUE}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> fixture.builder().maxBodyBytes(bytes));
    }
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> fixture.builder().leaseTime(Duration.ZERO));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> fixture.builder().retention(Duration.ofDays(500)));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () ->
            new WebhookHandlingException(
                WebhookHandlingException.Kind.CONFLICT, Duration.ofDays(2)));
    for (int proxies : new int[] {0, 11}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> ClientAddress.behindProxies(proxies));
    }
  }
}
