package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.OriginalProject;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An older project's tables of the same names are taken over where they stand. */
class AdoptionTest {

  private static final UUID ANNE = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  private static final UUID BEN = UUID.fromString("00000000-0000-4000-8000-00000000000b");

  private DatabaseShape shape;
  private PostgresDatabase database;

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void keepsEveryKeyReadable() {
    install(DatabaseShape.SUPABASE);
    assertThat(rpc().scalar(key("get_user_api_key", ANNE, "openai"), String.class))
        .contains("sk-anne");
    assertThat(
            TestSql.text(
                superuser(),
                "select created_at::date || ' ' || last_used::date || ' ' || updated_at::date"
                    + " from public.api_keys where user_id = ? and service = 'openai'",
                ANNE))
        .isEqualTo("2025-11-01 2025-11-02 2025-11-01");
  }

  @Test
  void replacesAnAdoptedKeyInPlace() {
    install(DatabaseShape.SUPABASE);
    rpc().run(key("insert_user_api_key", ANNE, "openai").with("p_api_key", "sk-anne-2"));
    assertThat(rpc().scalar(key("get_user_api_key", ANNE, "openai"), String.class))
        .contains("sk-anne-2");
    assertThat(TestSql.number(superuser(), "select count(*) from vault.secrets")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheRestAsItWas(DatabaseShape shape) {
    install(shape);
    assertThat(
            TestSql.text(
                superuser(), "select theme from public.user_settings where user_id=?", BEN))
        .isEqualTo("dark");
    assertThat(rpc().scalar(user("get_user_gateway_base_url", BEN), String.class))
        .contains("https://gateway.example/v1");
    assertThat(rpc().scalar(user("get_user_allow_gateway_fallback", ANNE), Boolean.class))
        .contains(true);
    assertThat(rpc().scalar(user("get_user_allow_gateway_fallback", BEN), Boolean.class))
        .as("consent that was null is not assumed")
        .contains(false);
  }

  @ParameterizedTest
  @EnumSource
  void keepsARowThatBreaksARuleAndRefusesNewOnes(DatabaseShape shape) {
    install(shape);
    assertThat(
            TestSql.text(
                superuser(),
                "select service from public.api_keys where user_id = ? and service = 'retired'",
                BEN))
        .isEqualTo("retired");
    Refusals.refusalOf(
        BelayException.class,
        () -> rpc().run(key("insert_user_api_key", BEN, "retired-2").with("p_api_key", "x")));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyWhoseSecretIsGoneIsAnErrorAndNotNoKey(DatabaseShape shape) {
    install(shape);
    assertThat(
            Refusals.refusalOf(
                BelayException.class, () -> rpc().run(key("get_user_api_key", BEN, "xai"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("xai");
  }

  @ParameterizedTest
  @EnumSource
  void dropsTheOldFunctionsAndTheOpenPolicies(DatabaseShape shape) {
    install(shape);
    assertThat(
            TestSql.column(
                superuser(),
                "select proname from pg_proc where pronamespace = 'public'::regnamespace"
                    + " and coalesce(obj_description(oid, 'pg_proc'), '') not like 'Belay RPC%'"))
        .isEmpty();
    assertThat(
            TestSql.column(
                superuser(),
                "select polname from pg_policy where polrelid in ('public.api_keys'::regclass,"
                    + " 'public.api_gateway_configs'::regclass) order by 1"))
        .containsExactly("api_gateway_configs_select_own", "api_keys_select_own");
  }

  @ParameterizedTest
  @EnumSource
  void deletingAUserTakesTheirRowsAlong(DatabaseShape shape) {
    install(shape);
    TestSql.execute(superuser(), "delete from auth.users");
    for (String table : new String[] {"api_keys", "api_gateway_configs", "user_settings"}) {
      assertThat(TestSql.number(superuser(), "select count(*) from public." + table)).isZero();
    }
    assertThat(TestSql.number(superuser(), "select count(*) from vault.secrets")).isZero();
  }

  @Test
  void refusesATableThatIsAnotherThing() {
    create(DatabaseShape.SUPABASE);
    TestSql.execute(owner(), "create table public.api_keys (id int, token text)");
    assertRefused("public.api_keys needs");
    assertThat(
            TestSql.column(
                owner(),
                "select column_name from information_schema.columns where"
                    + " table_schema = 'public' and table_name = 'api_keys' order by 1"))
        .containsExactly("id", "token");
  }

  @Test
  void refusesAStubVaultThatKeepsPlainText() {
    create(DatabaseShape.PLAIN);
    TestSql.execute(
        owner(),
        "create schema vault; create table vault.secrets (id uuid, name text, secret text)");
    assertRefused("neither the extension supabase_vault nor the portable vault");
  }

  private void assertRefused(String words) {
    ConfigurationException e =
        Refusals.refusalOf(
            ConfigurationException.class, () -> SchemaInstaller.of(owner()).install());
    assertThat(e).hasMessageContaining(words);
    assertThat(TestSql.text(superuser(), "select to_regnamespace('belay')")).isNull();
  }

  private void create(DatabaseShape wanted) {
    shape = wanted;
    database = wanted.create();
  }

  /** Adopted once for each shape; every test has a copy. */
  private void install(DatabaseShape wanted) {
    shape = wanted;
    database =
        PostgresServer.shared().createDatabase("adopted " + wanted, empty -> adopt(wanted, empty));
  }

  private static void adopt(DatabaseShape shape, PostgresDatabase empty) {
    OriginalProject.createIn(empty, shape);
    TestSql.execute(empty.dataSource(), TestSql.resource("/belay-sql-test/original-data.sql"));
    if (shape == DatabaseShape.SUPABASE) {
      TestSql.execute(
          empty.dataSource(),
          "select vault.create_secret('sk-anne', 'openai_api_key_" + ANNE + "')");
    }
    InstallReport report = SchemaInstaller.of(empty.dataSource(shape.owner())).install();
    assertThat(report.warnings())
        .as("what an operator should know of the rows that were kept")
        .anyMatch(warning -> warning.contains("were kept without a secret"))
        .anyMatch(warning -> warning.contains("api_keys_registered_service_fkey were kept"))
        .anyMatch(warning -> warning.contains("api_gateway_configs_base_url_check were kept"));
  }

  private RpcClient rpc() {
    return JdbcRpcClients.over(owner());
  }

  private DataSource owner() {
    return database.dataSource(shape.owner());
  }

  private DataSource superuser() {
    return database.dataSource();
  }

  private static RpcCall user(String function, UUID user) {
    return RpcCall.of(function).with("p_user_id", user);
  }

  private static RpcCall key(String function, UUID user, String service) {
    return user(function, user).with("p_service", service);
  }
}
