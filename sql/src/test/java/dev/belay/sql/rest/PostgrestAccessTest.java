package dev.belay.sql.rest;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which credentials are refused, and what their owner is told. */
class PostgrestAccessTest {

  private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final RpcCall CALL =
      RpcCall.of("get_user_allow_gateway_fallback").with("p_user_id", USER);

  private static ServedDatabase served;
  private static ProjectKeys keys;

  @BeforeAll
  static void serve() {
    served = ServedDatabase.create(DatabaseShape.SUPABASE);
    keys = served.keys();
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void theServersKeysAreServed() {
    for (RpcClient client :
        new RpcClient[] {
          served.rpc(keys.secretKey()),
          served.rpc(keys.legacyServiceRoleKey()),
          served.bareRpc(keys.token("service_role"))
        }) {
      assertThat(client.scalar(CALL, Boolean.class).orElse(false)).isFalse();
    }
  }

  @Test
  void aPublicKeyLacksTheRight() {
    for (String key : new String[] {keys.publishableKey(), keys.legacyAnonKey()}) {
      AccessDeniedException e = refusal(served.rpc(key));
      assertThat(e.fault().sqlState()).contains("42501");
      assertThat(e.fault().httpStatus()).hasValue(401);
      assertThat(e).hasMessageContaining("must be one of service_role");
    }
  }

  @Test
  void aSignedInUserLacksTheRight() {
    AccessDeniedException e =
        refusal(
            PostgrestRpcClients.supabaseBuilder(
                    served.project().url(), Secret.of(keys.publishableKey()))
                .asUser(Secret.of(keys.userToken(USER)))
                .build());
    assertThat(e.fault().sqlState()).contains("42501");
    assertThat(e.fault().httpStatus()).hasValue(403);
  }

  @Test
  void aTokenThatHasExpiredIsCalledSo() {
    assertThat(refusal(served.bareRpc(keys.expiredToken("service_role"))))
        .hasMessageContaining("has expired");
  }

  @Test
  void aTokenThatIsNotTheProjectsIsNotValid() {
    for (String token :
        new String[] {
          keys.forgedToken("service_role"),
          keys.unsignedToken("service_role"),
          "not-a-token",
          TestKeys.withPrefix("a.b.", 20)
        }) {
      assertThat(refusal(served.bareRpc(token))).hasMessageContaining("not valid");
    }
  }

  @Test
  void theAuditNamesTheLoginOfPostgrestAndTellsNoServiceApart() {
    UUID user = served.database().newUser();
    RpcCall store =
        RpcCall.of("insert_user_api_key")
            .with("p_user_id", user)
            .with("p_service", "openai")
            .with("p_api_key", Secret.of(TestKeys.openai()));
    served.rpc(keys.secretKey()).run(store);
    served.bareRpc(keys.token("service_role")).run(store);
    DataSource superuser = served.database().superuser();
    String acts = "select %s from belay.api_key_audit where user_id = ?";
    assertThat(TestSql.column(superuser, acts.formatted("db_role || ' ' || session_role"), user))
        .hasSize(2)
        .containsOnly("service_role authenticator");
    assertThat(TestSql.number(superuser, acts.formatted("count(distinct application_name)"), user))
        .isEqualTo(1);
  }

  @Test
  void aTokenForAnUnknownRoleOpensNothing() {
    String token = keys.tokenWith(Map.of("role", "belay_nobody"));
    refusalOf(dev.belay.support.BelayException.class, () -> served.bareRpc(token).run(CALL));
  }

  @Test
  void theGatewayRefusesAKeyThatItDoesNotKnow() {
    for (String key :
        new String[] {TestKeys.withPrefix("sb_secret_", 31), keys.forgedToken("service_role")}) {
      AccessDeniedException e = refusal(served.rpc(key));
      assertThat(e.fault().httpStatus()).hasValue(401);
      assertThat(e).hasMessageContaining("API key");
    }
  }

  /** Nothing turns it into a token there, so it is anonymous. */
  @Test
  void aKeyOfTheNewKindOpensNothingWithoutAGateway() {
    assertThat(refusal(served.bareRpc(keys.secretKey())).fault().sqlState()).contains("42501");
  }

  @Test
  void aSchemaThatIsNotExposedIsAConfigurationFault() {
    RpcClient client =
        PostgrestRpcClients.supabaseBuilder(served.project().url(), Secret.of(keys.secretKey()))
            .schema("belay")
            .build();
    ConfigurationException e = refusalOf(ConfigurationException.class, () -> client.run(CALL));
    assertThat(e.fault().code()).contains("PGRST106");
  }

  @Test
  void anAddressWithoutPostgrestIsAConfigurationFault() {
    RpcClient client =
        PostgrestRpcClients.at(
            served.project().url().resolve("/elsewhere"), Secret.of(keys.legacyServiceRoleKey()));
    ConfigurationException e = refusalOf(ConfigurationException.class, () -> client.run(CALL));
    assertThat(e.fault().httpStatus()).hasValue(404);
  }

  private static AccessDeniedException refusal(RpcClient client) {
    AccessDeniedException e = refusalOf(AccessDeniedException.class, () -> client.run(CALL));
    assertThat(e).hasNoCause();
    return e;
  }
}
