package dev.belay.cache.redis;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisReply.Items;
import dev.belay.cache.redis.RedisReply.Nil;
import dev.belay.cache.redis.RedisReply.Text;
import dev.belay.cache.redis.RedisReply.Whole;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link RedisClient} does, on the shared server of the JVM. A subclass supplies the
 * client, whatever it speaks.
 */
public abstract class RedisClientContract {

  private static final Duration LONG = Duration.ofHours(1);

  private final String key = RedisServer.uniqueKey("contract");

  /** A client of {@link #server()}. It is not closed by the contract. */
  protected abstract RedisClient client();

  /** The server behind it. */
  protected RedisServer server() {
    return RedisServer.shared();
  }

  private <T> T call(RedisCommand<T> command) {
    return client().execute(command);
  }

  @Test
  void answersAPing() {
    assertThat(call(RedisCommand.ping())).isTrue();
  }

  @Test
  void readsWhatItStored() {
    assertThat(call(RedisCommand.get(key))).isEmpty();
    assertThat(call(RedisCommand.set(key, "value"))).isTrue();
    assertThat(call(RedisCommand.get(key))).contains("value");
    assertThat(server().command("PTTL", key)).isEqualTo("-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "OK",
        "null",
        "T0s=",
        "0",
        " \t",
        "line\r\nline",
        "\u0000\u0001",
        "\"quoted\" \\",
        "{\"json\":[1,null]}",
        "grüße, 東京, \uD83D\uDE00",
        "$5\r\nhello\r\n*1\r\n",
        "/%2F?EX=1&_token=x"
      })
  void keepsEveryTextAsItIs(String value) {
    call(RedisCommand.set(key + value, value));
    assertThat(call(RedisCommand.get(key + value))).contains(value);
    assertThat(call(RedisCommand.mget(List.of(key + value)))).containsExactly(Optional.of(value));
    assertThat(server().command("GET", key + value)).isEqualTo(value);
  }

  @Test
  void keepsALargeValue() {
    String large = "0123456789abcdef".repeat(1 << 15);
    call(RedisCommand.set(key, large));
    assertThat(call(RedisCommand.get(key))).contains(large);
  }

  @Test
  void refusesHalfACharacter() {
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.set(key, "a\uD83D"));
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.get("\uDE00a"));
  }

  @Test
  void neverReplacesBytesThatAreNoText() {
    call(
        RedisCommand.eval(
            "return redis.call('SET', KEYS[1], '\\255\\254')", List.of(key), List.of()));
    refusalOf(InvalidArgumentException.class, () -> call(RedisCommand.get(key)));
    RedisReply raw =
        call(RedisCommand.eval("return redis.call('GET', KEYS[1])", List.of(key), List.of()));
    assertThat(((Text) raw).bytes()).containsExactly(0xff, 0xfe);
  }

  @Test
  void readsManyInTheOrderOfTheKeys() {
    call(RedisCommand.set(key + 1, "one"));
    call(RedisCommand.set(key + 3, "three"));
    server().command("SADD", key + 4, "member");
    assertThat(call(RedisCommand.mget(List.of(key + 3, key + 2, key + 1, key + 3, key + 4))))
        .containsExactly(
            Optional.of("three"),
            Optional.empty(),
            Optional.of("one"),
            Optional.of("three"),
            Optional.empty());
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.mget(List.of()));
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.mget(List.of("")));
  }

  @Test
  void keepsAValueForATime() {
    call(RedisCommand.set(key, "value", Duration.ofMinutes(5)));
    assertThat(ttlMillis()).isBetween(1L, 300_000L);
    call(RedisCommand.set(key, "value", Duration.ofMillis(90_500)));
    assertThat(ttlMillis()).isBetween(1L, 90_500L);
    call(RedisCommand.set(key, "value"));
    assertThat(ttlMillis()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999S", "P3653D", "PT2562047788015215H"})
  void refusesATimeOutOfRange(String time) {
    Duration wrong = Duration.parse(time);
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.set(key, "value", wrong));
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.setIfAbsent(key, "value", wrong));
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.expire(key, wrong));
    refusalOf(
        InvalidArgumentException.class, () -> RedisCommand.compareAndSet(key, "a", "b", wrong));
  }

  @Test
  void storesOnlyIfAbsent() {
    assertThat(call(RedisCommand.setIfAbsent(key, "first", LONG))).isTrue();
    assertThat(call(RedisCommand.setIfAbsent(key, "second", LONG))).isFalse();
    assertThat(call(RedisCommand.setIfAbsent(key, "third"))).isFalse();
    assertThat(call(RedisCommand.get(key))).contains("first");
    assertThat(ttlMillis()).isPositive();
    assertThat(call(RedisCommand.setIfAbsent(key + "-ever", "first"))).isTrue();
  }

  @Test
  void storesOnlyIfPresent() {
    assertThat(call(RedisCommand.setIfPresent(key, "value", LONG))).isFalse();
    assertThat(call(RedisCommand.setIfPresent(key, "value"))).isFalse();
    assertThat(call(RedisCommand.get(key))).isEmpty();
    call(RedisCommand.set(key, "old"));
    assertThat(call(RedisCommand.setIfPresent(key, "new", LONG))).isTrue();
    assertThat(call(RedisCommand.get(key))).contains("new");
    assertThat(ttlMillis()).isPositive();
  }

  @Test
  void oneOfManyIsFirst() {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<Boolean>> claims =
          IntStream.range(0, 32)
              .mapToObj(
                  n ->
                      CompletableFuture.supplyAsync(
                          () -> call(RedisCommand.setIfAbsent(key, "claim " + n, LONG)), threads))
              .toList();
      assertThat(claims.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void takesAValueAway() {
    call(RedisCommand.set(key, "value"));
    assertThat(call(RedisCommand.getAndDelete(key))).contains("value");
    assertThat(call(RedisCommand.getAndDelete(key))).isEmpty();
  }

  @Test
  void counts() {
    assertThat(call(RedisCommand.increment(key))).isEqualTo(1);
    assertThat(call(RedisCommand.incrementBy(key, 41))).isEqualTo(42);
    assertThat(call(RedisCommand.incrementBy(key, -50))).isEqualTo(-8);
    assertThat(call(RedisCommand.get(key))).contains("-8");
    call(RedisCommand.set(key, Long.toString(Long.MAX_VALUE - 1)));
    assertThat(call(RedisCommand.increment(key))).isEqualTo(Long.MAX_VALUE);
    refusalOf(InvalidArgumentException.class, () -> call(RedisCommand.increment(key)));
  }

  @Test
  void endsALife() {
    assertThat(call(RedisCommand.expire(key, LONG))).isFalse();
    call(RedisCommand.set(key, "value"));
    assertThat(call(RedisCommand.expire(key, LONG))).isTrue();
    assertThat(ttlMillis()).isBetween(1L, LONG.toMillis());
    assertThat(call(RedisCommand.expire(key, Duration.ofMillis(1500)))).isTrue();
    assertThat(ttlMillis()).isBetween(1L, 1500L);
  }

  @Test
  void tellsHowLongAKeyStays() {
    assertThat(call(RedisCommand.timeToLive(key))).isEmpty();
    call(RedisCommand.set(key, "value"));
    assertThat(call(RedisCommand.timeToLive(key))).isEmpty();
    call(RedisCommand.expire(key, LONG));
    assertThat(call(RedisCommand.timeToLive(key)).orElseThrow())
        .isBetween(Duration.ofMillis(1), LONG);
  }

  @Test
  void removes() {
    assertThat(call(RedisCommand.delete(key))).isFalse();
    call(RedisCommand.set(key, "value"));
    assertThat(call(RedisCommand.delete(key))).isTrue();
    call(RedisCommand.set(key, "value"));
    call(RedisCommand.set(key + 2, "value"));
    assertThat(call(RedisCommand.delete(List.of(key, key + 2, key + 3)))).isEqualTo(2);
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.delete(""));
  }

  @Test
  void comparesAndSets() {
    assertThat(call(RedisCommand.compareAndSet(key, "a", "b", LONG))).isFalse();
    assertThat(call(RedisCommand.get(key))).isEmpty();
    call(RedisCommand.set(key, "a"));
    assertThat(call(RedisCommand.compareAndSet(key, "x", "b", LONG))).isFalse();
    assertThat(call(RedisCommand.get(key))).contains("a");
    assertThat(call(RedisCommand.compareAndSet(key, "a", "b", LONG))).isTrue();
    assertThat(call(RedisCommand.get(key))).contains("b");
    assertThat(ttlMillis()).isBetween(1L, LONG.toMillis());
  }

  @Test
  void comparesAndDeletes() {
    assertThat(call(RedisCommand.compareAndDelete(key, "a"))).isFalse();
    call(RedisCommand.set(key, "a"));
    assertThat(call(RedisCommand.compareAndDelete(key, "x"))).isFalse();
    assertThat(call(RedisCommand.get(key))).contains("a");
    assertThat(call(RedisCommand.compareAndDelete(key, "a"))).isTrue();
    assertThat(call(RedisCommand.get(key))).isEmpty();
  }

  @Test
  void readsWhatAScriptReturns() {
    RedisReply reply =
        call(
            RedisCommand.eval(
                "return {1, KEYS[1], ARGV[1], false, {ARGV[2]}}",
                List.of(key),
                List.of("a", "grüße")));
    assertThat(reply)
        .isEqualTo(
            new Items(
                List.of(
                    new Whole(1),
                    Text.of(key),
                    Text.of("a"),
                    new Nil(),
                    new Items(List.of(Text.of("grüße"))))));
  }

  @Test
  void refusesAScriptThatFails() {
    String secret = TestKeys.remember("a secret that no message may show");
    refusalOf(
        InvalidArgumentException.class,
        () ->
            call(
                RedisCommand.eval(
                    "return redis.error_reply('ERR ' .. ARGV[1])", List.of(), List.of(secret))));
    refusalOf(
        InvalidArgumentException.class,
        () -> call(RedisCommand.eval("no lua at all", List.of(), List.of())));
    refusalOf(InvalidArgumentException.class, () -> RedisCommand.eval(" ", List.of(), List.of()));
    refusalOf(
        InvalidArgumentException.class,
        () -> RedisCommand.eval("#!lua\nreturn 1", List.of(), List.of()));
  }

  @Test
  void refusesWhatDoesNotFitTheKindOfValue() {
    server().command("SADD", key, "member");
    InvalidArgumentException wrongType =
        refusalOf(InvalidArgumentException.class, () -> call(RedisCommand.get(key)));
    assertThat(wrongType).hasMessageContaining("GET").hasMessageNotContaining(key);
    assertThat(wrongType.fault().code()).contains("WRONGTYPE");
    call(RedisCommand.set(key, "no number"));
    InvalidArgumentException noNumber =
        refusalOf(InvalidArgumentException.class, () -> call(RedisCommand.increment(key)));
    assertThat(noNumber.fault().code()).contains("ERR");
  }

  @Test
  void answersAPipelineInOrder() {
    List<RedisResult<Object>> results =
        client()
            .pipeline(
                List.of(
                    RedisCommand.set(key, "7"),
                    RedisCommand.increment(key),
                    RedisCommand.get(key),
                    RedisCommand.delete(key),
                    RedisCommand.get(key)));
    assertThat(results.stream().map(RedisResult::orThrow))
        .containsExactly(true, 8L, Optional.of("8"), true, Optional.empty());
  }

  @Test
  void aFailureInAPipelineLosesNoOtherResult() {
    server().command("SADD", key, "member");
    List<RedisResult<Long>> results =
        client()
            .pipeline(
                List.of(
                    RedisCommand.increment(key + 1),
                    RedisCommand.increment(key),
                    RedisCommand.increment(key + 1)));
    assertThat(results.get(0).orThrow()).isEqualTo(1);
    assertThat(results.get(2).orThrow()).isEqualTo(2);
    assertThat(results.get(1)).isInstanceOf(RedisResult.Failure.class);
    refusalOf(InvalidArgumentException.class, () -> results.get(1).orThrow());
  }

  @Test
  void aTransactionIsAnsweredInOrder() {
    List<RedisResult<Long>> results =
        client()
            .transaction(
                List.of(
                    RedisCommand.increment(key),
                    RedisCommand.incrementBy(key, 10),
                    RedisCommand.increment(key + 2)));
    assertThat(results.stream().map(RedisResult::orThrow)).containsExactly(1L, 11L, 1L);
  }

  /** Redis undoes nothing: what ran before and after the failure stays. */
  @Test
  void aFailureInATransactionLosesNoOtherResult() {
    server().command("SADD", key, "member");
    List<RedisResult<Object>> results =
        client()
            .transaction(
                List.of(
                    RedisCommand.increment(key + 1),
                    RedisCommand.get(key),
                    RedisCommand.get(key + 1)));
    assertThat(results.get(0).orThrow()).isEqualTo(1L);
    refusalOf(InvalidArgumentException.class, () -> results.get(1).orThrow());
    assertThat(results.get(2).orThrow()).isEqualTo(Optional.of("1"));
  }

  @Test
  void nothingComesBetweenTheCommandsOfATransaction() {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<RedisCommand<Long>> twice =
        List.of(RedisCommand.increment(key), RedisCommand.increment(key));
    try {
      List<CompletableFuture<List<RedisResult<Long>>>> calls =
          IntStream.range(0, 40)
              .mapToObj(
                  n -> CompletableFuture.supplyAsync(() -> client().transaction(twice), threads))
              .toList();
      for (CompletableFuture<List<RedisResult<Long>>> call : calls) {
        List<RedisResult<Long>> pair = call.join();
        assertThat(pair.get(1).orThrow()).isEqualTo(pair.get(0).orThrow() + 1);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(call(RedisCommand.get(key))).contains("80");
  }

  @Test
  void nothingToSendIsAnsweredWithNothing() {
    assertThat(client().pipeline(List.<RedisCommand<Long>>of())).isEmpty();
    assertThat(client().transaction(List.<RedisCommand<Long>>of())).isEmpty();
  }

  @Test
  void refusesMoreCommandsThanAreSentTogether() {
    List<RedisCommand<Boolean>> most =
        Collections.nCopies(RedisClient.MOST_COMMANDS, RedisCommand.ping());
    assertThat(client().pipeline(most)).hasSize(RedisClient.MOST_COMMANDS);
    List<RedisCommand<Boolean>> more =
        Collections.nCopies(RedisClient.MOST_COMMANDS + 1, RedisCommand.ping());
    refusalOf(InvalidArgumentException.class, () -> client().pipeline(more));
    refusalOf(InvalidArgumentException.class, () -> client().transaction(more));
  }

  @Test
  void aReadingCanBeChanged() {
    RedisCommand<Integer> length = RedisCommand.get(key).map(value -> value.orElse("").length());
    call(RedisCommand.set(key, "four"));
    assertThat(call(length)).isEqualTo(4);
    assertThat(client().pipeline(List.of(length, length)).get(1).orThrow()).isEqualTo(4);
  }

  @Test
  void showsNeitherKeysNorValues() {
    String secret = TestKeys.openai();
    RedisCommand<Boolean> command = RedisCommand.set(secret, secret);
    List<RedisResult<Optional<String>>> results =
        client()
            .pipeline(
                List.of(command.map(done -> Optional.<String>empty()), RedisCommand.get(secret)));
    assertThat(command).hasToString("SET");
    LeakScan.inspect("a command", command.toString());
    LeakScan.inspect("results", results.toString());
    LeakScan.inspect("a client", client().toString());
    refusalOf(InvalidArgumentException.class, () -> call(RedisCommand.increment(secret)));
    call(RedisCommand.delete(secret));
  }

  /** No client of ours sends an unknown command, so a script stands for one. */
  @Test
  void namesAServerThatIsTooOldAsSuch() {
    refusalOf(
        ConfigurationException.class,
        () ->
            call(
                RedisCommand.eval(
                    "return redis.error_reply(\"ERR unknown command 'GETDEL'\")",
                    List.of(),
                    List.of())));
  }

  private long ttlMillis() {
    return Long.parseLong(server().command("PTTL", key));
  }
}
