package dev.belay.sql.rest;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgREST runs already when the schema is installed, as it does on a hosted project. */
@Timeout(60)
class PostgrestMigrationTest {

  private static final RpcCall CONSENT =
      RpcCall.of("get_user_allow_gateway_fallback")
          .with("p_user_id", UUID.fromString("00000000-0000-4000-8000-000000000001"));

  @ParameterizedTest
  @EnumSource
  void aFreshSchemaCanBeCalledAtOnce(DatabaseShape shape) {
    ProjectKeys keys = ProjectKeys.create();
    try (PostgresDatabase database = shape.create();
        PostgrestServer postgrest = PostgrestServer.start(database, keys)) {
      RpcClient rpc =
          PostgrestRpcClients.at(postgrest.url(), Secret.of(keys.token("service_role")));
      assertThat(refusalOf(ConfigurationException.class, () -> rpc.run(CONSENT)).fault().code())
          .contains("PGRST202");

      SchemaInstaller.of(database.dataSource(shape.owner())).install();

      assertThat(rpc.scalar(CONSENT, Boolean.class).orElse(false)).isFalse();
    }
  }

  @Test
  void aFunctionThatWasDroppedIsAConfigurationFault() {
    ProjectKeys keys = ProjectKeys.create();
    try (PostgresDatabase database = DatabaseShape.PLAIN.create()) {
      TestSql.execute(
          database.dataSource(),
          "create function public.contract_gone() returns text language sql as 'select null'");
      try (PostgrestServer postgrest = PostgrestServer.start(database, keys)) {
        TestSql.execute(database.dataSource(), "drop function public.contract_gone()");
        RpcClient rpc =
            PostgrestRpcClients.at(postgrest.url(), Secret.of(keys.token("service_role")));
        ConfigurationException e =
            refusalOf(ConfigurationException.class, () -> rpc.run(RpcCall.of("contract_gone")));
        assertThat(e.fault().sqlState()).contains("42883");
      }
    }
  }
}
