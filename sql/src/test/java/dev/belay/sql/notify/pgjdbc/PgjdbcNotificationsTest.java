package dev.belay.sql.notify.pgjdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.internal.ListeningThread;
import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NewsRecorder;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.sql.notify.NotificationSourceContract;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PgjdbcNotificationsTest extends NotificationSourceContract {

  private static InstalledDatabase database;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected NotificationSource source() {
    return PgjdbcNotifications.over(database.service(), Duration.ofMillis(50));
  }

  @Override
  protected void provokeNews() {
    endListeners();
  }

  @Test
  void handsOverWhatIsSentInItsOrderAndNothingOfAnotherChannel() {
    String channel = channel();
    NewsRecorder news = new NewsRecorder();
    try (Listening listening = source().listen(channel, news)) {
      news.awaitMissed(1);
      assertThat(listening.live()).isTrue();
      send(channel(), "of another channel");
      send(channel, "first");
      send(channel, "");
      news.awaitPayloads(2);
    }
    assertThat(news.payloads()).containsExactly("first", "");
    assertThat(news.missedCalls()).isEqualTo(1);
  }

  @Test
  void tellsOfABumpOfCacheTagsAtItsCommit() throws SQLException {
    NewsRecorder news = new NewsRecorder();
    listen(source(), "belay_cache_tags", news);
    try (Connection connection = database.service().getConnection()) {
      news.awaitMissed(1);
      connection.setAutoCommit(false);
      String bump = "select version from public.bump_cache_tags(?::jsonb, ?)";
      TestSql.column(connection, bump, "[\"rolled-back\"]", true);
      connection.rollback();
      TestSql.column(connection, bump, "[\"silent\"]", false);
      connection.commit();
      TestSql.column(connection, bump, "[\"trips\", \"users\"]", true);
      assertThat(news.payloads()).isEmpty();
      connection.commit();
      news.awaitPayloads(1);
    }
    assertThat(news.payloads()).containsExactly("[\"trips\", \"users\"]");
  }

  @Test
  void comesBackAfterALostConnectionAndSaysThatSomethingMayHaveBeenMissed() {
    String channel = channel();
    NewsRecorder news = new NewsRecorder();
    try (Listening listening = source().listen(channel, news)) {
      news.awaitMissed(1);
      endListeners();
      // Once for the loss and once for the new beginning.
      news.awaitMissed(3);
      awaitLive(listening);
      send(channel, "after the loss");
      news.awaitPayloads(1);
    }
  }

  @Test
  void pollsWhereThereIsNoDatabase() {
    DataSource nowhere = database.database().dataSource("nobody_has_this_login");
    NewsRecorder news = new NewsRecorder();
    try (Listening listening =
        PgjdbcNotifications.over(nowhere, Duration.ofMillis(10)).listen(channel(), news)) {
      news.awaitMissed(3);
      assertThat(listening.live()).isFalse();
    }
  }

  @Test
  void saysOnceForEachOutageWhyItCannotListen() {
    DataSource nowhere = database.database().dataSource("nobody_has_this_login");
    RecordingLogger log = new RecordingLogger();
    String channel = channel();
    NewsRecorder news = new NewsRecorder();
    PgjdbcListener listener = new PgjdbcListener(nowhere, channel, Duration.ofMillis(10), log);
    try (Listening listening = ListeningThread.start(channel, news, listener::listen)) {
      news.awaitMissed(3);
      assertThat(listening.live()).isFalse();
    }
    assertThat(log.lines()).hasSize(1);
    assertThat(log.lines().get(0))
        .startsWith("WARN Cannot listen on " + channel + ", and looks each PT0.01S instead: ")
        .doesNotContain("nobody_has_this_login");
  }

  @Test
  void hasGivenItsConnectionBackWhenItIsClosed() {
    try (HikariDataSource pool = poolOfOne()) {
      NewsRecorder news = new NewsRecorder();
      Listening listening = PgjdbcNotifications.over(pool).listen(channel(), news);
      news.awaitMissed(1);
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isOne();
      listening.close();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  void givesAPooledConnectionBackAsItWas() {
    try (HikariDataSource pool = poolOfOne()) {
      NewsRecorder news = new NewsRecorder();
      Listening listening =
          listen(PgjdbcNotifications.over(pool, Duration.ofMillis(50)), channel(), news);
      news.awaitMissed(1);
      listening.close();
      assertThat(TestSql.column(pool, "select pg_listening_channels()")).isEmpty();
    }
  }

  @Test
  void refusesAnIntervalOutOfBounds() {
    for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofHours(2)}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> PgjdbcNotifications.over(database.service(), bad));
    }
  }

  private static HikariDataSource poolOfOne() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.service());
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  private static void awaitLive(Listening listening) {
    while (!listening.live()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void send(String channel, String payload) {
    TestSql.column(database.service(), "select pg_notify(?, ?)", channel, payload);
  }

  private static void endListeners() {
    TestSql.column(
        database.superuser(),
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and query like 'listen %'");
  }
}
