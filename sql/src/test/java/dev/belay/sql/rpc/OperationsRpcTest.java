package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator calls: health, version, purge. */
@OnBothShapes
class OperationsRpcTest extends RpcBehaviour {

  private static final String ACME = "acme_api_key_00000000-0000-4000-8000-000000000001";
  private static final RpcCall PURGE = RpcCall.of("purge_api_keys");

  @BeforeEach
  void empty() {
    TestSql.execute(superuser(), "delete from auth.users; delete from vault.secrets");
  }

  @Test
  void aSoundVaultIsHealthyAndKeepsNoProbe() {
    RpcCall health = RpcCall.of("check_byok_vault_health");
    assertThat(rpc().scalar(health, Boolean.class)).contains(true);
    assertThat(count("vault.secrets")).isZero();
  }

  @Test
  void tellsTheVersionOfTheSchema() {
    assertThat(rpc().scalar(RpcCall.of("belay_schema_version"), String.class).orElseThrow())
        .matches("\\d{14}")
        .isEqualTo(text("select max(version) from belay.schema_history where stream = 'belay'"));
  }

  @Test
  void aDryRunOfThePurgeCountsAndKeepsEverything() {
    UUID user = populate();
    assertThat(purge(PURGE)).containsExactly("3 2 1 1");
    assertThat(purge(PURGE.with("p_dry_run", null))).containsExactly("3 2 1 1");
    assertThat(purge(PURGE.with("p_dry_run", true))).containsExactly("3 2 1 1");
    assertThat(count("public.api_keys")).isEqualTo(3);
    assertThat(count("vault.secrets")).isEqualTo(5);
    assertThat(consents(user)).isTrue();
  }

  @Test
  void thePurgeTakesEveryKeyAndWithdrawsConsent() {
    UUID user = populate();
    assertThat(purge(PURGE.with("p_dry_run", false))).containsExactly("3 2 1 1");
    assertThat(count("public.api_keys")).isZero();
    assertThat(count("public.api_gateway_configs")).isZero();
    assertThat(consents(user)).isFalse();
    assertThat(TestSql.column(superuser(), "select name from vault.secrets"))
        .as("secrets that are nobody's key")
        .containsExactlyInAnyOrder(ACME, "myXapiXkeyXthing");
    assertThat(actions(user))
        .containsExactly("stored", "stored", "stored", "deleted", "deleted", "deleted");
    assertThat(purge(PURGE.with("p_dry_run", false))).containsExactly("0 0 0 0");
  }

  /**
   * Three keys, one of them without its secret; one orphan; two secrets of the host that look
   * alike.
   */
  private UUID populate() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    insert(user, "gateway", newKey());
    UUID gone = insert(user, "xai", newKey());
    rpc().run(user("upsert_user_gateway_config", user).with("p_base_url", "https://a.example"));
    rpc().run(user("set_user_allow_gateway_fallback", user).with("p_allow", true));
    TestSql.execute(superuser(), "delete from vault.secrets where id = '" + gone + "'");
    for (String name :
        List.of("openrouter_api_key_" + UUID.randomUUID(), ACME, "myXapiXkeyXthing")) {
      assertThat(text("select vault.create_secret(?, ?)", newEnvelope("k1"), name)).isNotNull();
    }
    return user;
  }

  private static List<String> purge(RpcCall call) {
    return rpc()
        .rows(
            call,
            row ->
                row.integer("api_keys").orElseThrow()
                    + " "
                    + row.integer("secrets").orElseThrow()
                    + " "
                    + row.integer("orphaned_secrets").orElseThrow()
                    + " "
                    + row.integer("gateway_configs").orElseThrow());
  }

  private static boolean consents(UUID user) {
    return rpc().scalar(user("get_user_allow_gateway_fallback", user), Boolean.class).orElseThrow();
  }
}
