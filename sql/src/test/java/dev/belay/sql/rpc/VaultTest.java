package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What both vaults have in common. */
@OnBothShapes
class VaultTest extends RpcBehaviour {

  @Test
  void theColumnSecretIsNotTheKey() {
    UUID user = newUser();
    String key = newKey();
    UUID secret = insert(user, "openai", key);
    for (String relation : List.of("vault.secrets", "vault.decrypted_secrets")) {
      assertThat(text("select secret from " + relation + " where id = ?", secret))
          .isNotEqualTo(key)
          .doesNotContain(key);
    }
    assertThat(text("select decrypted_secret from vault.decrypted_secrets where id = ?", secret))
        .isEqualTo(key);
  }

  @Test
  void bothVaultsHaveTheSameColumns() {
    for (String relation : List.of("secrets", "decrypted_secrets")) {
      List<String> columns =
          TestSql.column(
              superuser(),
              "select column_name || ' ' || data_type from information_schema.columns"
                  + " where table_schema = 'vault' and table_name = ? order by ordinal_position",
              relation);
      assertThat(columns)
          .containsSubsequence("id uuid", "name text", "description text", "secret text")
          .containsSubsequence("key_id uuid", "nonce bytea")
          .containsSubsequence(
              "created_at timestamp with time zone", "updated_at timestamp with time zone");
    }
  }

  @Test
  void bothVaultsTakeAnEnvelope() {
    UUID user = newUser();
    String envelope = newEnvelope("ring-1");
    insert(user, "openai", envelope);
    assertThat(read(user, "openai")).isEqualTo(envelope);
  }
}
