package dev.belay.sql.rpc;

import static java.sql.Connection.TRANSACTION_READ_COMMITTED;
import static java.sql.Connection.TRANSACTION_REPEATABLE_READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** The table that a resolution reads says just what the four tables say that it is copied from. */
@Timeout(120)
@ParameterizedClass
@EnumSource(value = DatabaseShape.class, names = "PLAIN")
class UserCredentialsTest extends RpcBehaviour {

  private static final String MIGRATION = "20261122091050_user_credentials.sql";

  /** What the copy should hold; a line of settings that say nothing may be there or not. */
  private static final String SOURCES =
      """
      select k.user_id, k.service, k.vault_secret_id, d.decrypted_secret, null::text, false
      from public.api_keys k left join vault.decrypted_secrets d on d.id = k.vault_secret_id
      union all
      select * from (
        select coalesce(g.user_id, s.user_id), '', null::uuid, null::text, g.base_url,
          coalesce(s.allow_gateway_fallback, false) as consents
        from public.api_gateway_configs g full join public.user_settings s using (user_id)) settings
      where base_url is not null or consents
      """;

  private static final String COPY =
      """
      select user_id, service, vault_secret_id, api_key, base_url, allow_gateway_fallback
      from belay.user_credentials
      where service <> '' or base_url is not null or allow_gateway_fallback
      """;

  /** Changes by the functions and past them. */
  private static final List<Change> CHANGES =
      List.of(
          (to, user, service) ->
              TestSql.column(
                  to,
                  "select public.insert_user_api_key(?, ?, ?)",
                  user,
                  service,
                  newEnvelope("k1")),
          (to, user, service) ->
              TestSql.column(to, "select public.delete_user_api_key(?, ?)", user, service),
          (to, user, service) ->
              TestSql.column(to, "select public.delete_all_user_api_keys(?)", user),
          (to, user, service) ->
              TestSql.column(
                  to,
                  "select public.upsert_user_gateway_config(?, ?)",
                  user,
                  "https://" + service + ".example"),
          (to, user, service) ->
              TestSql.column(to, "select public.delete_user_gateway_config(?)", user),
          (to, user, service) ->
              TestSql.column(
                  to,
                  "select public.set_user_allow_gateway_fallback(?, ?)",
                  user,
                  !service.equals("xai")),
          (to, user, service) ->
              TestSql.column(
                  to, "delete from public.user_settings where user_id = ? returning 1", user),
          (to, user, service) ->
              TestSql.column(
                  to,
                  "update vault.secrets s set secret = o.secret"
                      + " from vault.secrets o, public.api_keys k"
                      + " where k.user_id = ? and k.service = ? and s.id = k.vault_secret_id"
                      + " and o.id <> s.id returning 1",
                  user,
                  service),
          (to, user, service) ->
              TestSql.column(
                  to,
                  "delete from vault.secrets s using public.api_keys k"
                      + " where k.user_id = ? and k.service = ? and s.id = k.vault_secret_id"
                      + " returning 1",
                  user,
                  service));

  private static final List<String> SERVICES = List.of("openai", "anthropic", "xai", "gateway");

  @AfterEach
  void theCopySaysWhatTheSourcesSay() {
    assertThat(differences()).isEmpty();
  }

  @Test
  void followsEveryFunctionThatWrites() {
    UUID user = newUser();
    String before = newKey();
    insert(user, "openai", newKey());
    insert(user, "openai", before);
    assertThat(copies(user)).isEqualTo(1);
    assertThat(text("select api_key from belay.user_credentials where user_id = ?", user))
        .isEqualTo(before);
    rpc()
        .run(
            key("replace_api_key_envelope", user, "openai")
                .with("p_expected", before)
                .with("p_replacement", newEnvelope("k2")));
    rpc().run(key("touch_user_api_key", user, "openai"));
    setGateway(user, "https://g.example/v1");
    setGateway(user, "https://h.example/v1");
    consent(user, true);
    assertThat(copies(user)).isEqualTo(2);
    assertThat(differences()).isEmpty();
    consent(user, false);
    rpc().run(user("delete_user_gateway_config", user));
    rpc().run(key("delete_user_api_key", user, "openai"));
    rpc().run(user("delete_all_user_api_keys", user));
    assertThat(count("belay.user_credentials where user_id = ? and service <> ''", user)).isZero();
  }

  @Test
  void keepsNothingOfAUserWhoHasGone() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    setGateway(user, "https://g.example/v1");
    consent(user, true);
    assertThat(copies(user)).isEqualTo(2);
    TestSql.execute(superuser(), "delete from auth.users where id = '" + user + "'");
    assertThat(copies(user)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from vault.secrets where id = '%2$s'",
        "update vault.secrets set id = gen_random_uuid() where id = '%2$s'",
        "update vault.secrets s set secret = o.secret from vault.secrets o"
            + " where s.id = '%2$s' and o.id <> s.id",
        "update public.api_keys set vault_secret_id = gen_random_uuid() where user_id = '%1$s'",
        "update public.api_keys set service = 'xai' where user_id = '%1$s' and service = 'openai'",
        "delete from public.api_keys where user_id = '%1$s'",
        "update public.api_gateway_configs set base_url = 'https://i.example' where user_id = '%1$s'",
        "delete from public.api_gateway_configs where user_id = '%1$s'",
        "update public.user_settings set allow_gateway_fallback = not allow_gateway_fallback",
        "delete from public.user_settings where user_id = '%1$s'",
        "delete from public.user_settings",
        "delete from public.api_gateway_configs",
        "truncate public.api_keys",
        "truncate vault.secrets cascade",
        "truncate public.api_gateway_configs",
        "truncate public.user_settings",
        "truncate public.user_settings, public.api_gateway_configs, public.api_keys",
        "truncate auth.users cascade"
      })
  void followsWhoeverChangesATable(String change) {
    UUID user = newUser();
    UUID secret = insert(user, "openai", newKey());
    insert(user, "anthropic", newKey());
    setGateway(user, "https://g.example/v1");
    consent(user, true);
    TestSql.execute(superuser(), change.formatted(user, secret));
  }

  @Test
  void keepsNothingOfAUserWhoseSettingsWentAnotherWay() {
    UUID user = newUser();
    UUID heir = newUser();
    setGateway(user, "https://g.example/v1");
    consent(user, true);
    for (String table : List.of("api_gateway_configs", "user_settings")) {
      TestSql.execute(
          superuser(),
          "update public.%s set user_id = '%s' where user_id = '%s'".formatted(table, heir, user));
    }
    assertThat(copies(user)).isZero();
    assertThat(copies(heir)).isEqualTo(1);
    TestSql.execute(superuser(), "truncate public.api_gateway_configs, public.user_settings");
    assertThat(copies(heir)).isZero();
  }

  @Test
  void aRebuildRemovesWhatWasWrong() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    TestSql.execute(
        superuser(),
        """
        update belay.user_credentials set api_key = null;
        insert into belay.user_credentials (user_id, service, base_url, allow_gateway_fallback)
        values ('%s', '', 'https://stale.example', true);
        """
            .formatted(user));
    assertThat(differences()).isNotEmpty();
    TestSql.execute(database().owner(), "select belay.rebuild_user_credentials()");
  }

  /** Each has what the other needs next, unless the purge keeps changes of settings out first. */
  @Test
  void aPurgeDoesNotDeadlockWithAChangeOfConsent() throws SQLException {
    UUID user = newUser();
    setGateway(user, "https://g.example/v1");
    consent(user, true);
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "set local session_replication_role = replica");
      TestSql.execute(connection, "update public.user_settings set allow_gateway_fallback = false");
      CompletableFuture<List<Long>> purge = CompletableFuture.supplyAsync(() -> purge());
      awaitAWaiter();
      TestSql.execute(
          connection, "update belay.user_credentials set allow_gateway_fallback = false");
      connection.commit();
      assertThat(purge.join()).isNotEmpty();
    }
  }

  private static List<Long> purge() {
    return rpc()
        .rows(
            RpcCall.of("purge_api_keys").with("p_dry_run", false),
            row -> row.integer("gateway_configs").orElseThrow());
  }

  private static void awaitAWaiter() {
    String waiters =
        "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while (count(waiters) == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aChangeThatIsRolledBackLeavesNoTrace() throws SQLException {
    UUID user = newUser();
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(
          connection,
          "insert into public.user_settings (user_id, allow_gateway_fallback) values ('"
              + user
              + "', true)");
      connection.rollback();
    }
    assertThat(copies(user)).isZero();
  }

  @Test
  void takesOverWhatWasThereBefore() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    setGateway(user, "https://g.example/v1");
    UUID consenting = newUser();
    consent(consenting, true);
    TestSql.execute(superuser(), "drop table belay.user_credentials");
    TestSql.execute(database().owner(), "begin;" + TestSql.migration(MIGRATION) + ";commit");
    assertThat(copies(user)).isEqualTo(2);
    assertThat(copies(consenting)).isEqualTo(1);
    TestSql.execute(superuser(), "update belay.user_credentials set api_key = null");
    TestSql.execute(database().owner(), "begin;" + TestSql.migration(MIGRATION) + ";commit");
  }

  @Test
  void isClosedToEveryRoleOfTheApi() {
    for (String role : List.of("anon", "authenticated", "service_role")) {
      for (String right : List.of("select", "insert", "update", "delete", "truncate")) {
        assertThat(text("select has_table_privilege(?, 'belay.user_credentials', ?)", role, right))
            .as("%s may %s", role, right)
            .isEqualTo("f");
      }
    }
  }

  /** Transactions of a few changes to few users, so that most of them meet. */
  @ParameterizedTest
  @ValueSource(ints = {TRANSACTION_READ_COMMITTED, TRANSACTION_REPEATABLE_READ})
  void followsChangesThatMeet(int isolation) {
    List<UUID> users = List.of(newUser(), newUser(), newUser());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<Integer>> workers =
          IntStream.range(0, 8)
              .mapToObj(
                  seed ->
                      CompletableFuture.supplyAsync(() -> work(seed, isolation, users), threads))
              .toList();
      int committed = workers.stream().mapToInt(CompletableFuture::join).sum();
      assertThat(committed).as("transactions that were not refused").isGreaterThan(25);
    } finally {
      threads.shutdownNow();
    }
    assertThat(differences()).isEmpty();
    users.forEach(
        user -> TestSql.execute(superuser(), "delete from auth.users where id = '" + user + "'"));
    users.forEach(user -> assertThat(copies(user)).isZero());
  }

  /** Makes random changes and counts those that PostgreSQL let through. */
  private static int work(int seed, int isolation, List<UUID> users) {
    RandomGenerator random = new SplittableRandom(seed);
    int committed = 0;
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(isolation);
      for (int i = 0; i < 25; i++) {
        committed += attempt(connection, random, users);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return committed;
  }

  private static int attempt(Connection connection, RandomGenerator random, List<UUID> users)
      throws SQLException {
    try {
      for (int i = 0; i <= random.nextInt(3); i++) {
        UUID user = users.get(random.nextInt(users.size()));
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        CHANGES.get(random.nextInt(CHANGES.size())).make(connection, user, service);
      }
      connection.commit();
      return 1;
    } catch (PSQLException e) {
      connection.rollback();
      // Deadlocks, and what a repeatable read refuses: of those no word may come from the copy.
      String refusal = e.getSQLState() + " " + e.getServerErrorMessage();
      boolean repeatable = connection.getTransactionIsolation() == TRANSACTION_REPEATABLE_READ;
      assertThat(e.getSQLState().startsWith("40") || repeatable).as(refusal).isTrue();
      if (!e.getSQLState().startsWith("40")) {
        assertThat(refusal).doesNotContain("user_credentials", "copy_");
      }
      return 0;
    }
  }

  private static void setGateway(UUID user, String url) {
    rpc().run(user("upsert_user_gateway_config", user).with("p_base_url", url));
  }

  private static void consent(UUID user, boolean allowed) {
    rpc().run(user("set_user_allow_gateway_fallback", user).with("p_allow", allowed));
  }

  private static long copies(UUID user) {
    return count("belay.user_credentials where user_id = ?", user);
  }

  private static List<String> differences() {
    String missing =
        "select 'missing: ' || m::text from (%s except %s) m"
            .formatted("(" + SOURCES + ")", "(" + COPY + ")");
    String extra =
        "select 'extra: ' || m::text from (%s except %s) m"
            .formatted("(" + COPY + ")", "(" + SOURCES + ")");
    return TestSql.column(superuser(), missing + " union all " + extra);
  }

  /** One change, in a transaction that is open. */
  @FunctionalInterface
  private interface Change {
    void make(Connection to, UUID user, String service) throws SQLException;
  }
}
