package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.leak.TestKeys;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A lookup that fails is an error, never "no key": the team's key must not step in. */
class DatabaseFaultsTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static final Secret KEY = newKey();
  private static final Map<String, String> TEAM = Map.of("OPENAI_API_KEY", TestKeys.openai());

  private static InstalledDatabase database;
  private static UUID user;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    user = database.newUser();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void aDatabaseThatIsDownIsUnavailable() {
    try (PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared())) {
      RpcClient rpc =
          JdbcRpcClients.over(tap.dataSource(database.database(), database.serviceRole()));
      tap.refuse();

      assertFailsClosed(rpc, BackendUnavailableException.class);

      tap.restore();
      assertThat(resolve(rpc).credentialSource()).isEqualTo(CredentialSource.SERVER_PROVIDER);
    }
  }

  @Test
  void aMissingSchemaSaysThatItMustBeInstalled() {
    try (PostgresDatabase empty = PostgresServer.shared().createDatabase()) {
      BelayException thrown =
          assertFailsClosed(JdbcRpcClients.over(empty.dataSource()), ConfigurationException.class);
      assertThat(thrown).hasMessageContaining("install the schema");
    }
  }

  @Test
  void aSchemaOfAnotherVersionIsNotAnAbsentKey() {
    try (PostgresDatabase other = PostgresServer.shared().createDatabase()) {
      TestSql.execute(
          other.dataSource(),
          "create function public.resolve_user_credentials(p_user_id uuid) returns table"
              + " (service text) language sql as 'select null::text'");
      assertFailsClosed(JdbcRpcClients.over(other.dataSource()), ConfigurationException.class);
    }
  }

  @Test
  void anAnswerWithoutRowsIsNotAnAbsentKey() {
    try (PostgresDatabase other = PostgresServer.shared().createDatabase()) {
      TestSql.execute(
          other.dataSource(),
          "create function public.resolve_user_credentials(p_user_id uuid) returns table"
              + " (service text, api_key text, base_url text, allow_gateway_fallback boolean)"
              + " language sql as 'select null, null, null, false where false'");
      assertFailsClosed(JdbcRpcClients.over(other.dataSource()), ConfigurationException.class);
    }
  }

  @Test
  void aLoginOutsideOfServiceRoleIsDenied() {
    String stranger = PostgresServer.uniqueName("stranger");
    TestSql.execute(
        database.superuser(),
        "create role %s login password '%s'".formatted(stranger, PostgresServer.ROLE_PASSWORD));

    BelayException thrown =
        assertFailsClosed(
            JdbcRpcClients.over(database.database().dataSource(stranger)),
            AccessDeniedException.class);
    assertThat(thrown).hasMessageContaining("service_role");
  }

  @Test
  void aLoginThatDoesNotExistIsDenied() {
    assertFailsClosed(
        JdbcRpcClients.over(database.database().dataSource("nobody_at_all")),
        AccessDeniedException.class);
  }

  private static BelayException assertFailsClosed(
      RpcClient rpc, Class<? extends BelayException> type) {
    BelayException resolving = refusalOf(type, () -> resolve(rpc));
    assertThat(resolving).hasNoCause().hasMessageNotContaining(user.toString());
    try (ApiKeyVault vault = ApiKeyVaults.over(rpc, RING)) {
      refusalOf(type, () -> vault.find(user, ProviderId.OPENAI));
      BelayException storing = refusalOf(type, () -> vault.insert(user, ProviderId.OPENAI, KEY));
      assertThat(storing).hasMessageNotContaining(user.toString());
    }
    return resolving;
  }

  private static ResolvedProvider resolve(RpcClient rpc) {
    try (ApiKeyVault vault = ApiKeyVaults.over(rpc, RING)) {
      return ProviderResolver.builder(vault)
          .serverCredentials(ServerCredentials.from(Environment.of(TEAM)))
          .build()
          .resolve(user);
    }
  }
}
