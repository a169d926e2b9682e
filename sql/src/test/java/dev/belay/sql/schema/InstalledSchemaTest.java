package dev.belay.sql.schema;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledSchemaTest {

  private static final List<Migration> FILES = SchemaScript.ofBelay().migrations();

  private ServedDatabase served;

  /** Which way the question goes. */
  enum Way {
    JDBC,
    REST
  }

  @BeforeEach
  void serve() {
    served = ServedDatabase.create(DatabaseShape.SUPABASE);
  }

  @AfterEach
  void close() {
    served.close();
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheInstaller(Way way) {
    SchemaStatus status = InstalledSchema.over(rpc(way)).status();

    assertThat(status.upToDate()).isTrue();
    assertThat(status).isEqualTo(SchemaInstaller.of(served.database().owner()).status());
  }

  @ParameterizedTest
  @EnumSource
  void listsWhatIsPending(Way way) {
    setVersion(FILES.get(FILES.size() - 3).version());

    SchemaStatus status = InstalledSchema.over(rpc(way)).status();

    assertThat(status.installedVersion()).contains(FILES.get(FILES.size() - 3).version());
    assertThat(status.pending())
        .containsExactly(
            FILES.get(FILES.size() - 2).fileName(), FILES.get(FILES.size() - 1).fileName());
    assertThat(status.unknown()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void knowsANewerSchema(Way way) {
    setVersion("20990101000000");

    SchemaStatus status = InstalledSchema.over(rpc(way)).status();

    assertThat(status.unknown()).containsExactly("20990101000000");
    assertThat(status.pending()).isEmpty();
    assertThat(status.upToDate()).isFalse();
  }

  @Test
  void everythingIsPendingWhereNothingIsInstalled() {
    ProjectKeys keys = ProjectKeys.create();
    try (PostgresDatabase empty = DatabaseShape.SUPABASE.create();
        PostgrestServer postgrest = PostgrestServer.start(empty, keys)) {
      RpcClient rest =
          PostgrestRpcClients.at(postgrest.url(), Secret.of(keys.token("service_role")));
      RpcClient jdbc = JdbcRpcClients.over(empty.dataSource());

      assertThat(InstalledSchema.over(rest).status())
          .isEqualTo(InstalledSchema.over(jdbc).status())
          .isEqualTo(SchemaInstaller.of(empty.dataSource()).status())
          .satisfies(status -> assertThat(status.installed()).isEmpty())
          .satisfies(status -> assertThat(status.pending()).hasSameSizeAs(FILES));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsPendingWhereTheFunctionIsGone(Way way) {
    TestSql.execute(served.database().superuser(), "drop function public.belay_schema_version()");

    assertThat(InstalledSchema.over(rpc(way)).status().pending()).hasSameSizeAs(FILES);
  }

  @Test
  void isForTheServiceRoleAlone() {
    InstalledSchema asAnybody = InstalledSchema.over(served.rpc(served.keys().publishableKey()));

    assertThat(refusalOf(AccessDeniedException.class, asAnybody::status))
        .hasMessageContaining("belay_schema_version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'1'", "'2026112209150x'", "'20261122091500 '", "null"})
  void refusesWhatIsNoVersion(String answer) {
    replaceVersion(answer);

    assertThat(
            refusalOf(
                ConfigurationException.class, () -> InstalledSchema.over(served.rpc()).status()))
        .hasMessageContaining("is not a version");
  }

  private RpcClient rpc(Way way) {
    return way == Way.JDBC ? served.database().rpc() : served.rpc();
  }

  private void setVersion(String version) {
    replaceVersion("'" + version + "'");
  }

  private void replaceVersion(String literal) {
    TestSql.execute(
        served.database().superuser(),
        """
        create or replace function belay.schema_version() returns text language sql immutable
        set search_path = '' as $$ select %s::text $$"""
            .formatted(literal));
  }
}
