package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else put in the way does not run with the rights of the owner or the installer. */
class HostileObjectsTest {

  private static final String MALLORY = PostgresServer.uniqueName("mallory");
  private static final UUID ANNE = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  private static final String EVIL =
      "create function public.evil() returns trigger language plpgsql"
          + " as 'begin return new; end'";
  private static final String EVIL_TRIGGER =
      "create table public.user_settings (user_id uuid primary key);"
          + "create trigger evil before insert on public.user_settings"
          + " for each row execute function public.evil()";

  @Test
  void aTemporaryTypeOfTheCallerDoesNotStandInForABuiltInOne() throws SQLException {
    try (InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.PLAIN);
        Connection service = installed.service().getConnection()) {
      UUID user = installed.newUser();
      TestSql.execute(
          service,
          """
          create function pg_temp.evil(p pg_catalog.text) returns pg_catalog.bool language plpgsql
            as $$ begin raise exception 'captured as %', current_user; end $$;
          create domain pg_temp.text as pg_catalog.text check (pg_temp.evil(value));
          create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.evil('x'));
          """);
      assertThat(
              TestSql.column(
                  service,
                  "select public.insert_user_api_key(?, 'openai', 'belay.v1.k1.AAAA')",
                  user))
          .hasSize(1);
      assertThat(TestSql.column(service, "select public.get_user_api_key(?, 'openai')", user))
          .containsExactly("belay.v1.k1.AAAA");
    }
  }

  @Test
  void aBetterMatchInPublicIsNotCalledByTheInstallation() {
    try (PostgresDatabase database = DatabaseShape.PLAIN.create()) {
      TestSql.execute(
          database.dataSource(),
          "create function public.format(text, name) returns text language plpgsql"
              + " as $$ begin raise exception 'captured'; end $$");
      assertThat(SchemaInstaller.of(database.dataSource()).install().applied()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create schema belay",
        "create schema vault; comment on schema vault is 'Belay portable vault: really'",
        "create table public.user_settings (user_id uuid primary key)",
        "create function public.purge_api_keys() returns void language sql as 'select';"
            + " comment on function public.purge_api_keys() is 'Belay RPC, really'",
        "create function public.insert_user_api_key(uuid, text, varchar) returns uuid"
            + " language sql as 'select null::uuid'"
      })
  void evenASuperuserDoesNotInstallOverWhatSomebodyElseOwns(String squatting) {
    try (PostgresDatabase database = withMallory()) {
      TestSql.execute(database.dataSource(MALLORY), squatting);
      assertThat(refusal(database.dataSource()))
          .hasMessageFindingMatch("ownership of|belongs to role")
          .hasMessageContaining(MALLORY);
    }
  }

  @Test
  void anEarlierOwnerIsNamedToASuperuser() throws IOException {
    String schema = Files.readString(SchemaFileTest.SCHEMA);
    try (PostgresDatabase database = DatabaseShape.PLAIN.create()) {
      SchemaInstaller.of(database.dataSource(DatabaseShape.PLAIN.owner())).install();
      assertThat(
              Refusals.refusalOf(
                  IllegalStateException.class,
                  () -> TestSql.execute(database.dataSource(), schema)))
          .hasStackTraceContaining("install as its owner, role " + DatabaseShape.PLAIN.owner());
    }
  }

  @Test
  void aTableWithATriggerOfSomebodyElseIsNotAdopted() {
    try (PostgresDatabase database = withMallory()) {
      TestSql.execute(database.dataSource(MALLORY), EVIL);
      TestSql.execute(database.dataSource(), EVIL_TRIGGER);
      assertThat(refusal(database.dataSource()))
          .hasMessageContaining("public.user_settings depends on function public.evil()");
    }
  }

  @Test
  void aTableWithARuleIsNotAdopted() {
    try (PostgresDatabase database = DatabaseShape.PLAIN.create()) {
      TestSql.execute(
          database.dataSource(),
          "create table public.user_settings (user_id uuid primary key);"
              + "create rule evil as on insert to public.user_settings do also nothing");
      assertThat(refusal(database.dataSource())).hasMessageContaining("rule evil");
    }
  }

  @Test
  void theBootstrapHandsOverNoCode() {
    try (PostgresDatabase database = withMallory()) {
      DataSource mallory = database.dataSource(MALLORY);
      TestSql.execute(
          mallory,
          "create function public.get_user_api_key(uuid, text) returns text"
              + " language sql security definer as 'select null::text'");
      DatabaseShape.PLAIN.applyTo(database);
      assertThat(
              TestSql.number(
                  database.dataSource(),
                  "select count(*) from pg_proc where proname = 'get_user_api_key'"))
          .isZero();

      TestSql.execute(mallory, EVIL + ";" + EVIL_TRIGGER);
      assertThat(
              Refusals.refusalOf(
                  IllegalStateException.class, () -> DatabaseShape.PLAIN.applyTo(database)))
          .hasStackTraceContaining("public.user_settings depends on function public.evil()");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAdoptedRowThatNamesSomebodyElsesSecretDoesNotGetIt(boolean byId) {
    DatabaseShape shape = DatabaseShape.SUPABASE;
    try (PostgresDatabase database = shape.create()) {
      DataSource superuser = database.dataSource();
      DataSource owner = database.dataSource(shape.owner());
      TestSql.execute(owner, TestSql.resource("/belay-sql-test/original-project.sql"));
      TestSql.execute(
          superuser,
          "insert into auth.users (id) values ('"
              + ANNE
              + "');"
              + "select vault.create_secret('sk-host', 'host_billing');"
              + "insert into public.api_keys (user_id, service, vault_secret_name)"
              + " values ('"
              + ANNE
              + "', 'openai', 'host_billing')");
      if (byId) {
        TestSql.execute(
            superuser,
            "alter table public.api_keys add vault_secret_id uuid;"
                + "update public.api_keys set vault_secret_id = (select id from vault.secrets)");
      }
      SchemaInstaller.of(owner).install();
      assertThat(TestSql.column(superuser, "select vault_secret_id from public.api_keys"))
          .containsOnlyNulls();
      TestSql.execute(superuser, "delete from auth.users");
      assertThat(TestSql.number(superuser, "select count(*) from vault.secrets")).isEqualTo(1);
    }
  }

  @Test
  void aUserWritesNoSettingOfTheHost() {
    DatabaseShape shape = DatabaseShape.SUPABASE;
    try (PostgresDatabase database = shape.create()) {
      DataSource owner = database.dataSource(shape.owner());
      TestSql.execute(owner, TestSql.resource("/belay-sql-test/original-project.sql"));
      SchemaInstaller.of(owner).install();
      assertThat(
              TestSql.column(
                  owner,
                  "select attname || ' ' || act from pg_attribute, unnest(array['insert',"
                      + " 'update']) act where attrelid = 'public.user_settings'::regclass"
                      + " and attnum > 0 and has_column_privilege('authenticated', attrelid,"
                      + " attnum, act) order by 1"))
          .containsExactly(
              "allow_gateway_fallback insert", "allow_gateway_fallback update", "user_id insert");
    }
  }

  private static ConfigurationException refusal(DataSource installer) {
    return Refusals.refusalOf(
        ConfigurationException.class, () -> SchemaInstaller.of(installer).install());
  }

  private static PostgresDatabase withMallory() {
    PostgresDatabase database = PostgresServer.shared().createDatabase();
    TestSql.execute(
        database.dataSource(),
        """
        do $$
        begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%2$s';
          end if;
        end
        $$;
        grant create on schema public to %1$s;
        grant create on database %3$s to %1$s;
        """
            .formatted(MALLORY, PostgresServer.ROLE_PASSWORD, database.name()));
    return database;
  }
}
