package dev.belay.testservers.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBroadcastTest {

  private static final MembersProject PROJECT =
      new MembersProject(builder -> builder.limits(RealtimeLimits.none().withPayloadBytes(1000)));
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String BATCH = "/realtime/v1/api/broadcast";

  private final UUID user = UUID.randomUUID();
  private final String name = "trip:" + UUID.randomUUID();
  private final String topic = "realtime:" + name;

  @AfterAll
  static void close() {
    PROJECT.close();
  }

  @Test
  void aBatchReachesPrivateAndPublicTopicsAndDropsWhatIsDeniedWithoutAWord() throws Exception {
    PROJECT.admit(user, name, false);
    try (RawClient member = PROJECT.open("2.0.0");
        RawClient outsider = PROJECT.open("2.0.0")) {
      member.join(topic, PROJECT.privately(user));
      outsider.join(topic, PROJECT.publicly());

      String service = PROJECT.keys().secretKey();
      assertThat(post(BATCH, service, batch(message(1, true))).statusCode()).isEqualTo(202);
      assertThat(member.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(1);
      assertThat(post(BATCH, service, batch(message(2, false))).body()).isEmpty();
      assertThat(outsider.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(2);

      String denied = batch(message(3, true) + "," + message(4, false));
      HttpResponse<String> accepted = asUser(BATCH, user, denied);
      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(outsider.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(4);
      member.assertQuiet();
    }
  }

  @Test
  void whoMayNotSendOneIsTold() throws Exception {
    UUID writer = UUID.randomUUID();
    PROJECT.admit(user, name, false);
    PROJECT.admit(writer, name, true);
    String one = BATCH + "/" + name.replace(":", "%3A") + "/events/no%2Fte?private=true";
    try (RawClient member = PROJECT.open("2.0.0")) {
      member.join(topic, PROJECT.privately(user));
      assertThat(asUser(one, user, "{\"n\":1}").statusCode()).isEqualTo(403);
      assertThat(asUser(one, writer, "{\"n\":2}").statusCode()).isEqualTo(202);
      var received = member.await("kind4");
      assertThat(received.at("/payload/payload/n").asInt()).isEqualTo(2);
      assertThat(received.at("/payload/event").asText()).isEqualTo("no/te");
      assertThat(asUser(one, writer, "[1]").statusCode()).isEqualTo(422);
    }
    HttpRequest.Builder text = request(one).header("Authorization", "Bearer " + token(writer));
    HttpRequest wrong =
        text.header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x")).build();
    assertThat(HTTP.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
  }

  @Test
  void withoutAGoodTokenNothingIsTaken() throws Exception {
    String body = batch(message(1, false));
    HttpRequest bare = request(BATCH).POST(BodyPublishers.ofString(body)).build();
    HttpResponse<String> refused = HTTP.send(bare, BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
    String forged = PROJECT.keys().forgedToken("service_role");
    assertThat(post(BATCH, forged, body).statusCode()).isEqualTo(401);
    assertThat(post(BATCH, PROJECT.keys().legacyAnonKey(), body).statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":{}}",
        "{\"messages\":[{\"topic\":\"t\",\"event\":\"e\"}]}",
        "{\"messages\":[{\"topic\":\"t\",\"event\":\"e\",\"payload\":[]}]}",
        "{\"messages\":[{\"topic\":\"\",\"event\":\"e\",\"payload\":{}}]}",
        "{\"messages\":[{\"topic\":\"t\",\"payload\":{}}]}",
      })
  void whatIsNoMessageIsUnprocessable(String body) throws Exception {
    HttpResponse<String> refused = post(BATCH, PROJECT.keys().secretKey(), body);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).startsWith("{\"errors\":{\"messages\":");
  }

  @Test
  void tooMuchIsRefused() throws Exception {
    String large = "{\"text\":\"" + "x".repeat(1000) + "\"}";
    String body = batch("{\"topic\":\"t\",\"event\":\"e\",\"payload\":%s}".formatted(large));
    String key = PROJECT.keys().secretKey();
    assertThat(post(BATCH, key, body).statusCode()).isEqualTo(422);
    assertThat(post(BATCH + "/t/events/e", key, large).statusCode()).isEqualTo(422);

    PROJECT.server().faults().limitHttp(Duration.ofSeconds(7));
    HttpResponse<String> limited = post(BATCH, key, batch(message(1, false)));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("7");
    PROJECT.server().faults().limitHttp(Duration.ZERO);
    assertThat(post(BATCH, key, batch(message(1, false))).statusCode()).isEqualTo(202);
  }

  @Test
  void onlyTheKnownPathsAreServed() throws Exception {
    String key = PROJECT.keys().secretKey();
    assertThat(post("/rest/v1/", key, "{}").statusCode()).isEqualTo(404);
    assertThat(post(BATCH + "/only-a-topic", key, "{}").statusCode()).isEqualTo(404);
    HttpRequest get = request(BATCH).header("apikey", key).GET().build();
    assertThat(HTTP.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  private String message(int number, boolean isPrivate) {
    return "{\"topic\":\"%s\",\"event\":\"note\",\"payload\":{\"n\":%d}%s}"
        .formatted(name, number, isPrivate ? ",\"private\":true" : "");
  }

  private static String batch(String messages) {
    return "{\"messages\":[" + messages + "]}";
  }

  private static String token(UUID user) {
    return PROJECT.keys().userToken(user);
  }

  private static HttpResponse<String> asUser(String path, UUID user, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("apikey", PROJECT.keys().publishableKey())
            .header("Authorization", "Bearer " + token(user))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String key, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("apikey", key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(PROJECT.server().url() + path));
  }
}
