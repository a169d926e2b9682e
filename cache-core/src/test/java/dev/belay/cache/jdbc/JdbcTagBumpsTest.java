package dev.belay.cache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.CacheCodec;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NewsRecorder;
import dev.belay.sql.notify.pgjdbc.PgjdbcNotifications;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change and its bump in one transaction. */
@Timeout(60)
class JdbcTagBumpsTest {

  private static final TagSet TRIPS = TagSet.of("trips");

  private static InstalledDatabase database;

  private final TagVersionCache cache =
      TagVersionCache.builder(
              RpcTagVersionStores.over(database.rpc()), InMemoryCacheStores.values(100))
          .build();

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    TestSql.execute(
        database.superuser(),
        """
        create table public.trips (name text);
        insert into public.trips values ('Rome');
        grant select, update on public.trips to service_role;
        """);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private String read() {
    return cache
        .getOrLoad(
            TRIPS,
            "name",
            Duration.ofHours(1),
            CacheCodec.text(),
            () -> Optional.of(TestSql.text(database.service(), "select name from public.trips")))
        .orElseThrow();
  }

  @Test
  void othersSeeTheOldValueUntilTheCommitAndTheNewOneAfterIt() throws SQLException {
    try (Connection connection = database.service().getConnection()) {
      connection.setAutoCommit(false);
      rename(connection, "Paris");
      String before = read();
      long version = cache.version("trips");
      TagVersion bumped = JdbcTagBumps.bumpAll(connection, TRIPS).get(0);
      assertThat(bumped.version()).isEqualTo(version + 1);
      // A value that is computed and cached now is old, and void at the commit.
      assertThat(read()).isEqualTo(before);
      connection.commit();
      assertThat(read()).isEqualTo("Paris");
    }
  }

  @Test
  void aRollbackTakesTheBumpBack() throws SQLException {
    String before = read();
    long version = cache.version("trips");
    try (Connection connection = database.service().getConnection()) {
      connection.setAutoCommit(false);
      rename(connection, "London");
      JdbcTagBumps.bumpAll(connection, TRIPS);
      connection.rollback();
    }
    assertThat(cache.version("trips")).isEqualTo(version);
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void aConnectionThatCommitsEachStatementIsRefused() throws SQLException {
    long version = cache.version("trips");
    try (Connection connection = database.service().getConnection()) {
      assertThat(
              Refusals.refusalOf(
                  InvalidArgumentException.class, () -> JdbcTagBumps.bumpAll(connection, TRIPS)))
          .hasMessageContaining("auto-commit");
    }
    assertThat(cache.version("trips")).isEqualTo(version);
  }

  @Test
  void aClosedConnectionIsAFault() throws SQLException {
    Connection connection = database.service().getConnection();
    connection.close();
    Refusals.refusalOf(
        BackendUnavailableException.class, () -> JdbcTagBumps.bumpAll(connection, TRIPS));
  }

  @Test
  void whoListensIsToldAtTheCommit() throws SQLException {
    NewsRecorder news = new NewsRecorder();
    Listening listening =
        PgjdbcNotifications.over(database.service()).listen(RpcTagVersionStores.CHANNEL, news);
    try (Connection connection = database.service().getConnection()) {
      news.awaitMissed(1);
      connection.setAutoCommit(false);
      JdbcTagBumps.bumpAll(connection, TagSet.of("silent"));
      JdbcTagBumps.bumpAndNotify(connection, TRIPS);
      assertThat(news.payloads()).isEmpty();
      connection.commit();
      news.awaitPayloads(1);
      assertThat(news.payloads()).containsExactly("[\"trips\"]");
    } finally {
      listening.close();
    }
  }

  private static void rename(Connection connection, String name) throws SQLException {
    TestSql.column(connection, "update public.trips set name = ? returning name", name);
  }
}
