package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that need no server. */
class ClientRulesTest {

  private static final Secret KEY = Secret.of("sb_publishable_0123456789abcdef");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org",
        "ws://example.org",
        "http://localhost.example.org",
        "ftp://localhost",
        "https://user:pass@example.org",
        "https://example.org/realtime",
        "https://example.org?x=1",
        "https://example.org#x",
        "/only/a/path"
      })
  void refusesAddressesThatMustNotGetTheKey(String url) {
    InvalidArgumentException refusal =
        refusalOf(
            InvalidArgumentException.class, () -> RealtimeClient.builder(URI.create(url), KEY));
    assertThat(refusal).hasMessageNotContaining("example.org").hasMessageNotContaining("user:");
  }

  @Test
  void refusesASecretKeyAndWhatIsNone() {
    URI url = URI.create("https://example.org");
    refusalOf(
        InvalidArgumentException.class,
        () -> RealtimeClient.builder(url, Secret.of("sb_secret_0123456789")));
    String olderKey = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmVk";
    refusalOf(
        InvalidArgumentException.class, () -> RealtimeClient.builder(url, Secret.of(olderKey)));
    refusalOf(
        InvalidArgumentException.class, () -> RealtimeClient.builder(url, Secret.of("a\r\nb: c")));
  }

  @Test
  void putsTheKeyIntoTheQueryAndNowhereElse() {
    Endpoint endpoint =
        Endpoint.of(
            URI.create("https://Example.org:8443/"), "/socket/websocket", Secret.of("a&b=c"));
    assertThat(endpoint.address(ProtocolVersion.V1))
        .hasToString("wss://example.org:8443/socket/websocket?apikey=a%26b%3Dc&vsn=1.0.0");
    assertThat(endpoint).hasToString("wss://example.org:8443");
    try (RealtimeClient client =
        RealtimeClient.builder(URI.create("https://example.org"), KEY).build()) {
      assertThat(client).hasToString("RealtimeClient[wss://example.org]");
    }
    refusalOf(
        InvalidArgumentException.class,
        () -> Endpoint.of(URI.create("https://example.org"), "//evil.example/x", KEY));
  }

  @Test
  void refusesSettingsOutOfRange() {
    RealtimeClientBuilder builder = RealtimeClient.builder(URI.create("https://example.org"), KEY);
    refusalOf(
        InvalidArgumentException.class,
        () -> builder.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    builder.heartbeat(Duration.ofSeconds(26));
    refusalOf(InvalidArgumentException.class, builder::build);
    builder.heartbeat(Duration.ofSeconds(25)).largestFrame(5_000_001);
    refusalOf(InvalidArgumentException.class, builder::build);
    builder.largestFrame(1_000).mostWaitingMessages(0);
    refusalOf(InvalidArgumentException.class, builder::build);
    refusalOf(InvalidArgumentException.class, () -> new Replay(Instant.EPOCH, 26));
  }

  /** The original: 0 before the first, then 0.5 s doubled up to 8 s; here less up to a half. */
  @Test
  void pausesGrowAndNeverPassTheLongest() {
    Random random = new Random(7);
    assertThat(Backoff.DEFAULT.before(0, random)).isZero();
    long[] most = {500, 1000, 2000, 4000, 8000, 8000, 8000};
    for (int attempt = 1; attempt <= most.length; attempt++) {
      for (int i = 0; i < 200; i++) {
        assertThat(Backoff.DEFAULT.before(attempt, random))
            .isBetween(
                Duration.ofMillis(most[attempt - 1] / 2), Duration.ofMillis(most[attempt - 1]));
      }
    }
    assertThat(Backoff.DEFAULT.before(Integer.MAX_VALUE, random))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
  }

  @Test
  void asksForAnotherTokenAMinuteBeforeTheEnd() {
    Instant now = Instant.ofEpochSecond(1_000_000);
    assertThat(TokenLife.of(token("{\"exp\":1003600}"), now)).contains(Duration.ofMinutes(59));
    assertThat(TokenLife.of(token("{\"exp\":1000010}"), now)).contains(Duration.ofSeconds(5));
    assertThat(TokenLife.of(token("{\"exp\":9999999999}"), now)).contains(Duration.ofDays(1));
    assertThat(TokenLife.of(token("{}"), now)).isEmpty();
    assertThat(TokenLife.of(token("{\"exp\":\"soon\"}"), now)).isEmpty();
    assertThat(TokenLife.of(token("{\"exp\":1e99}"), now)).isEmpty();
    assertThat(TokenLife.of(token("{\"exp\":9223372036854775807}"), now)).isEmpty();
    assertThat(TokenLife.of(Secret.of("sb_publishable_x"), now)).isEmpty();
    assertThat(TokenLife.of(Secret.of("a.%%%.c"), now)).isEmpty();
  }

  private static Secret token(String claims) {
    String body =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return Secret.of("e30." + body + ".c2ln");
  }

  @Test
  void readsWhichTopicsAChangeConcerns() {
    assertThat(AccessChange.read(changed("{\"topic\": \"room:1\"}")))
        .hasValueSatisfying(
            change -> {
              assertThat(change.concerns("ROOM:1")).isTrue();
              assertThat(change.concerns("room:2")).isFalse();
            });
    assertThat(AccessChange.read(changed("{\"topics\": [\"room:1\", 7, \"room:2\"]}")))
        .hasValueSatisfying(
            change -> {
              assertThat(change.concerns("room:2")).isTrue();
              assertThat(change.concerns("room:3")).isFalse();
            });
    assertThat(AccessChange.read(changed("{}")))
        .hasValueSatisfying(change -> assertThat(change.concerns("room:3")).isTrue());
    assertThat(AccessChange.read("{\"event\": \"other\", \"payload\": {}}")).isEmpty();
    assertThat(AccessChange.read("nonsense")).isEmpty();
  }

  private static String changed(String payload) {
    return "{\"event\": \"belay:access_changed\", \"payload\": " + payload + "}";
  }

  @Test
  void readsPresencesAndPassesOverWhatIsNone() {
    PresenceState state = new PresenceState();
    assertThat(
            state.replace(
                "{\"ada\":{\"metas\":[{\"phx_ref\":\"1\",\"x\":1},{\"x\":2},3]},\"bob\":4}"))
        .hasValueSatisfying(change -> assertThat(change.joined()).hasSize(1));
    assertThat(state.replace("{\"ada\":{\"metas\":[{\"phx_ref\":\"1\",\"x\":1}]}}")).isEmpty();
    assertThat(
            state.apply(
                "{\"joins\":{\"bob\":{\"metas\":[{\"phx_ref\":\"2\"}]}},"
                    + "\"leaves\":{\"ada\":{\"metas\":[{\"phx_ref\":\"1\"}]},"
                    + "\"eve\":{\"metas\":[{\"phx_ref\":\"9\"}]}}}"))
        .hasValueSatisfying(
            change -> {
              assertThat(change.joined()).extracting(Presence::key).containsExactly("bob");
              assertThat(change.left()).extracting(Presence::key).containsExactly("ada");
              assertThat(change.present()).extracting(Presence::reference).containsExactly("2");
            });
    assertThat(state.apply("nonsense")).isEmpty();
  }
}
