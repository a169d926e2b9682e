package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.Environment;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.PostgresWireTap;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a resolution sends to the database, counted on the wire. */
class ResolutionOnTheWireTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());

  private static InstalledDatabase database;
  private static PostgresWireTap tap;
  private static HikariDataSource pool;

  private ApiKeyVault vault;
  private UUID user;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    tap = PostgresWireTap.before(PostgresServer.shared());
    HikariConfig config = new HikariConfig();
    config.setDataSource(tap.dataSource(database.database(), database.serviceRole()));
    config.setMaximumPoolSize(1); // a new connection would send statements of its own
    pool = new HikariDataSource(config);
  }

  @AfterAll
  static void drop() {
    pool.close();
    tap.close();
    database.close();
  }

  @BeforeEach
  void open() {
    // Reads wait for the end of the test, so that only the resolution is counted.
    vault =
        ApiKeyVaults.builder(JdbcRpcClients.over(pool))
            .keyRing(RING)
            .readAudit(ReadAudit.BACKGROUND.withInterval(Duration.ofHours(1)))
            .build();
    user = database.newUser();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void isOneStatementHoweverManyKeysTheUserHas() {
    for (Provider provider : ProviderRegistry.standard().all()) {
      assertOneStatement(() -> resolver().resolve(user));
      vault.insert(user, provider.id(), newKey());
    }
    assertOneStatement(() -> resolver().resolve(user));
  }

  @Test
  void isOneStatementOnThePathsOfTheTeam() {
    assertOneStatement(() -> resolver().resolve(user));
    GatewayConfigs.over(database.rpc(), RING, GatewayUrlPolicy.standard())
        .setFallbackAllowed(user, true);
    assertOneStatement(() -> resolver().resolve(user));
  }

  @Test
  void isOneStatementWhereItIsRefused() {
    assertOneStatement(
        () -> {
          return refusalOf(
              ResolutionRefusedException.class,
              () -> ProviderResolver.builder(vault).build().resolve(user));
        });
  }

  @Test
  void recordsTheReadBeforeItWhenAskedTo() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    try (ApiKeyVault audited =
        ApiKeyVaults.builder(JdbcRpcClients.over(pool))
            .keyRing(RING)
            .readAudit(ReadAudit.SYNCHRONOUS)
            .build()) {
      tap.reset();

      ProviderResolver.builder(audited).build().resolve(user);

      assertThat(tap.statements())
          .filteredOn(text -> !text.isEmpty())
          .extracting(text -> text.replaceAll(".*public\\.\"?([a-z_]+).*", "$1"))
          .containsExactly("resolve_user_credentials", "record_api_key_reads");
    }
  }

  @Test
  void writesNothing() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    try (HikariDataSource readOnly = readOnlyPool();
        ApiKeyVault replica = ApiKeyVaults.over(JdbcRpcClients.over(readOnly), RING)) {
      assertThat(ProviderResolver.builder(replica).build().resolve(user).provider())
          .isEqualTo(ProviderId.OPENAI);
    }
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    vault.insert(user, ProviderId.XAI, newKey());
    UUID other = database.newUser();
    vault.insert(other, ProviderId.OPENAI, newKey());
    ProviderResolver resolver = resolver();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<ProviderId>> resolutions =
          IntStream.range(0, 400)
              .<Callable<ProviderId>>mapToObj(
                  i -> () -> resolver.resolve(i % 2 == 0 ? user : other).provider())
              .toList();
      List<Future<ProviderId>> done = threads.invokeAll(resolutions);
      for (int i = 0; i < done.size(); i++) {
        assertThat(done.get(i).get()).isEqualTo(i % 2 == 0 ? ProviderId.XAI : ProviderId.OPENAI);
      }
    } finally {
      threads.shutdown();
    }
    vault.close();
    assertThat(vault.readAuditCounts()).isEqualTo(new ReadAuditCounts(400, 0, 0, 0));
  }

  private void assertOneStatement(Callable<?> resolution) {
    tap.reset();
    try {
      resolution.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    // With an empty statement the pool asks now and then whether the connection is still alive.
    List<String> sent = tap.statements().stream().filter(text -> !text.isEmpty()).toList();
    int asked = tap.statements().size() - sent.size();
    assertThat(sent)
        .singleElement()
        .asString()
        .contains("resolve_user_credentials")
        .doesNotContain(user.toString());
    assertThat(tap.counts().roundTrips()).isEqualTo(1L + asked);
  }

  private ProviderResolver resolver() {
    return ProviderResolver.builder(vault)
        .serverCredentials(ServerCredentials.from(Environment.of(ResolverFixture.WHOLE_TEAM)))
        .build();
  }

  private static HikariDataSource readOnlyPool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.service());
    config.setMaximumPoolSize(1);
    config.setConnectionInitSql("set default_transaction_read_only = on");
    return new HikariDataSource(config);
  }
}
