package dev.belay.testservers.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as Upstash documents it ("REST API"), example by example. */
class UpstashServerTest {

  private static final UpstashServer UPSTASH = UpstashServer.over(RedisServer.shared());
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String key = RedisServer.uniqueKey("upstash");

  @AfterAll
  static void close() {
    UPSTASH.close();
  }

  @AfterEach
  void recover() {
    UPSTASH.recover();
  }

  private static HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(UPSTASH.url() + path))
        .header("Authorization", "Bearer " + UPSTASH.token());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> post(String path, String body) {
    return send(at(path).POST(BodyPublishers.ofString(body)));
  }

  private static void answers(HttpResponse<String> response, int status, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void takesACommandAsAJsonArray() {
    answers(post("/", "[\"SET\",\"" + key + "\",\"v\",\"EX\",100]"), 200, "{\"result\":\"OK\"}");
    answers(post("/", "[\"GET\",\"" + key + "\"]"), 200, "{\"result\":\"v\"}");
    answers(post("/", "[\"TTL\",\"" + key + "\"]"), 200, "{\"result\":100}");
    answers(post("/", "[\"GET\",\"" + key + "-no\"]"), 200, "{\"result\":null}");
    answers(
        post("/", "[\"MGET\",\"" + key + "\",\"" + key + "-no\"]"),
        200,
        "{\"result\":[\"v\",null]}");
  }

  @Test
  void takesACommandAsAPath() {
    answers(send(at("/set/" + key + "/a%2Fb%20c+d").GET()), 200, "{\"result\":\"OK\"}");
    answers(send(at("/get/" + key).GET()), 200, "{\"result\":\"a/b c+d\"}");
    assertThat(send(at("/get/" + key).method("HEAD", BodyPublishers.noBody())).statusCode())
        .isEqualTo(200);
  }

  @Test
  void appendsABodyAndAQueryToAPath() {
    answers(post("/set/" + key + "?EX=100", "{\"a\":1}"), 200, "{\"result\":\"OK\"}");
    assertThat(RedisServer.shared().command("GET", key)).isEqualTo("{\"a\":1}");
    assertThat(RedisServer.shared().command("TTL", key)).isEqualTo("100");
    send(at("/set/" + key).PUT(BodyPublishers.ofByteArray(new byte[] {(byte) 0xff})));
    answers(post("/strlen/" + key, ""), 200, "{\"result\":1}");
  }

  @Test
  void asksForAToken() {
    String refusal = "{\"error\":\"WRONGPASS invalid or missing auth token\"}";
    for (String path : new String[] {"/", "/pipeline", "/multi-exec", "/get/" + key}) {
      URI uri = URI.create(UPSTASH.url() + path);
      answers(send(HttpRequest.newBuilder(uri)), 401, refusal);
      answers(send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer x")), 401, refusal);
    }
    String asQuery = UPSTASH.url() + "/ping?_token=" + UPSTASH.token();
    answers(send(HttpRequest.newBuilder(URI.create(asQuery))), 200, "{\"result\":\"PONG\"}");
  }

  @Test
  void aReadOnlyTokenWritesNothing() {
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(URI.create(UPSTASH.url() + "/set/" + key + "/v"))
                .header("Authorization", "Bearer " + UPSTASH.readOnlyToken()));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"error\":\"NOPERM");
    HttpResponse<String> allowed =
        send(
            HttpRequest.newBuilder(URI.create(UPSTASH.url() + "/get/" + key))
                .header("Authorization", "Bearer " + UPSTASH.readOnlyToken()));
    answers(allowed, 200, "{\"result\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PATCH", "OPTIONS"})
  void refusesOtherMethods(String method) {
    assertThat(send(at("/ping").method(method, BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "\"GET\"", "[null]", "[\"GET\",[\"k\"]]", "[{}]"})
  void refusesWhatIsNoCommand(String body) {
    HttpResponse<String> refused = post("/", body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"error\":\"ERR");
    assertThat(post("/pipeline", body).statusCode()).isEqualTo(400);
    assertThat(post("/multi-exec", body).statusCode()).isEqualTo(400);
  }

  @Test
  void aCommandThatFailsIsABadRequest() {
    answers(
        post("/", "[\"GET\"]"),
        400,
        "{\"error\":\"ERR wrong number of arguments for 'get' command\"}");
    RedisServer.shared().command("SADD", key, "member");
    HttpResponse<String> wrongType = post("/", "[\"GET\",\"" + key + "\"]");
    assertThat(wrongType.statusCode()).isEqualTo(400);
    assertThat(wrongType.body()).startsWith("{\"error\":\"WRONGTYPE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT", "BLPOP", "WATCH", "MULTI", "SUBSCRIBE", "CONFIG", "AUTH"})
  void refusesWhatNeedsAConnection(String command) {
    HttpResponse<String> refused = post("/", "[\"" + command + "\",\"0\"]");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"error\":\"ERR Command is not available");
  }

  @Test
  void aPipelineHasErrorsInPlace() {
    String commands =
        "[[\"SET\",\"%s\",\"x\"],[\"INCR\",\"%s\"],[\"SELECT\",\"1\"],[\"GET\",\"%s\"]]"
            .formatted(key, key, key);
    answers(
        post("/pipeline", commands),
        200,
        "[{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
            + "{\"error\":\"ERR Command is not available: 'select'\"},{\"result\":\"x\"}]");
  }

  @Test
  void aTransactionHasErrorsInPlaceToo() {
    String commands =
        "[[\"SET\",\"%s\",\"x\"],[\"INCR\",\"%s\"],[\"GET\",\"%s\"]]".formatted(key, key, key);
    answers(
        post("/multi-exec", commands),
        200,
        "[{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
            + "{\"result\":\"x\"}]");
  }

  @Test
  void aDiscardedTransactionIsOneErrorAndDoesNothing() {
    for (String wrong : new String[] {"[\"GET\"]", "[\"SELECT\",\"1\"]", "[\"NOSUCH\"]"}) {
      HttpResponse<String> discarded =
          post("/multi-exec", "[[\"SET\",\"%s\",\"x\"],%s]".formatted(key, wrong));
      assertThat(discarded.body()).startsWith("{\"error\":\"ERR");
      assertThat(discarded.statusCode()).isEqualTo(400);
    }
    assertThat(RedisServer.shared().command("EXISTS", key)).isEqualTo("0");
  }

  @Test
  void encodesAllStringsButOkOnRequest() {
    RedisServer.shared().command("SET", key, "bar");
    String[][] expected = {
      {"[\"GET\",\"" + key + "\"]", "{\"result\":\"YmFy\"}"},
      {"[\"SET\",\"" + key + "\",\"bar\"]", "{\"result\":\"OK\"}"},
      {"[\"STRLEN\",\"" + key + "\"]", "{\"result\":3}"},
      {"[\"MGET\",\"" + key + "\",\"no\"]", "{\"result\":[\"YmFy\",null]}"},
      {"[\"PING\"]", "{\"result\":\"UE9ORw==\"}"},
    };
    for (String[] pair : expected) {
      HttpRequest.Builder request =
          at("/").header("Upstash-Encoding", "base64").POST(BodyPublishers.ofString(pair[0]));
      answers(send(request), 200, pair[1]);
    }
  }

  @Test
  void withoutEncodingReplacesWhatIsNotUtf8() {
    post("/", "[\"EVAL\",\"return redis.call('SET',KEYS[1],'\\\\255')\",1,\"" + key + "\"]");
    answers(post("/", "[\"GET\",\"" + key + "\"]"), 200, "{\"result\":\"\uFFFD\"}");
  }

  @Test
  void knowsTheFlagForScriptsThatLockTheirKeys() {
    String script = "#!lua flags=%s\\nreturn KEYS[1]";
    answers(
        post("/", "[\"EVAL\",\"" + script.formatted("allow-key-locking") + "\",1,\"k\"]"),
        200,
        "{\"result\":\"k\"}");
    answers(
        post("/", "[\"EVAL\",\"" + script.formatted("no-such-flag") + "\",1,\"k\"]"),
        400,
        "{\"error\":\"ERR Unexpected flag in script shebang\"}");
  }

  @Test
  void refusesALargeRequest() {
    HttpResponse<String> refused = post("/set/" + key, "x".repeat((10 << 20) + 1));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"error\":\"ERR max request size exceeded");
  }

  /** Without the token of the last answer a client reads what was before its own write. */
  @Test
  void aLaggingReplicaShowsOnlyWhatTheSyncTokenAsksFor() {
    try (RedisServer primary = RedisServer.start();
        UpstashServer global = UpstashServer.withLaggingReplica(primary)) {
      HttpResponse<String> first = send(global, "/incr/n", "");
      HttpResponse<String> second = send(global, "/incr/n", "");
      assertThat(send(global, "/get/n", "").body()).isEqualTo("{\"result\":null}");
      assertThat(send(global, "/get/n", token(first)).body()).isEqualTo("{\"result\":\"1\"}");
      assertThat(send(global, "/get/n", token(second)).body()).isEqualTo("{\"result\":\"2\"}");
      assertThat(primary.command("GET", "n")).isEqualTo("2");
    }
  }

  private static String token(HttpResponse<String> response) {
    return response.headers().firstValue("upstash-sync-token").orElseThrow();
  }

  private static HttpResponse<String> send(UpstashServer server, String path, String syncToken) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", "Bearer " + server.token());
    return send(syncToken.isEmpty() ? request : request.header("upstash-sync-token", syncToken));
  }

  @ParameterizedTest
  @CsvSource({"400, ERR max daily request limit exceeded", "503, ERR unavailable"})
  void failsOnDemandAndRecovers(int status, String error) {
    UPSTASH.failFromNowOn(UpstashFault.error(status, error));
    UPSTASH.failNext(UpstashFault.quotaExceeded());
    assertThat(post("/", "[\"PING\"]").body()).contains("ERR max daily request limit exceeded");
    answers(post("/", "[\"PING\"]"), status, "{\"error\":\"" + error + "\"}");
    UPSTASH.recover();
    answers(post("/", "[\"PING\"]"), 200, "{\"result\":\"PONG\"}");
  }

  @Test
  void aDatabaseThatIsGoneIsAServerError() {
    try (RedisServer redis = RedisServer.start();
        UpstashServer upstash = UpstashServer.over(redis)) {
      assertThat(send(upstash, "/ping", "").statusCode()).isEqualTo(200);
      redis.kill();
      assertThat(send(upstash, "/ping", "").statusCode()).isEqualTo(500);
      redis.restart();
      assertThat(send(upstash, "/ping", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void keepsTextAsItIs() {
    String text = "grüße, 東京, \\u0000";
    answers(post("/", "[\"SET\",\"" + key + "\",\"" + text + "\"]"), 200, "{\"result\":\"OK\"}");
    assertThat(RedisServer.shared().command("GET", key).getBytes(StandardCharsets.UTF_8))
        .isEqualTo("grüße, 東京, \u0000".getBytes(StandardCharsets.UTF_8));
  }
}
