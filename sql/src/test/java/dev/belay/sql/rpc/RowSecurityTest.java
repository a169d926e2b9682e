package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users see their own rows, and change nothing but their settings. */
@OnBothShapes
class RowSecurityTest extends RpcBehaviour {

  private UUID anne;
  private UUID ben;

  @BeforeEach
  void populate() {
    anne = newUser();
    ben = newUser();
    for (UUID user : new UUID[] {anne, ben}) {
      rpc()
          .run(
              user("insert_user_gateway_key", user)
                  .with("p_api_key", newKey())
                  .with("p_base_url", "https://a.example"));
      rpc().run(user("set_user_allow_gateway_fallback", user).with("p_allow", true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_keys", "api_gateway_configs", "user_settings"})
  void aUserSeesOwnRowsOnly(String table) throws SQLException {
    String users = "select user_id from public." + table;
    try (Request request = Request.as(database(), "authenticated", anne)) {
      assertThat(request.column(users)).containsExactly(anne.toString());
    }
    try (Request request = Request.as(database(), "authenticated", ben)) {
      assertThat(request.column(users)).containsExactly(ben.toString());
    }
    try (Request request = Request.as(database(), "authenticated", newUser())) {
      assertThat(request.column(users)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_keys", "api_gateway_configs", "user_settings"})
  void aRequestWithoutAUserSeesNothing(String table) throws SQLException {
    String users = "select user_id from public." + table;
    try (Request request = Request.as(database(), "authenticated", null)) {
      assertThat(request.column(users)).isEmpty();
    }
    try (Request request = Request.with(database(), "authenticated", "")) {
      assertThat(request.column(users)).isEmpty();
    }
    try (Request request = Request.as(database(), "anon", anne)) {
      assertThat(request.attempt(users)).isEqualTo("42501");
    }
    try (Request request = Request.as(database(), "service_role", null)) {
      assertThat(request.column(users)).contains(anne.toString(), ben.toString());
    }
  }

  @Test
  void aUserCannotRewriteAKeyOrAGateway() throws SQLException {
    try (Request request = Request.as(database(), "authenticated", anne)) {
      for (String change :
          new String[] {
            "update public.api_gateway_configs set base_url = 'https://evil.example'",
            "insert into public.api_gateway_configs values (auth.uid(), 'https://evil.example')",
            "delete from public.api_gateway_configs",
            "update public.api_keys set vault_secret_id = gen_random_uuid()",
            "insert into public.api_keys (user_id, service, vault_secret_name)"
                + " values (auth.uid(), 'xai', 'x')",
            "delete from public.api_keys",
            "delete from public.user_settings",
            "truncate public.user_settings"
          }) {
        assertThat(request.attempt(change)).as(change).isEqualTo("42501");
      }
    }
  }

  @Test
  void aUserChangesOwnSettingsOnly() throws SQLException {
    String revoke = "update public.user_settings set allow_gateway_fallback = false returning 1";
    try (Request request = Request.as(database(), "authenticated", anne)) {
      assertThat(request.attempt(revoke)).isEqualTo("done 1");
      assertThat(request.attempt("update public.user_settings set user_id = ?", ben))
          .isEqualTo("42501");
      assertThat(
              request.attempt(
                  "insert into public.user_settings (user_id) values (?)", UUID.randomUUID()))
          .isEqualTo("42501");
      assertThat(
              request.columnAsSuperuser(
                  "select allow_gateway_fallback from public.user_settings"
                      + " where user_id in (?, ?) order by user_id = ?",
                  anne,
                  ben,
                  anne))
          .containsExactly("t", "f");
    }
  }

  @Test
  void aUserMayGiveConsentBeforeAnyRowExists() throws SQLException {
    UUID fresh = newUser();
    try (Request request = Request.as(database(), "authenticated", fresh)) {
      assertThat(
              request.attempt(
                  "insert into public.user_settings (user_id, allow_gateway_fallback)"
                      + " values (?, true) returning 1",
                  fresh))
          .isEqualTo("done 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated"})
  void nobodyLooksIntoTheVaultOrThePrivateSchema(String role) throws SQLException {
    try (Request request = Request.as(database(), role, anne)) {
      for (String look :
          new String[] {
            "select * from vault.secrets",
            "select * from vault.decrypted_secrets",
            "select vault.create_secret('x')",
            "select * from belay.api_key_audit",
            "select * from belay.schema_history",
            "select belay.secret_name(null, null)",
            "select * from auth.users"
          }) {
        assertThat(request.attempt(look)).as(look).isEqualTo("42501");
      }
    }
  }
}
