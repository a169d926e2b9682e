package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A vault over an older project's tables, with rows in them that the schema would refuse today. */
class AdoptedVaultTest {

  private static final DatabaseShape SHAPE = DatabaseShape.SUPABASE;
  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static final ProviderId RETIRED = ProviderId.of("retired");

  private static final UUID ANNE = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  private static final UUID BEN = UUID.fromString("00000000-0000-4000-8000-00000000000b");
  private static final UUID CARL = UUID.fromString("00000000-0000-4000-8000-00000000000c");
  private static final Secret ANNES_KEY = newKey();
  private static final Secret CARLS_KEY = newKey();

  private PostgresDatabase database;
  private RpcClient rpc;
  private ApiKeyVault vault;

  @BeforeEach
  void open() {
    database = PostgresServer.shared().createDatabase("adopted vault", AdoptedVaultTest::adopt);
    rpc = JdbcRpcClients.over(database.dataSource(SHAPE.owner()));
    vault = ApiKeyVaults.overSupabaseVault(rpc);
  }

  @AfterEach
  void close() {
    vault.close();
    database.close();
  }

  @Test
  void resolvesBesideRowsThatCannotBeAskedFor() {
    assertThat(vault.find(ANNE, ProviderId.OPENAI)).contains(ANNES_KEY);
    assertThat(ProviderResolver.builder(vault).build().resolve(ANNE).apiKey()).isEqualTo(ANNES_KEY);
    assertThat(vault.findAll(ANNE).services())
        .containsExactlyInAnyOrder(
            ProviderId.OPENAI, ProviderId.OPENROUTER, ProviderId.XAI, RETIRED);
  }

  @Test
  void storedTextThatIsNoKeyIsNotHandedOut() {
    UserCredentials stored = vault.findAll(ANNE);

    assertThat(
            refusalOf(EnvelopeException.class, () -> stored.open(ProviderId.OPENROUTER)).reason())
        .as("an empty secret")
        .isEqualTo(Reason.MISSING);
    assertThat(refusalOf(EnvelopeException.class, () -> stored.open(ProviderId.XAI)).reason())
        .as("a secret with a line break")
        .isEqualTo(Reason.MALFORMED);
    assertThat(
            refusalOf(EnvelopeException.class, () -> vault.findAll(BEN).open(ProviderId.XAI))
                .reason())
        .as("a secret that is gone")
        .isEqualTo(Reason.MISSING);
  }

  @Test
  void listsWhatCanBeAskedFor() {
    assertThat(vault.list(ANNE))
        .extracting(KeyMetadata::service)
        .containsExactly(ProviderId.OPENAI, ProviderId.OPENROUTER, RETIRED, ProviderId.XAI);
  }

  @Test
  void aReadOfAnUnregisteredServiceTakesNoOtherReadAlong() {
    UserCredentials stored = vault.findAll(ANNE);
    stored.use(ProviderId.OPENAI);
    stored.use(RETIRED);
    stored.use(ProviderId.OPENAI);

    vault.close();

    assertThat(vault.readAuditCounts()).isEqualTo(new ReadAuditCounts(2, 0, 0, 1));
  }

  @Test
  void sealsAllThatCallsReachAndReportsTheRest() {
    RotationReport report = KeyRotation.over(rpc, RING).sealingPlaintext().run();

    assertThat(report.complete()).isTrue();
    assertThat(report.sealed()).isEqualTo(2);
    assertThat(report.plaintext()).as("the one with a line break").isEqualTo(1);
    assertThat(report.unreadable())
        .containsExactlyInAnyOrder(
            new UnreadableKey(BEN, "xai", Reason.MISSING),
            new UnreadableKey(BEN, "retired", Reason.MISSING),
            new UnreadableKey(ANNE, "", Reason.UNADDRESSABLE),
            new UnreadableKey(ANNE, "My Service", Reason.UNADDRESSABLE),
            new UnreadableKey(ANNE, "OpenAI", Reason.UNADDRESSABLE),
            new UnreadableKey(ANNE, "retired", Reason.UNADDRESSABLE),
            new UnreadableKey(ANNE, "openrouter", Reason.MISSING));
    try (ApiKeyVault sealed = ApiKeyVaults.over(rpc, RING)) {
      assertThat(sealed.find(ANNE, ProviderId.OPENAI)).contains(ANNES_KEY);
      assertThat(sealed.find(CARL, ProviderId.OPENAI)).contains(CARLS_KEY);
    }
  }

  @Test
  void aServiceThatIsRegisteredCanBeSealedAfterwards() {
    vault.registerService(RETIRED);

    assertThat(KeyRotation.over(rpc, RING).sealingPlaintext().run().sealed()).isEqualTo(3);
  }

  @Test
  void deletesOneKeyOrAll() {
    vault.delete(ANNE, ProviderId.OPENAI);
    assertThat(vault.find(ANNE, ProviderId.OPENAI)).isEmpty();

    assertThat(vault.deleteAll(ANNE)).as("those without a proper name too").isEqualTo(6);
    assertThat(vault.list(ANNE)).isEmpty();
    assertThat(vault.find(CARL, ProviderId.OPENAI)).contains(CARLS_KEY);
    assertThat(TestSql.number(database.dataSource(), "select count(*) from vault.secrets"))
        .as("Carl's")
        .isEqualTo(1);
  }

  private static void adopt(PostgresDatabase empty) {
    SHAPE.applyTo(empty);
    TestSql.execute(
        empty.dataSource(SHAPE.owner()), TestSql.resource("/belay-sql-test/original-project.sql"));
    TestSql.execute(empty.dataSource(), TestSql.resource("/belay-sql-test/original-data.sql"));
    store(empty, ANNE, "openai", ANNES_KEY.reveal());
    store(empty, ANNE, "", newKey().reveal());
    store(empty, ANNE, "My Service", newKey().reveal());
    store(empty, ANNE, "OpenAI", newKey().reveal());
    store(empty, ANNE, "retired", newKey().reveal());
    store(empty, ANNE, "xai", newKey().reveal() + "\nX-Injected: yes");
    store(empty, ANNE, "openrouter", "");
    store(empty, CARL, "openai", CARLS_KEY.reveal());
    SchemaInstaller.of(empty.dataSource(SHAPE.owner())).install();
  }

  /** As the older project did it: the row and its secret know each other by the name only. */
  private static void store(PostgresDatabase database, UUID user, String service, String secret) {
    TestSql.execute(
        database.dataSource(),
        """
        insert into auth.users (id) values ('%1$s') on conflict do nothing;
        insert into public.api_keys (user_id, service, vault_secret_name)
          values ('%1$s', '%2$s', '%2$s_api_key_%1$s') on conflict do nothing;
        select vault.create_secret('%3$s', '%2$s_api_key_%1$s');
        """
            .formatted(user, service, secret));
  }
}
