package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** All that the resolver needs of a user comes in one answer, and the call only reads. */
@OnBothShapes
class ResolveRpcTest extends RpcBehaviour {

  private record Line(String service, String apiKey, String baseUrl, boolean consents) {}

  @Test
  void aUserWithoutAnythingHasOneEmptyLine() {
    Line empty = new Line(null, null, null, false);
    assertThat(resolve(newUser())).containsExactly(empty);
    assertThat(resolve(UUID.randomUUID())).containsExactly(empty);
  }

  @Test
  void givesAllKeysTheUrlAndTheConsent() {
    UUID user = newUser();
    String openai = newKey();
    String gateway = newKey();
    insert(newUser(), "openai", newKey());
    insert(user, "openai", openai);
    rpc()
        .run(
            user("insert_user_gateway_key", user)
                .with("p_api_key", gateway)
                .with("p_base_url", "https://g.example/v1"));
    rpc().run(user("set_user_allow_gateway_fallback", user).with("p_allow", true));
    assertThat(resolve(user))
        .containsExactlyInAnyOrder(
            new Line(null, null, "https://g.example/v1", true),
            new Line("openai", openai, null, false),
            new Line("gateway", gateway, null, false));
  }

  @Test
  void tellsTheConsentOfAUserWithoutKeys() {
    UUID user = newUser();
    rpc().run(user("set_user_allow_gateway_fallback", user).with("p_allow", true));
    assertThat(resolve(user)).containsExactly(new Line(null, null, null, true));
  }

  @Test
  void aKeyWhoseSecretIsGoneStillHasItsLine() {
    UUID user = newUser();
    UUID secret = insert(user, "xai", newKey());
    TestSql.execute(superuser(), "delete from vault.secrets where id = '" + secret + "'");
    assertThat(resolve(user)).contains(new Line("xai", null, null, false));
  }

  @Test
  void aSecretThatCannotBeReadIsAnErrorOfTheSetUp() {
    UUID user = newUser();
    UUID secret = insert(user, "xai", newKey());
    assumeFalse(isPlain(), "the portable vault has no key of its own that could be another one");
    TestSql.execute(
        superuser(),
        "update vault.secrets set nonce = decode(repeat('00', 16), 'hex') where id = '"
            + secret
            + "'");
    assertThat(refusal(ConfigurationException.class, user("resolve_user_credentials", user)))
        .hasMessageContaining("22000");
    assertRefused(
        ConfigurationException.class, "cannot be decrypted", key("get_user_api_key", user, "xai"));
    String key = newKey();
    insert(user, "xai", key);
    assertThat(read(user, "xai")).isEqualTo(key);
  }

  @Test
  void runsOnAReplica() {
    UUID user = newUser();
    String key = newKey();
    insert(user, "openai", key);
    PGSimpleDataSource replica = (PGSimpleDataSource) database().service();
    replica.setOptions("-c default_transaction_read_only=on");
    assertThat(
            JdbcRpcClients.over(replica)
                .rows(user("resolve_user_credentials", user), row -> row.text("api_key")))
        .contains(Optional.of(key));
    assertThat(actions(user)).containsExactly("stored");
  }

  private static List<Line> resolve(UUID user) {
    return rpc()
        .rows(
            user("resolve_user_credentials", user),
            row ->
                new Line(
                    row.text("service").orElse(null),
                    row.text("api_key").orElse(null),
                    row.text("base_url").orElse(null),
                    row.bool("allow_gateway_fallback").orElseThrow()));
  }
}
