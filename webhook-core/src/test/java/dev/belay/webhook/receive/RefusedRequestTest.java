package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import dev.belay.webhook.verify.HmacVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no handler sees, because of their signature, size or shape. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // byte by byte is what these are for
class RefusedRequestTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertRefused(WebhookResponse answer, int status, String reason) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"ok\":false,\"code\":\"");
    assertThat(fixture.handled).isEmpty();
    assertThat(fixture.span().getEvents())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getName()).isEqualTo("webhook_verification_failed");
              assertThat(event.getAttributes().asMap().values()).contains(reason);
            });
    assertThat(fixture.refusals(reason)).isPositive();
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
    assertThat(fixture.refusals(reason.word())).isEqualTo(1);
    assertThat(answer.body()).as("what a stranger learns").doesNotContain("destination", "expired");
  }

  @Test
  void countersBeginAtZero() {
    fixture.endpoint();
    for (Reason reason : Reason.values()) {
      assertThat(fixture.refusals(reason.word())).isZero();
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
}
