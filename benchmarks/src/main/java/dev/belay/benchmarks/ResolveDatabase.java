package dev.belay.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.GatewayConfigs;
import dev.belay.byok.GatewayUrlPolicy;
import dev.belay.byok.Provider;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the schema, some hundred users with keys, and a pool of a service's logins. */
final class ResolveDatabase implements AutoCloseable {

  private static final int OTHER_USERS = 300;
  private static final int SOCKET_TIMEOUT_SECONDS = 12;

  /** What a bare call costs, and the original's lookups without its faults and without an audit. */
  private static final String FUNCTIONS =
      """
      create function public.bench_bare_call(p_user_id uuid) returns text
      language plpgsql stable security definer set search_path = ''
      as $$ begin return 'nothing'; end $$;

      create function public.bench_get_user_api_key(p_user_id uuid, p_service text) returns text
      language plpgsql stable security definer set search_path = ''
      as $$
      declare
        found_key text;
      begin
        perform belay.require_service_role();
        select d.decrypted_secret into found_key
        from vault.decrypted_secrets d
        where d.name = p_service || '_api_key_' || p_user_id::text;
        return found_key;
      end
      $$;
      """;

  private static final String SERVICE = PostgresServer.uniqueName("bench_service");

  private final PostgresDatabase database;
  private final HikariDataSource pool;
  private final KeyRing ring = KeyRing.of("bench", KeyRing.generateKey());
  private final UUID userWithOneKey = UUID.randomUUID();
  private final UUID userWithFiveKeys = UUID.randomUUID();
  private final UUID userWithConsent = UUID.randomUUID();

  private ResolveDatabase(PostgresDatabase database) {
    this.database = database;
    HikariConfig config = new HikariConfig();
    config.setDataSource(logins(database));
    config.setMaximumPoolSize(4);
    this.pool = new HikariDataSource(config);
  }

  /** With a socket timeout, as a service should have it: else each call would set and reset one. */
  private static DataSource logins(PostgresDatabase database) {
    PGSimpleDataSource logins = (PGSimpleDataSource) database.dataSource(SERVICE);
    logins.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    return logins;
  }

  static ResolveDatabase filled() {
    PostgresDatabase database = PostgresServer.shared().createDatabase();
    SchemaInstaller.of(database.dataSource()).install();
    execute(database, FUNCTIONS);
    execute(
        database,
        "create role %s login password '%s' in role service_role"
            .formatted(SERVICE, PostgresServer.ROLE_PASSWORD));
    ResolveDatabase filled = new ResolveDatabase(database);
    filled.fill();
    execute(database, "vacuum analyze");
    return filled;
  }

  private void fill() {
    RpcClient rpc = JdbcRpcClients.over(pool);
    try (ApiKeyVault vault = ApiKeyVaults.over(rpc, ring)) {
      vault.insert(added(userWithOneKey), ProviderId.OPENAI, newKey());
      added(userWithFiveKeys);
      for (Provider provider : ProviderRegistry.standard().all()) {
        vault.insert(userWithFiveKeys, provider.id(), newKey());
      }
      for (int i = 0; i < OTHER_USERS; i++) {
        vault.insert(added(UUID.randomUUID()), ProviderId.OPENAI, newKey());
      }
    }
    GatewayConfigs.over(rpc, ring, GatewayUrlPolicy.standard())
        .setFallbackAllowed(added(userWithConsent), true);
  }

  private UUID added(UUID userId) {
    execute(database, "insert into auth.users (id) values ('" + userId + "')");
    return userId;
  }

  private static void execute(PostgresDatabase database, String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Secret newKey() {
    return Secret.of("sk-bench-" + UUID.randomUUID() + UUID.randomUUID());
  }

  /** Runs statements as the superuser. */
  void execute(String sql) {
    execute(database, sql);
  }

  PostgresDatabase database() {
    return database;
  }

  DataSource pool() {
    return pool;
  }

  KeyRing ring() {
    return ring;
  }

  UUID userWithOneKey() {
    return userWithOneKey;
  }

  UUID userWithFiveKeys() {
    return userWithFiveKeys;
  }

  UUID userWithConsent() {
    return userWithConsent;
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
