package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vault that stands in where Supabase's is not installed takes envelopes and nothing else. */
@ParameterizedClass
@EnumSource(value = DatabaseShape.class, names = "PLAIN")
class PortableVaultTest extends RpcBehaviour {

  private static final String ENVELOPES_ONLY = "stores client-side envelopes only";

  @Test
  void refusesPlainTextWhereverItComesIn() {
    UUID user = newUser();
    String envelope = newEnvelope("k1");
    insert(user, "xai", envelope);
    for (RpcCall call :
        List.of(
            key("insert_user_api_key", user, "openai").with("p_api_key", TestKeys.openai()),
            key("insert_user_api_key", user, "xai").with("p_api_key", TestKeys.xai()),
            user("insert_user_gateway_key", user).with("p_api_key", TestKeys.gateway()),
            key("replace_api_key_envelope", user, "xai")
                .with("p_expected", envelope)
                .with("p_replacement", TestKeys.xai()))) {
      assertRefused(ConfigurationException.class, ENVELOPES_ONLY, call);
    }
    assertThat(read(user, "xai")).isEqualTo(envelope);
    assertThat(count("public.api_keys where user_id = ?", user)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-plain",
        "belay.v2.k1.AAAA",
        "belay.v1.K1.AAAA",
        "belay.v1..AAAA",
        "belay.v1.k1.",
        "belay.v1.k1.AA AA",
        "belay.v1.k1.AAAA\n",
        "\nbelay.v1.k1.AAAA",
        "x belay.v1.k1.AAAA",
        "belay.v1.k1.AAAA.sk-plain"
      })
  void refusesWhatOnlyResemblesAnEnvelope(String text) {
    for (String statement :
        List.of(
            "select vault.create_secret(?)",
            "insert into vault.secrets (secret) values"
                + " (encode(convert_to(?, 'utf8'), 'base64')) returning 1")) {
      assertThat(
              Refusals.refusalOf(
                  IllegalStateException.class,
                  () -> TestSql.column(database().owner(), statement, text)))
          .as(statement)
          .isNotNull();
    }
  }

  @Test
  void itsOwnerCannotSlipPlainTextIn() {
    UUID secret = insert(newUser(), "openai", newKey());
    for (String statement :
        List.of(
            "update vault.secrets set secret = 'sk-plain' where id = ? returning 1",
            "select vault.update_secret(?, 'sk-plain')")) {
      Refusals.refusalOf(
          IllegalStateException.class, () -> TestSql.column(database().owner(), statement, secret));
    }
  }
}
