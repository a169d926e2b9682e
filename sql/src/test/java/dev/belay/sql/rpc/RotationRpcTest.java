package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored keys are read page by page and replaced by compare-and-set. */
@OnBothShapes
class RotationRpcTest extends RpcBehaviour {

  private record Stored(long id, UUID user, String service, String apiKey) {}

  @Test
  void pagesThroughAllKeysOnce() {
    UUID user = newUser();
    List<String> keys = new ArrayList<>();
    for (String service : List.of("openai", "anthropic", "xai", "openrouter", "gateway")) {
      keys.add(newKey());
      insert(user, service, keys.get(keys.size() - 1));
    }
    List<Stored> found = new ArrayList<>();
    long after = 0;
    for (List<Stored> page = page(after, 2); !page.isEmpty(); page = page(after, 2)) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      found.addAll(page);
      after = page.get(page.size() - 1).id();
    }
    assertThat(found.stream().filter(stored -> stored.user().equals(user)).map(Stored::apiKey))
        .containsExactlyElementsOf(keys);
    assertThat(found.stream().map(Stored::id)).isSorted().doesNotHaveDuplicates();
    assertThat(actions(user)).hasSize(10).endsWith("read", "read", "read", "read", "read");
  }

  @Test
  void aKeyThatCannotBeReadIsListedWithoutItsText() {
    UUID user = newUser();
    UUID secret = insert(user, "openai", newKey());
    TestSql.execute(superuser(), "delete from vault.secrets where id = '" + secret + "'");
    assertThat(page(0, 1000))
        .anySatisfy(
            stored -> {
              assertThat(stored.user()).isEqualTo(user);
              assertThat(stored.apiKey()).isNull();
            });
    assertThat(actions(user)).containsExactly("stored");
  }

  @Test
  void replacesTheExpectedKeyUnderANewSeal() {
    UUID user = newUser();
    String before = newKey();
    String after = newEnvelope("k2");
    UUID secret = insert(user, "openai", before);
    rpc().run(key("touch_user_api_key", user, "openai"));
    assertThat(replace(user, before, after)).isTrue();
    assertThat(read(user, "openai")).isEqualTo(after);
    assertThat(
            text(
                "select vault_secret_id = ? and last_used is not null and updated_at > created_at"
                    + " from public.api_keys where user_id = ?",
                secret,
                user))
        .isEqualTo("t");
    assertThat(actions(user)).containsExactly("stored", "rotated", "read");
  }

  @Test
  void neverOverwritesAKeyThatChangedMeanwhile() {
    UUID user = newUser();
    String before = newKey();
    String newer = newKey();
    insert(user, "openai", before);
    insert(user, "openai", newer);
    assertThat(replace(user, before, newEnvelope("k2"))).isFalse();
    assertThat(read(user, "openai")).isEqualTo(newer);
    rpc().run(key("delete_user_api_key", user, "openai"));
    assertThat(replace(user, newer, newEnvelope("k2"))).isFalse();
    assertThat(read(user, "openai")).isNull();
  }

  @Test
  void refusesAReplacementThatCannotBeAKey() {
    UUID user = newUser();
    String key = newKey();
    insert(user, "openai", key);
    assertRefused(
        InvalidArgumentException.class,
        "must not be empty",
        key("replace_api_key_envelope", user, "openai")
            .with("p_expected", key)
            .with("p_replacement", ""));
    assertThat(read(user, "openai")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void refusesAPageOutOfBounds(int limit) {
    assertRefused(
        InvalidArgumentException.class,
        "limit must be 1 to 1000",
        RpcCall.of("list_api_key_envelopes").with("p_after_id", 0).with("p_limit", limit));
  }

  private static boolean replace(UUID user, String expected, String replacement) {
    RpcCall call =
        key("replace_api_key_envelope", user, "openai")
            .with("p_expected", expected)
            .with("p_replacement", replacement);
    return rpc().scalar(call, Boolean.class).orElseThrow();
  }

  private static List<Stored> page(long after, int limit) {
    return rpc()
        .rows(
            RpcCall.of("list_api_key_envelopes").with("p_after_id", after).with("p_limit", limit),
            row ->
                new Stored(
                    row.integer("id").orElseThrow(),
                    row.uuid("user_id").orElseThrow(),
                    row.text("service").orElseThrow(),
                    row.text("api_key").orElse(null)));
  }
}
