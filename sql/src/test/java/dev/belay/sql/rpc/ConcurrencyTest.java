package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.ConflictException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that meet: none fails, none leaves half of its work. */
@Timeout(60)
@OnBothShapes
class ConcurrencyTest extends RpcBehaviour {

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(12);

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
  }

  @Test
  void insertsOfTheSameKeyAllSucceed() {
    UUID user = newUser();
    List<String> keys = IntStream.range(0, 8).mapToObj(i -> newKey()).toList();
    List<UUID> secrets = all(keys.stream().map(key -> later(() -> insert(user, "openai", key))));
    assertThat(secrets).containsOnly(secrets.get(0));
    assertThat(read(user, "openai")).isIn(keys);
    assertThat(count("public.api_keys where user_id = ?", user)).isEqualTo(1);
    assertThat(count("vault.secrets where name like ?", "%" + user)).isEqualTo(1);
    assertThat(actions(user)).filteredOn("stored"::equals).hasSize(1);
    assertThat(actions(user)).filteredOn("replaced"::equals).hasSize(7);
  }

  @Test
  void insertsOfSeveralServicesAllSucceed() {
    UUID user = newUser();
    all(
        List.of("openai", "anthropic", "xai", "openrouter", "gateway").stream()
            .map(service -> later(() -> insert(user, service, newKey()))));
    assertThat(count("public.api_keys where user_id = ?", user)).isEqualTo(5);
  }

  @RepeatedTest(3)
  void anInsertThatMeetsADeleteLeavesAWholeKeyOrNone() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    all(
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? later(() -> insert(user, "openai", newKey()))
                        : later(() -> delete(user))));
    assertThat(count("vault.secrets where name like ?", "%" + user))
        .isEqualTo(count("public.api_keys where user_id = ?", user));
    assertNoLooseEnds();
  }

  @RepeatedTest(3)
  void anInsertThatMeetsTheEndOfItsUserLeavesNothing() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    all(
        IntStream.range(0, 6)
            .mapToObj(
                i -> i == 3 ? later(() -> endOf(user)) : later(() -> insertUnlessGone(user))));
    assertThat(count("vault.secrets where name like ?", "%" + user)).isZero();
    assertThat(count("public.api_keys where user_id = ?", user)).isZero();
    assertNoLooseEnds();
  }

  @Test
  void batchesOfReadsDoNotDeadlock() {
    UUID anne = newUser();
    UUID ben = newUser();
    insert(anne, "openai", newKey());
    insert(ben, "openai", newKey());
    List<Integer> recorded =
        all(
            IntStream.range(0, 12)
                .mapToObj(
                    i -> later(() -> used(i % 2 == 0 ? anne : ben, i % 2 == 0 ? ben : anne))));
    assertThat(recorded).containsOnly(2);
  }

  private static void assertNoLooseEnds() {
    assertThat(
            count(
                "public.api_keys k where not exists"
                    + " (select from vault.secrets s where s.id = k.vault_secret_id)"))
        .isZero();
  }

  private static int used(UUID first, UUID second) {
    String entry =
        "{\"user_id\": \"%s\", \"service\": \"openai\", \"read_at\": \"now\", \"used\": true}";
    String batch = "[" + entry.formatted(first) + "," + entry.formatted(second) + "]";
    RpcCall call = RpcCall.of("record_api_key_reads").with("p_reads", new Json(batch));
    return rpc().scalar(call, Integer.class).orElseThrow();
  }

  private static boolean delete(UUID user) {
    rpc().run(key("delete_user_api_key", user, "openai"));
    return true;
  }

  private static boolean endOf(UUID user) {
    TestSql.execute(superuser(), "delete from auth.users where id = '" + user + "'");
    return true;
  }

  private static boolean insertUnlessGone(UUID user) {
    try {
      insert(user, "openai", newKey());
      return true;
    } catch (ConflictException e) {
      assertThat(e).hasMessage("user does not exist");
      return false;
    }
  }

  private static <T> CompletableFuture<T> later(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, THREADS);
  }

  private static <T> List<T> all(Stream<CompletableFuture<T>> calls) {
    return calls.toList().stream().map(CompletableFuture::join).toList();
  }
}
