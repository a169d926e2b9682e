package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many dispatchers and writers at once: each delivery has one holder, and none is lost. */
@Timeout(120)
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class DispatchConcurrencyTest extends WebhookBehaviour {

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(8);

  private final String endpoint = newName("busy");
  private String table;

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
  }

  @BeforeEach
  void watchATable() {
    table = newWatchedTable(endpoint);
  }

  private static <T> List<T> all(int times, Supplier<T> work) {
    List<CompletableFuture<T>> calls =
        IntStream.range(0, times)
            .mapToObj(i -> CompletableFuture.supplyAsync(work, THREADS))
            .toList();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  @Test
  void noDeliveryIsLeasedTwice() {
    run("insert into %s select i, 'n' from generate_series(1, 600) i".formatted(table));
    List<Claimed> claimed =
        all(
                8,
                () -> {
                  List<Claimed> mine = new java.util.ArrayList<>();
                  for (List<Claimed> batch = claim(20, MINUTE, endpoint);
                      !batch.isEmpty();
                      batch = claim(20, MINUTE, endpoint)) {
                    mine.addAll(batch);
                  }
                  return mine;
                })
            .stream()
            .flatMap(List::stream)
            .toList();
    assertThat(claimed.stream().map(Claimed::id)).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void everythingThatIsCommittedIsDeliveredOnceWhileWritersGoOn() {
    Set<Long> delivered = java.util.concurrent.ConcurrentHashMap.newKeySet();
    ConcurrentLinkedQueue<Long> twice = new ConcurrentLinkedQueue<>();
    int writers = 3;
    int rows = 60;
    CompletableFuture<?> writing =
        CompletableFuture.allOf(
            IntStream.range(0, writers)
                .mapToObj(w -> CompletableFuture.runAsync(() -> write(w, rows), THREADS))
                .toArray(CompletableFuture[]::new));
    all(
        4,
        () -> {
          while (delivered.size() < writers * rows) {
            List<Claimed> batch = claim(25, MINUTE, endpoint);
            batch.stream().map(Claimed::id).filter(id -> !delivered.add(id)).forEach(twice::add);
            assertThat(completeAll(batch, "delivered")).isEmpty();
          }
          return true;
        });
    writing.join();
    assertThat(twice).isEmpty();
    assertThat(claim(100, MINUTE, endpoint)).isEmpty();
    assertThat(
            count(
                "belay.webhook_outbox o join belay.webhook_endpoints e on e.id = endpoint_id where name = ?",
                endpoint))
        .isEqualTo((long) writers * rows);
  }

  /** Every second transaction is rolled back. */
  private void write(int writer, int rows) {
    try (Connection connection = owner().getConnection()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < rows; i++) {
        int id = writer * 1000 + i;
        TestSql.execute(connection, "insert into %s values (%d, 'undone')".formatted(table, id));
        connection.rollback();
        TestSql.execute(connection, "insert into %s values (%d, 'kept')".formatted(table, id));
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatCommitsLateIsNotSkipped() throws SQLException {
    try (Connection slow = owner().getConnection()) {
      slow.setAutoCommit(false);
      TestSql.execute(slow, "insert into " + table + " values (1, 'early')");
      run("insert into " + table + " values (2, 'late')");
      completeAll(claim(10, MINUTE, endpoint), "delivered");
      assertThat(claim(10, MINUTE, endpoint)).isEmpty();
      slow.commit();
      assertThat(claim(10, MINUTE, endpoint))
          .singleElement()
          .matches(c -> c.payload().contains("early"));
    }
  }

  /** As when an answer was lost and the call is repeated while the first one still runs. */
  @Test
  void theSameBatchOfResultsAtTheSameTimeIsNotedOnce() {
    run("insert into %s select i, 'n' from generate_series(1, 200) i".formatted(table));
    List<Claimed> claimed = claim(200, MINUTE, endpoint);
    List<Claimed> reversed = new java.util.ArrayList<>(claimed);
    java.util.Collections.reverse(reversed);
    Set<String> refused = new HashSet<>();
    all(6, () -> completeAll(Math.random() < 0.5 ? claimed : reversed, "delivered"))
        .forEach(refused::addAll);
    assertThat(refused).isEmpty();
    String ids = claimed.stream().map(c -> "" + c.id()).collect(Collectors.joining(", "));
    assertThat(count("belay.webhook_attempts where delivery_id in (" + ids + ")")).isEqualTo(200);
    assertThat(count("belay.webhook_deliveries where id in (" + ids + ")")).isZero();
  }

  @Test
  void anOrderedEndpointAndAnotherOneDoNotDeadlock() {
    String ordered = newName("ordered");
    String second = newName("ordered");
    watch(table, ordered);
    watch(table, second);
    upsert(ordered, "p_ordered", true);
    upsert(second, "p_ordered", true);
    run("insert into %s select i, 'n' from generate_series(1, 200) i".formatted(table));
    all(
        6,
        () -> {
          for (List<Claimed> batch = claim(30, MINUTE, endpoint, ordered, second);
              !batch.isEmpty();
              batch = claim(30, MINUTE, second, endpoint, ordered)) {
            assertThat(completeAll(batch, "delivered")).isEmpty();
          }
          return true;
        });
    assertThat(
            count(
                "belay.webhook_deliveries d join belay.webhook_endpoints e on e.id = endpoint_id where name in (?, ?, ?)",
                endpoint,
                ordered,
                second))
        .isZero();
  }
}
