package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A user's key is stored, read, replaced, touched, listed and deleted. */
@OnBothShapes
class ApiKeyRpcTest extends RpcBehaviour {

  private static final String ROW = "public.api_keys where user_id = ? and service = ?";

  @Test
  void storesAKeyAndReadsItBack() {
    UUID user = newUser();
    String key = newKey();
    UUID secret = insert(user, "openai", key);
    assertThat(read(user, "openai")).isEqualTo(key);
    assertThat(text("select vault_secret_id from " + ROW, user, "openai"))
        .isEqualTo(secret.toString());
    assertThat(text("select name from vault.secrets where id = ?", secret))
        .isEqualTo("openai_api_key_" + user);
  }

  @Test
  void knowsEveryServiceOfTheRunbook() {
    UUID user = newUser();
    for (String service : List.of("openai", "anthropic", "xai", "openrouter", "gateway")) {
      String key = newKey();
      insert(user, service, key);
      assertThat(read(user, service)).isEqualTo(key);
    }
  }

  @Test
  void takesAServiceInAnyCaseAndWithSpaceAround() {
    UUID user = newUser();
    String key = newKey();
    insert(user, " OpenAI\t", key);
    assertThat(read(user, "OPENAI\n")).isEqualTo(key);
    assertThat(count(ROW, user, "openai")).isEqualTo(1);
  }

  @Test
  void aKeyThatIsAbsentReadsAsNull() {
    UUID user = newUser();
    assertThat(read(user, "openai")).isNull();
    assertThat(read(UUID.randomUUID(), "openai")).isNull();
    assertThat(actions(user)).isEmpty();
  }

  @Test
  void replacingKeepsTheRowTheSecretAndItsBirth() {
    UUID user = newUser();
    UUID secret = insert(user, "xai", newKey());
    String born = text("select id || ' ' || created_at from " + ROW, user, "xai");
    rpc().run(key("touch_user_api_key", user, "xai"));

    String key = newKey();
    assertThat(insert(user, "xai", key)).isEqualTo(secret);

    assertThat(read(user, "xai")).isEqualTo(key);
    assertThat(text("select id || ' ' || created_at from " + ROW, user, "xai")).isEqualTo(born);
    assertThat(text("select updated_at > created_at from " + ROW, user, "xai")).isEqualTo("t");
    assertThat(text("select last_used from " + ROW, user, "xai")).isNull();
    assertThat(count("vault.secrets where name like ?", "%" + user)).isEqualTo(1);
  }

  @Test
  void oneUsersKeyIsNotAnothers() {
    UUID anne = newUser();
    UUID ben = newUser();
    insert(anne, "openai", newKey());
    assertThat(read(ben, "openai")).isNull();
    rpc().run(key("delete_user_api_key", ben, "openai"));
    assertThat(read(anne, "openai")).isNotNull();
  }

  @Test
  void deletesAKeyWithItsSecretAndAgainWithoutHarm() {
    UUID user = newUser();
    UUID secret = insert(user, "openai", newKey());
    insert(user, "xai", newKey());
    rpc().run(key("delete_user_api_key", user, "openai"));
    rpc().run(key("delete_user_api_key", user, "openai"));
    assertThat(read(user, "openai")).isNull();
    assertThat(count("vault.secrets where id = ?", secret)).isZero();
    assertThat(read(user, "xai")).isNotNull();
  }

  @Test
  void deletesAllKeysAndTheGatewayOfAUser() {
    UUID user = newUser();
    UUID other = newUser();
    insert(user, "openai", newKey());
    insert(user, "gateway", newKey());
    rpc().run(user("upsert_user_gateway_config", user).with("p_base_url", "https://g.example/v1"));
    insert(other, "openai", newKey());
    assertThat(rpc().scalar(user("delete_all_user_api_keys", user), Integer.class)).contains(2);
    assertThat(rpc().scalar(user("delete_all_user_api_keys", user), Integer.class)).contains(0);
    assertThat(count("vault.secrets where name like ?", "%" + user)).isZero();
    assertThat(count("public.api_gateway_configs where user_id = ?", user)).isZero();
    assertThat(read(other, "openai")).isNotNull();
  }

  @Test
  void touchNotesTheUseOfAKeyThatExists() {
    UUID user = newUser();
    rpc().run(key("touch_user_api_key", user, "openai"));
    assertThat(count(ROW, user, "openai")).isZero();
    insert(user, "openai", newKey());
    rpc().run(key("touch_user_api_key", user, "openai"));
    assertThat(text("select last_used >= updated_at from " + ROW, user, "openai")).isEqualTo("t");
  }

  @Test
  void listsWhatIsKnownOfKeysWithoutTheKeys() {
    UUID user = newUser();
    insert(user, "xai", newEnvelope("ring-2"));
    insert(user, "anthropic", newKey());
    rpc().run(key("touch_user_api_key", user, "xai"));
    List<String> listed =
        rpc()
            .rows(
                user("list_user_api_keys", user),
                row ->
                    row.text("service").orElseThrow()
                        + " "
                        + row.text("key_id").orElse("none")
                        + " "
                        + row.instant("created_at").isPresent()
                        + " "
                        + row.instant("updated_at").isPresent()
                        + " "
                        + row.instant("last_used").isPresent());
    assertThat(listed)
        .containsExactly(
            "anthropic " + (isPlain() ? "k1" : "none") + " true true false",
            "xai ring-2 true true true");
    assertThat(rpc().rows(user("list_user_api_keys", newUser()), row -> 1)).isEmpty();
  }

  @Test
  void aKeyWhoseSecretWasTakenAwayIsAnErrorAndNotNoKey() {
    UUID user = newUser();
    UUID secret = insert(user, "openai", newKey());
    TestSql.execute(superuser(), "delete from vault.secrets where id = '" + secret + "'");
    assertRefused(
        ConfigurationException.class,
        "the stored key for service openai is missing",
        key("get_user_api_key", user, "openai"));
    String key = newKey();
    insert(user, "openai", key);
    assertThat(read(user, "openai")).isEqualTo(key);
  }

  @Test
  void aServiceOfOnesOwnIsRegisteredFirst() {
    UUID user = newUser();
    rpc().run(RpcCall.of("register_api_key_service").with("p_service", " Groq "));
    rpc().run(RpcCall.of("register_api_key_service").with("p_service", "groq"));
    String key = newKey();
    insert(user, "groq", key);
    assertThat(read(user, "groq")).isEqualTo(key);
  }

  @Test
  void endingAUserLeavesNoSecretBehind() {
    UUID user = newUser();
    UUID other = newUser();
    insert(user, "openai", newKey());
    insert(user, "gateway", newKey());
    insert(other, "openai", newKey());
    TestSql.execute(superuser(), "delete from auth.users where id = '" + user + "'");
    assertThat(count("vault.secrets where name like ?", "%" + user)).isZero();
    assertThat(count("public.api_keys where user_id = ?", user)).isZero();
    assertThat(actions(user)).containsExactly("stored", "stored", "deleted", "deleted");
    assertThat(read(other, "openai")).isNotNull();
  }
}
