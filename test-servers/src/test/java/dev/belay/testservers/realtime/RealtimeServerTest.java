package dev.belay.testservers.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SupabaseAuthServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local Realtime on the raw protocol: joins, broadcasts, tokens. */
class RealtimeServerTest {

  private static final MembersProject PROJECT = new MembersProject(builder -> builder);
  private static final String DENIED =
      "Unauthorized: You do not have permissions to read from this Channel topic: ";

  private final UUID user = UUID.randomUUID();
  private final String name = "trip:" + UUID.randomUUID();
  private final String topic = "realtime:" + name;

  @AfterAll
  static void close() {
    PROJECT.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "2.0.0"})
  void answersHeartbeats(String version) {
    try (RawClient client = PROJECT.open(version)) {
      String ref = client.send("phoenix", "heartbeat", null, Message.object());
      JsonNode reply = client.await("phx_reply");
      assertThat(reply.path("topic").asText()).isEqualTo("phoenix");
      assertThat(reply.path("ref").asText()).isEqualTo(ref);
      assertThat(status(reply)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "2.0.0"})
  void letsAMemberIntoAPrivateChannelAndNobodyElse(String version) {
    PROJECT.admit(user, name, false);
    try (RawClient client = PROJECT.open(version)) {
      JsonNode reply = client.join(topic, PROJECT.privately(user));
      assertThat(status(reply)).isEqualTo("ok");
      assertThat(reply.at("/payload/response/postgres_changes").isArray()).isTrue();
      assertThat(PROJECT.server().joined(name)).isEqualTo(1);

      JsonNode refused = client.join("realtime:trip:other", PROJECT.privately(user));
      assertThat(status(refused)).isEqualTo("error");
      assertThat(reason(refused)).isEqualTo(DENIED + "trip:other");

      JsonNode anonymous = client.join(topic, Message.object().set("config", config(true)));
      assertThat(reason(anonymous)).isEqualTo(DENIED + name);
    }
  }

  @Test
  void aPolicyThatFailsAllowsNothing() {
    try (RawClient client = PROJECT.open("2.0.0")) {
      JsonNode refused = client.join("realtime:fails", PROJECT.privately(user));
      assertThat(reason(refused)).isEqualTo(DENIED + "fails");
    }
  }

  @Test
  void saysWhyATokenIsRefused() {
    Map<String, String> reasons =
        Map.of(
            PROJECT.keys().expiredUserToken(user),
            "InvalidJWTToken: Token has expired 36",
            PROJECT.keys().forgedToken("authenticated"),
            "JwtSignatureError: Failed to validate",
            PROJECT.keys().unsignedToken("authenticated"),
            "JwtSignerError: Failed to generate",
            PROJECT.keys().tokenWith(Map.of("role", "authenticated")),
            "InvalidJWTToken: Fields `role` and `exp` are required in JWT",
            PROJECT.keys().tokenWith(Map.of("exp", Instant.now().getEpochSecond() + 60)),
            "InvalidJWTToken: Fields `role` and `exp` are required in JWT",
            "not.a.token",
            "MalformedJWT: The token provided is not a valid JWT",
            "nonsense",
            "MalformedJWT: The token provided is not a valid JWT");
    try (RawClient client = PROJECT.open("2.0.0")) {
      reasons.forEach(
          (token, reason) -> {
            ObjectNode join = PROJECT.privately(user).put("access_token", token);
            assertThat(reason(client.join(topic, join))).startsWith(reason);
          });
      assertThat(reason(client.join("realtime:", PROJECT.publicly())))
          .isEqualTo("TopicNameRequired: You must provide a topic name");
      assertThat(reason(client.join("other:1", PROJECT.publicly()))).isEqualTo("unmatched topic");
    }
  }

  @Test
  void aPublicChannelHearsNothingOfThePrivateOne() throws InterruptedException {
    PROJECT.admit(user, name, true);
    try (RawClient outsider = PROJECT.open("2.0.0");
        RawClient member = PROJECT.open("2.0.0");
        RawClient writer = PROJECT.open("2.0.0")) {
      assertThat(status(outsider.join(topic, PROJECT.publicly()))).isEqualTo("ok");
      assertThat(status(member.join(topic, PROJECT.privately(user)))).isEqualTo("ok");
      assertThat(status(writer.join(topic, PROJECT.privately(user)))).isEqualTo("ok");
      writer.send(topic, "broadcast", "1", broadcast("note", 1));
      assertThat(member.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(1);
      outsider.assertQuiet();
    }
  }

  @Test
  void broadcastsReachTheOthersOfBothVersionsInTheirForm() throws InterruptedException {
    try (RawClient first = PROJECT.open("1.0.0");
        RawClient second = PROJECT.open("2.0.0")) {
      first.join(topic, PROJECT.publicly());
      second.join(topic, PROJECT.publicly());

      first.send(topic, "broadcast", "1", broadcast("note", 7));
      JsonNode text = second.await("broadcast");
      assertThat(text.path("join_ref").isNull()).isTrue();
      assertThat(text.path("payload").toString())
          .isEqualTo("{\"type\":\"broadcast\",\"event\":\"note\",\"payload\":{\"n\":7}}");
      first.assertQuiet();

      second.sendBinary(push("1", "9", topic, "nöte", 1, "{\"n\":1.50}"));
      JsonNode converted = first.await("broadcast");
      assertThat(converted.at("/payload/event").asText()).isEqualTo("nöte");
      assertThat(converted.at("/payload/payload").toString()).isEqualTo("{\"n\":1.50}");
      assertThat(converted.has("join_ref")).isFalse();

      try (RawClient third = PROJECT.open("2.0.0")) {
        third.join(topic, PROJECT.publicly());
        third.sendBinary(push("1", "9", topic, "raw", 0, "\u0001\u0002"));
        JsonNode binary = second.await("kind4");
        assertThat(binary.at("/payload/event").asText()).isEqualTo("raw");
        assertThat(binary.at("/payload/payload").asText()).isEqualTo("\u0001\u0002");
        assertThat(binary.path("encoding").asInt()).isZero();
        first.assertQuiet();
      }
    }
  }

  @Test
  void acknowledgesAndEchoesWhenAsked() throws InterruptedException {
    PROJECT.admit(user, name, true);
    UUID reader = UUID.randomUUID();
    PROJECT.admit(reader, name, false);
    try (RawClient client = PROJECT.open("2.0.0");
        RawClient silenced = PROJECT.open("2.0.0")) {
      client.join(topic, asking(PROJECT.privately(user)));
      silenced.join(topic, asking(PROJECT.privately(reader)));

      String ref = client.send(topic, "broadcast", "1", broadcast("note", 1));
      assertThat(client.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(1);
      JsonNode reply = client.await("phx_reply");
      assertThat(reply.path("ref").asText()).isEqualTo(ref);
      assertThat(reply.path("join_ref").asText()).isEqualTo("1");
      silenced.await("broadcast");

      silenced.send(topic, "broadcast", "1", broadcast("note", 2));
      silenced.assertQuiet();
      client.assertQuiet();
    }
  }

  @Test
  void aJoinedTopicIsClosedBeforeItIsJoinedAnew() {
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.join(topic, PROJECT.publicly());
      client.send(topic, "phx_leave", "1", Message.object());
      client.sendText("[\"7\",\"7\",\"%s\",\"phx_join\",%s]".formatted(topic, PROJECT.publicly()));
      assertThat(status(client.next())).isEqualTo("ok");
      assertClose(client.next(), "1");
      assertThat(client.next().path("join_ref").asText()).isEqualTo("7");

      client.sendText("[\"8\",\"8\",\"%s\",\"phx_join\",%s]".formatted(topic, PROJECT.publicly()));
      assertClose(client.next(), "7");
      assertThat(client.next().path("join_ref").asText()).isEqualTo("8");
      assertThat(PROJECT.server().joined(name)).isEqualTo(1);
    }
  }

  @Test
  void theSameTokenIsNothingNewAndAnotherOneIsAskedAbout() throws InterruptedException {
    PROJECT.admit(user, name, false);
    String first = PROJECT.keys().userToken(user);
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.join(topic, PROJECT.privately(user).put("access_token", first));
      PROJECT.remove(user, name);
      client.send(topic, "access_token", "1", Message.object().put("access_token", first));
      client.assertQuiet();

      String second = PROJECT.keys().tokenWith(claims(user, 3000));
      client.send(topic, "access_token", "1", Message.object().put("access_token", second));
      assertSystemError(
          client.next(), "You do not have permissions to read from this Channel topic: " + name);
      assertClose(client.next(), "1");
      assertThat(PROJECT.server().joined(name)).isZero();
    }
  }

  @Test
  void oneOfTwoThingsLostEndsTheChannelToo() {
    PROJECT.admit(user, name, "broadcast", false);
    PROJECT.admit(user, name, "presence", false);
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.join(topic, withPresence(PROJECT.privately(user), "me"));
      client.await("presence_state");
      PROJECT.execute(
          "delete from public.members where extension = 'presence' and topic = '%s'"
              .formatted(name));
      String token = PROJECT.keys().tokenWith(claims(user, 3000));
      client.send(topic, "access_token", "1", Message.object().put("access_token", token));
      assertSystemError(
          client.next(), "You no longer have permission to read from this Channel topic: " + name);
      assertClose(client.next(), "1");
    }
  }

  @Test
  void aNewTokenMakesWritingAQuestionAgain() throws InterruptedException {
    PROJECT.admit(user, name, false);
    try (RawClient client = PROJECT.open("2.0.0");
        RawClient other = PROJECT.open("2.0.0")) {
      client.join(topic, PROJECT.privately(user));
      other.join(topic, PROJECT.privately(user));
      client.send(topic, "broadcast", "1", broadcast("note", 1));
      other.assertQuiet();
      PROJECT.execute("update public.members set writes = true where topic = '" + name + "'");
      client.send(topic, "broadcast", "1", broadcast("note", 2));
      other.assertQuiet();
      String token = PROJECT.keys().tokenWith(claims(user, 3000));
      client.send(topic, "access_token", "1", Message.object().put("access_token", token));
      client.send(topic, "broadcast", "1", broadcast("note", 3));
      assertThat(other.await("broadcast").at("/payload/payload/n").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aChannelEndsWithItsToken() {
    PROJECT.admit(user, name, false);
    try (RawClient client = PROJECT.open("2.0.0")) {
      String joinRef = joinWithShortLivedToken(client);
      JsonNode system = client.next();
      assertThat(system.at("/payload/message").asText()).startsWith("Token has expired ");
      assertClose(client.next(), joinRef);
    }
  }

  /** On a busy machine a token may end before the join does. */
  private String joinWithShortLivedToken(RawClient client) {
    for (int seconds = 2; seconds < 60; seconds *= 2) {
      String token = PROJECT.keys().tokenWith(claims(user, seconds));
      JsonNode reply = client.join(topic, PROJECT.privately(user).put("access_token", token));
      if (status(reply).equals("ok")) {
        return reply.path("ref").asText();
      }
    }
    throw new AssertionError("Every token ended before its join did");
  }

  @Test
  void takesTheTokensOfAnAuthServerThatSignsWithTheSecret() {
    try (SupabaseAuthServer auth =
            SupabaseAuthServer.start(SigningAlgorithm.HS256, Clock.systemUTC());
        RealtimeServer server = RealtimeServer.over(PROJECT.database(), auth.jwtSecret()).start()) {
      PROJECT.admit(user, name, false);
      String token = auth.signIn(user).accessToken();
      try (RawClient client = RawClient.open(server, token, "2.0.0")) {
        JsonNode join = Message.object().set("config", config(true));
        assertThat(status(client.join(topic, join))).isEqualTo("ok");
      }
    }
  }

  @Test
  void messagesWithoutAChannelAreRefusedAndUnreadableOnesEndTheConnection() {
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.send(topic, "broadcast", "1", broadcast("note", 1));
      assertThat(reason(client.next())).isEqualTo("unmatched topic");
      client.send(topic, "phx_leave", "1", Message.object());
      assertThat(status(client.next())).isEqualTo("ok");
      client.sendText("{\"topic\":\"phoenix\"}");
      assertThat(client.closeCode()).isEqualTo(1011);
    }
    for (byte[] wrong : List.of(new byte[0], new byte[] {3, 1}, new byte[] {9, 0, 0, 0, 0, 0, 0})) {
      try (RawClient client = PROJECT.open("2.0.0")) {
        client.sendBinary(ByteBuffer.wrap(wrong));
        assertThat(client.closeCode()).isEqualTo(1011);
      }
    }
  }

  static JsonNode broadcast(String event, int number) {
    ObjectNode all = Message.object().put("type", "broadcast").put("event", event);
    all.putObject("payload").put("n", number);
    return all;
  }

  static Map<String, Object> claims(UUID subject, int seconds) {
    return Map.of(
        "role",
        "authenticated",
        "sub",
        subject.toString(),
        "exp",
        Instant.now().getEpochSecond() + seconds);
  }

  static ObjectNode withPresence(ObjectNode join, String key) {
    join.withObjectProperty("config")
        .withObjectProperty("presence")
        .put("enabled", true)
        .put("key", key);
    return join;
  }

  private static ObjectNode asking(ObjectNode join) {
    join.withObjectProperty("config")
        .withObjectProperty("broadcast")
        .put("ack", true)
        .put("self", true);
    return join;
  }

  private static ObjectNode config(boolean isPrivate) {
    return Message.object().put("private", isPrivate);
  }

  static ByteBuffer push(
      String joinRef, String ref, String topic, String event, int encoding, String payload) {
    byte[][] texts = {utf8(joinRef), utf8(ref), utf8(topic), utf8(event)};
    ByteBuffer bytes = ByteBuffer.allocate(2000).put((byte) 3);
    for (byte[] text : texts) {
      bytes.put((byte) text.length);
    }
    bytes.put((byte) 0).put((byte) encoding);
    for (byte[] text : texts) {
      bytes.put(text);
    }
    return bytes.put(utf8(payload)).flip();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String status(JsonNode reply) {
    return reply.at("/payload/status").asText();
  }

  static String reason(JsonNode reply) {
    return reply.at("/payload/response/reason").asText();
  }

  static void assertClose(JsonNode message, String joinRef) {
    assertThat(message.path("event").asText()).isEqualTo("phx_close");
    assertThat(message.path("ref").asText()).isEqualTo(joinRef);
    assertThat(message.path("join_ref").asText()).isEqualTo(joinRef);
  }

  static void assertSystemError(JsonNode message, String text) {
    assertThat(message.path("event").asText()).isEqualTo("system");
    assertThat(message.at("/payload/status").asText()).isEqualTo("error");
    assertThat(message.at("/payload/extension").asText()).isEqualTo("system");
    assertThat(message.at("/payload/message").asText()).isEqualTo(text);
  }
}
