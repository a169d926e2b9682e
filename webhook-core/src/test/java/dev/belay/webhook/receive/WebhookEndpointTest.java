package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import dev.belay.webhook.verify.Verification;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("InputStreamSlowMultibyteRead") // byte by byte is what these are for
class WebhookEndpointTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private SpanData span() {
    List<SpanData> spans = fixture.telemetry.spans();
    return spans.get(spans.size() - 1);
  }

  private String attribute(String name) {
    return span().getAttributes().asMap().entrySet().stream()
        .filter(entry -> entry.getKey().getKey().equals(name))
        .map(entry -> entry.getValue().toString())
        .findFirst()
        .orElse("");
  }

  private long refusals(String reason) {
    return fixture.telemetry.count(
        "webhook.verification_failed", Map.of("reason", reason, "route", "trips"));
  }

  private void assertRefused(WebhookResponse answer, int status, String reason) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"ok\":false,\"code\":\"");
    assertThat(fixture.handled).isEmpty();
    assertThat(span().getEvents())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getName()).isEqualTo("webhook_verification_failed");
              assertThat(event.getAttributes().asMap().values()).contains(reason);
            });
    assertThat(refusals(reason)).isPositive();
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
    assertThat(span().getName()).isEqualTo("webhook.trips");
    assertThat(attribute("webhook.table")).isEqualTo("trip_collaborators");
    assertThat(attribute("webhook.op")).isEqualTo("INSERT");
    assertThat(attribute("webhook.event_id")).isEqualTo("0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a");
    assertThat(attribute("http.response.status_code")).isEqualTo("200");
    assertThat(span().getEvents()).isEmpty();
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
  void refusesWithoutASignature() {
    WebhookResponse answer =
        fixture.endpoint().handle(EndpointFixture.request(Map.of(), PAYLOAD.getBytes(UTF_8)));
    assertRefused(answer, 401, "missing_signature");
    assertThat(answer.body())
        .isEqualTo("{\"ok\":false,\"code\":\"UNAUTHORIZED\",\"error\":\"invalid_signature\"}");
  }

  @Test
  void refusesABadSignature() {
    for (String signature : new String[] {"0".repeat(64), "nonsense", "0".repeat(100_000)}) {
      assertRefused(
          fixture
              .endpoint()
              .handle(
                  EndpointFixture.request(
                      Map.of("x-signature-hmac", List.of(signature)), PAYLOAD.getBytes(UTF_8))),
          401,
          "invalid_signature");
    }
  }

  @Test
  void refusesEverythingWithoutASecret() {
    WebhookEndpoint endpoint =
        fixture.endpoint(builder -> builder.verifier(HmacVerifier.builder().build()));
    assertRefused(endpoint.handle(fixture.signed(PAYLOAD)), 503, "missing_secret_env");
  }

  @Test
  void refusesWhatIsSignedAndNoJson() {
    for (String body : new String[] {"", "{", "\u00ff", "[".repeat(5000), "{}{}"}) {
      assertRefused(
          fixture.endpoint().handle(fixture.signed(body.getBytes(ISO_8859_1))),
          400,
          "invalid_json");
    }
  }

  @Test
  void refusesWhatIsSignedAndOfAnotherShape() {
    for (String body : new String[] {"{}", "[]", "null", "{\"type\":\"INSERT\"}", "\"text\""}) {
      assertRefused(fixture.endpoint().handle(fixture.signed(body)), 400, "invalid_payload_shape");
    }
  }

  /** An unsigned body is not even parsed. */
  @Test
  void looksAtTheSignatureBeforeTheShape() {
    assertRefused(
        fixture.endpoint().handle(EndpointFixture.request(Map.of(), "{".getBytes(UTF_8))),
        401,
        "missing_signature");
  }

  @Test
  void refusesALargeBodyWhileItIsRead() {
    WebhookEndpoint endpoint = fixture.endpoint(builder -> builder.maxBodyBytes(1000));
    AtomicInteger read = new AtomicInteger();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read.incrementAndGet();
            return 'a';
          }
        };
    assertRefused(
        endpoint.handle(EndpointFixture.request(Map.of(), endless)), 413, "payload_too_large");
    assertThat(read.get()).isLessThan(20_000);
  }

  @Test
  void takesABodyUpToTheLimit() {
    int size = PAYLOAD.getBytes(UTF_8).length;
    WebhookEndpoint enough = fixture.endpoint(builder -> builder.maxBodyBytes(size));
    assertThat(enough.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
    WebhookEndpoint tooSmall = fixture.endpoint(builder -> builder.maxBodyBytes(size - 1));
    assertThat(tooSmall.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(413);
  }

  @Test
  void refusesAnAnnouncedLargeBodyUnread() {
    InputStream untouched =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read");
          }
        };
    Map<String, List<String>> headers = Map.of("Content-Length", List.of("99999999999"));
    WebhookResponse answer = fixture.endpoint().handle(EndpointFixture.request(headers, untouched));
    assertRefused(answer, 413, "payload_too_large");
    assertThat(answer.headers()).containsEntry("Connection", "close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "abc", "1e3", "99999999999999999999999"})
  void believesNoNonsenseAboutTheLength(String length) {
    WebhookRequest genuine = fixture.signed(PAYLOAD);
    WebhookRequest request =
        new WebhookRequest(
            "POST",
            name ->
                name.equals("Content-Length") ? List.of(length) : genuine.headers().values(name),
            genuine.body(),
            "");
    assertThat(fixture.endpoint().handle(request).status()).isEqualTo(200);
  }

  @Test
  void saysThatTheBodyCouldNotBeRead() {
    InputStream cutOff =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertRefused(
        fixture.endpoint().handle(EndpointFixture.request(Map.of(), cutOff)),
        503,
        "body_read_error");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void hasOneAnswerForEveryReason(Reason reason) {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.verifier(
                    (headers, body) -> {
                      throw new WebhookVerificationException(reason);
                    }));
    WebhookResponse answer = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isIn(400, 401, 413, 503);
    assertThat(refusals(reason.word())).isEqualTo(1);
    assertThat(answer.body()).as("what a stranger learns").doesNotContain("destination", "expired");
  }

  @Test
  void countersBeginAtZero() {
    fixture.endpoint();
    for (Reason reason : Reason.values()) {
      assertThat(refusals(reason.word())).isZero();
    }
  }

  @Test
  void failsClosedWhereAVerifierBreaks() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.verifier(
                    (headers, body) -> {
                      throw new IllegalStateException(TestKeys.withPrefix("boom-", 24));
                    }));
    WebhookResponse answer = endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(fixture.handled).isEmpty();
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
    assertThat(attribute("webhook.skipped")).isEqualTo("true");
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
    assertThat(attribute("webhook.rate_limited")).isEqualTo("true");
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
    assertThat(attribute("webhook.rate_limit_unavailable")).isEqualTo("true");
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
    assertThat(attribute("error.type")).isEqualTo("java.lang.IllegalStateException");
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
    assertThat(refusals("expired")).isZero();
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

  @Test
  void refusesAnOutcomeThatIsNoJson() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder -> builder.handler(event -> WebhookOutcome.with("event", new Object())));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(500);
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
}
