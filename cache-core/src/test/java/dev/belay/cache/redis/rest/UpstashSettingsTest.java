package dev.belay.cache.redis.rest;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstashSettingsTest {

  private static final URI SOMEWHERE = URI.create("https://a.example");
  private static final Secret TOKEN = Secret.of("token");

  @Test
  void readsTheEnvironment() {
    try (UpstashServer upstash = UpstashServer.over(RedisServer.shared())) {
      Environment environment =
          Environment.of(
              Map.of(
                  "UPSTASH_REDIS_REST_URL", upstash.url().toString(),
                  "UPSTASH_REDIS_REST_TOKEN", upstash.token()));
      assertThat(UpstashRedisClients.from(environment).execute(RedisCommand.ping())).isTrue();
    }
  }

  @Test
  void saysWhichVariableIsMissingOrWrong() {
    String secret = TestKeys.withPrefix("t", 40);
    Map<String, String> url = Map.of("UPSTASH_REDIS_REST_URL", "https://a.example");
    Map<String, String> token = Map.of("UPSTASH_REDIS_REST_TOKEN", secret);
    assertThat(refusalOf(ConfigurationException.class, () -> from(token)))
        .hasMessageContaining("UPSTASH_REDIS_REST_URL");
    assertThat(refusalOf(ConfigurationException.class, () -> from(url)))
        .hasMessageContaining("UPSTASH_REDIS_REST_TOKEN");
    for (String wrong : List.of("a b", "http://a.example", "https://u:" + secret + "@a.example")) {
      Map<String, String> both =
          Map.of("UPSTASH_REDIS_REST_URL", wrong, "UPSTASH_REDIS_REST_TOKEN", secret);
      refusalOf(ConfigurationException.class, () -> from(both));
    }
  }

  private static RedisClient from(Map<String, String> variables) {
    return UpstashRedisClients.from(Environment.of(variables));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example",
        "ftp://a.example",
        "https:///path",
        "https://user@a.example",
        "https://a.example/?x=1",
        "https://a.example/#x",
        "https://a.example//b.example/"
      })
  void refusesAnAddressThatWouldLeakTheToken(String address) {
    refusalOf(
        InvalidArgumentException.class, () -> UpstashRedisClients.of(URI.create(address), TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", " a", "a\r\nX: y", "\u00e4"})
  void refusesATokenThatCannotStandInAHeader(String token) {
    refusalOf(
        InvalidArgumentException.class, () -> UpstashRedisClients.of(SOMEWHERE, Secret.of(token)));
  }

  @Test
  void refusesSettingsOutOfRange() {
    UpstashRedisClients.Builder builder = UpstashRedisClients.builder(SOMEWHERE, TOKEN);
    refusalOf(InvalidArgumentException.class, () -> builder.timeout(Duration.ZERO));
    refusalOf(InvalidArgumentException.class, () -> builder.timeout(Duration.ofHours(1)));
    refusalOf(InvalidArgumentException.class, () -> builder.responseLimit(0));
  }

  @Test
  void sendsWhatUpstashDocuments() {
    List<HttpCall> calls = new ArrayList<>();
    RedisClient client =
        UpstashRedisClients.builder(URI.create("https://a.example/base"), TOKEN)
            .transport(
                call -> {
                  calls.add(call);
                  return answered(call);
                })
            .build();
    client.execute(RedisCommand.set("k", "v", Duration.ofSeconds(100)));
    client.pipeline(List.of(RedisCommand.get("k")));
    client.transaction(List.of(RedisCommand.increment("k")));
    client.execute(RedisCommand.compareAndDelete("k", "v"));
    assertThat(calls.stream().map(call -> call.uri().toString()))
        .containsExactly(
            "https://a.example/base/",
            "https://a.example/base/pipeline",
            "https://a.example/base/multi-exec",
            "https://a.example/base/");
    assertThat(body(calls.get(0))).isEqualTo("[\"SET\",\"k\",\"v\",\"EX\",\"100\"]");
    assertThat(body(calls.get(1))).isEqualTo("[[\"GET\",\"k\"]]");
    assertThat(body(calls.get(3))).startsWith("[\"EVAL\",\"#!lua flags=allow-key-locking\\n");
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.header("Authorization")).contains(Secret.of("Bearer token"));
              assertThat(call.header("Upstash-Encoding")).contains(Secret.of("base64"));
            });
    assertThat(calls.get(0).header("upstash-sync-token")).isEmpty();
    assertThat(calls.get(1).header("upstash-sync-token")).contains(Secret.of("sync"));
    assertThat(calls.stream().map(HttpCall::idempotent)).containsExactly(true, true, false, false);
  }

  private static HttpReply answered(HttpCall call) {
    String item =
        body(call).contains("SET\",\"k\",\"v\"") ? "{\"result\":\"OK\"}" : "{\"result\":1}";
    String json = call.uri().getPath().equals("/base/") ? item : "[" + item + "]";
    return HttpReply.of(
        200,
        Map.of("Content-Type", List.of("application/json"), "upstash-sync-token", List.of("sync")),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static String body(HttpCall call) {
    return new String(call.body(), StandardCharsets.UTF_8);
  }

  @Test
  void leavesTheFirstLineOfScriptsAwayOnRequest() {
    List<HttpCall> calls = new ArrayList<>();
    RedisClient client =
        UpstashRedisClients.builder(SOMEWHERE, TOKEN)
            .transport(
                call -> {
                  calls.add(call);
                  return HttpReply.of(
                      200,
                      Map.of("Content-Type", List.of("application/json")),
                      "{\"result\":1}".getBytes(StandardCharsets.UTF_8));
                })
            .scriptsLockTheirKeys(false)
            .build();
    client.execute(RedisCommand.eval("return 1", List.of(), List.of()));
    assertThat(body(calls.get(0))).isEqualTo("[\"EVAL\",\"return 1\",\"0\"]");
  }

  /** A slow read must not bring back the state before a write that was finished meanwhile. */
  @Test
  void keepsTheTokenOfAWriteAgainstASlowerRead() {
    List<HttpCall> calls = new ArrayList<>();
    RedisClient[] client = new RedisClient[1];
    client[0] =
        UpstashRedisClients.builder(SOMEWHERE, TOKEN)
            .transport(
                call -> {
                  calls.add(call);
                  if (body(call).equals("[\"GET\",\"slow\"]")) {
                    client[0].execute(RedisCommand.increment("k"));
                    return reply("before the write", "null");
                  }
                  return reply("after the write", "1");
                })
            .build();
    client[0].execute(RedisCommand.get("slow"));
    client[0].execute(RedisCommand.increment("k"));
    assertThat(calls.get(2).header("upstash-sync-token")).contains(Secret.of("after the write"));
  }

  private static HttpReply reply(String syncToken, String result) {
    return HttpReply.of(
        200,
        Map.of(
            "Content-Type", List.of("application/json"), "upstash-sync-token", List.of(syncToken)),
        ("{\"result\":" + result + "}").getBytes(StandardCharsets.UTF_8));
  }
}
