package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test is one statement of the reference, sections 1.2 to 1.4. */
class VaultExtensionTest {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();
  private static final PostgresDatabase DATABASE = SHAPE.createDatabase(PostgresServer.shared());
  private static final DataSource OWNER = DATABASE.dataSource(SHAPE.owner());

  private String id;

  @BeforeEach
  void createSecret() {
    id = Sql.text(OWNER, "select vault.create_secret('first text', '" + UUID.randomUUID() + "')");
  }

  @Test
  void theExtensionIsListedInItsVersionAndSchemaAndOwnedByThePlatform() {
    String row =
        """
        select concat_ws(' ', extversion, extnamespace::regnamespace, extowner::regrole)
        from pg_catalog.pg_extension where extname = 'supabase_vault'
        """;
    assertThat(Sql.text(OWNER, row)).isEqualTo("0.3.1 vault supabase_admin");
    assertThat(
            Sql.text(OWNER, "select to_regprocedure('vault.create_secret(text,text,text,uuid)')"))
        .isNotNull();
  }

  @Test
  void theTableAndTheViewHaveTheRealColumns() {
    String columns =
        """
        select string_agg(column_name || ' ' || udt_name, ', ' order by ordinal_position)
        from information_schema.columns where table_schema = 'vault' and table_name = '%s'
        """;
    assertThat(Sql.text(DATABASE.dataSource(), columns.formatted("secrets")))
        .isEqualTo(
            "id uuid, name text, description text, secret text, key_id uuid, nonce bytea,"
                + " created_at timestamptz, updated_at timestamptz");
    assertThat(Sql.text(DATABASE.dataSource(), columns.formatted("decrypted_secrets")))
        .isEqualTo(
            "id uuid, name text, description text, secret text, decrypted_secret text, key_id uuid,"
                + " nonce bytea, created_at timestamptz, updated_at timestamptz");
  }

  @Test
  void theViewGivesTheTextInOneColumnAndItsCiphertextInTheOther() {
    assertThat(column("decrypted_secret")).isEqualTo("first text");
    assertThat(column("secret")).doesNotContain("first text").matches("[A-Za-z0-9+/=\\n]+");
    assertThat(column("key_id")).isNull();
    assertThat(column("description")).isEmpty();
  }

  @Test
  void theDecryptedTextHasCollationC() {
    assertThat(column("pg_collation_for(decrypted_secret)")).isEqualTo("\"C\"");
  }

  @Test
  void anUpdateEncryptsAndKeepsWhatIsNotGiven() {
    String before = column("name") + column("encode(nonce, 'hex')");
    Sql.execute(OWNER, "select vault.update_secret('" + id + "', 'second text')");
    assertThat(column("decrypted_secret")).isEqualTo("second text");
    assertThat(column("name") + column("encode(nonce, 'hex')")).isEqualTo(before);
    assertThat(column("updated_at > created_at")).isEqualTo("t");
    assertThat(column("secret")).doesNotContain("second text");
  }

  @Test
  void createWritesThePlaintextFirstAndUpdateNever() {
    try (PostgresDatabase fresh = SHAPE.createDatabase(PostgresServer.shared())) {
      DataSource owner = fresh.dataSource(SHAPE.owner());
      String created = Sql.text(owner, "select vault.create_secret('planted-by-create')");
      assertThat(rawPages(fresh)).contains("planted-by-create");
      Sql.execute(owner, "select vault.update_secret('" + created + "', 'planted-by-update')");
      assertThat(rawPages(fresh)).doesNotContain("planted-by-update");
    }
  }

  @Test
  void nobodyButThePlatformWritesLocksOrReferencesSecrets() {
    assertRefused("insert into vault.secrets (secret) values ('x')", "42501");
    assertRefused("update vault.secrets set secret = 'x'", "42501");
    assertRefused("truncate vault.secrets", "42501");
    assertRefused("select id from vault.secrets for update", "42501");
    assertRefused("create table r (id uuid references vault.secrets (id))", "42501");
    assertRefused("select vault._crypto_aead_det_noncegen()", "42501");
  }

  @Test
  void theOwnerDeletesSecretsAndHandsItsRightsOn() {
    Sql.execute(OWNER, "delete from vault.secrets where id = '" + id + "'");
    assertThat(count()).isEqualTo("0");
    String role = PostgresServer.shared().createLogin();
    Sql.execute(OWNER, "grant usage on schema vault to " + role);
    Sql.execute(OWNER, "grant select on vault.secrets to " + role);
    Sql.text(DATABASE.dataSource(role), "select count(*) from vault.secrets");
  }

  @Test
  void theServiceRoleReadsAndTheOtherRequestRolesDoNot() {
    DataSource service = DATABASE.dataSource(PostgresServer.shared().createLogin("service_role"));
    String read = "select decrypted_secret from vault.decrypted_secrets where id = '" + id + "'";
    assertThat(Sql.text(service, read)).isEqualTo("first text");
    DataSource user = DATABASE.dataSource(PostgresServer.shared().createLogin("authenticated"));
    SqlStates.assertRefused(user, read, "42501");
    SqlStates.assertRefused(user, "select vault.create_secret('x')", "42501");
  }

  @Test
  void aNameIsTakenOnceAndANullSecretIsRefusedAndAnEmptyOneIsNot() {
    String named = "select vault.create_secret(%s, 'taken-once')";
    Sql.execute(OWNER, named.formatted("''"));
    assertRefused(named.formatted("'x'"), "23505");
    assertRefused("select vault.create_secret(null)", "23502");
  }

  @Test
  void anUnknownIdIsPassedOverInSilence() {
    Sql.execute(OWNER, "select vault.update_secret('" + UUID.randomUUID() + "', 'x')");
  }

  @Test
  void aCiphertextIsBoundToItsRow() {
    String other = Sql.text(OWNER, "select vault.create_secret('other text')");
    String swap =
        "update vault.secrets s set (secret, nonce) = (select secret, nonce from vault.secrets"
            + " where id = '%s') where id = '%s'";
    Sql.execute(DATABASE.dataSource(), swap.formatted(other, id));
    assertRefused(
        "select decrypted_secret from vault.decrypted_secrets where id = '" + id + "'", "22000");
  }

  private String column(String expression) {
    return Sql.text(
        OWNER, "select " + expression + " from vault.decrypted_secrets where id = '" + id + "'");
  }

  private String count() {
    return Sql.text(OWNER, "select count(*) from vault.secrets where id = '" + id + "'");
  }

  private static void assertRefused(String sql, String state) {
    SqlStates.assertRefused(OWNER, sql, state);
  }

  /** The bytes of the table as they lie on disk, dead rows included. */
  private static String rawPages(PostgresDatabase database) {
    Sql.execute(database.dataSource(), "create extension if not exists pageinspect");
    return Sql.text(
        database.dataSource(),
        """
        select string_agg(encode(get_raw_page('vault.secrets', page::int), 'escape'), '')
        from generate_series(0, pg_relation_size('vault.secrets') / 8192 - 1) as page
        """);
  }
}
