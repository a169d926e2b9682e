package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.support.BelayException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with words that a person can act on, and that nothing is half-written. */
@OnBothShapes
class BadInputTest extends RpcBehaviour {

  private static final UUID NIL = new UUID(0, 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete_all_user_api_keys",
        "delete_user_gateway_config",
        "get_user_allow_gateway_fallback",
        "get_user_gateway_base_url",
        "list_api_key_audit",
        "list_user_api_keys",
        "resolve_user_credentials"
      })
  void everyFunctionOfAUserRefusesNoUser(String function) {
    for (Object nobody : new Object[] {null, NIL}) {
      assertRefused(
          InvalidArgumentException.class, "user id must be a UUID", user(function, nobody));
    }
    BelayException e = refusal(InvalidArgumentException.class, user(function, "not-a-uuid"));
    assertThat(e.fault().sqlState()).contains("22P02");
  }

  @Test
  void everyFunctionOfAKeyRefusesNoUser() {
    for (Object nobody : new Object[] {null, NIL}) {
      for (RpcCall call :
          List.of(
              key("insert_user_api_key", nobody, "openai").with("p_api_key", newKey()),
              key("get_user_api_key", nobody, "openai"),
              key("touch_user_api_key", nobody, "openai"),
              key("delete_user_api_key", nobody, "openai"),
              user("insert_user_gateway_key", nobody).with("p_api_key", newKey()),
              user("upsert_user_gateway_config", nobody).with("p_base_url", "https://a.example"),
              user("set_user_allow_gateway_fallback", nobody).with("p_allow", true),
              key("replace_api_key_envelope", nobody, "openai")
                  .with("p_expected", newKey())
                  .with("p_replacement", newKey()))) {
        assertRefused(InvalidArgumentException.class, "user id must be a UUID", call);
      }
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "not-a-provider", "openai;", "openai'--", "öpenai"})
  void refusesAnUnknownService(String service) {
    UUID user = newUser();
    for (RpcCall call :
        List.of(
            key("insert_user_api_key", user, service).with("p_api_key", newKey()),
            key("get_user_api_key", user, service),
            key("delete_user_api_key", user, service))) {
      assertRefused(InvalidArgumentException.class, "unknown service", call);
    }
    assertNothingStored(user);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "-a", "_a", "a b", "a/b", "a'b", "ä", "a\nb"})
  void refusesToRegisterWhatIsNoServiceName(String service) {
    assertRefused(
        InvalidArgumentException.class,
        "service name must be",
        RpcCall.of("register_api_key_service").with("p_service", service));
  }

  @Test
  void refusesAServiceNameThatIsTooLong() {
    RpcCall register = RpcCall.of("register_api_key_service");
    rpc().run(register.with("p_service", "a".repeat(50)));
    assertRefused(
        InvalidArgumentException.class,
        "service name must be",
        register.with("p_service", "a".repeat(51)));
  }

  @ParameterizedTest
  @CsvSource({
    "empty, must not be empty",
    "blank, visible ASCII",
    "line break, visible ASCII",
    "trailing line break, visible ASCII",
    "tab, visible ASCII",
    "escape, visible ASCII",
    "delete, visible ASCII",
    "accent, visible ASCII",
    "too long, must not be longer than 4096",
    "null, must not be empty"
  })
  void refusesWhatCannotBeAKey(String kind, String words) {
    UUID user = newUser();
    String bad = badKey(kind);
    assertRefused(
        InvalidArgumentException.class,
        words,
        key("insert_user_api_key", user, "openai").with("p_api_key", bad));
    assertRefused(
        InvalidArgumentException.class,
        words,
        user("insert_user_gateway_key", user)
            .with("p_api_key", bad)
            .with("p_base_url", "https://gateway.example/v1"));
    assertNothingStored(user);
  }

  @Test
  void takesAKeyOfTheGreatestLength() {
    UUID user = newUser();
    String prefix = isPlain() ? "belay.v1.k1." : "";
    String longest = prefix + "a".repeat(4096 - prefix.length());
    insert(user, "openai", longest);
    assertThat(read(user, "openai")).isEqualTo(longest);
  }

  @Test
  void refusesAKeyForAUserWhoDoesNotExist() {
    UUID stranger = UUID.randomUUID();
    for (RpcCall call :
        List.of(
            key("insert_user_api_key", stranger, "openai").with("p_api_key", newKey()),
            user("insert_user_gateway_key", stranger).with("p_api_key", newKey()),
            user("upsert_user_gateway_config", stranger).with("p_base_url", "https://a.example"),
            user("set_user_allow_gateway_fallback", stranger).with("p_allow", true))) {
      assertThat(refusal(ConflictException.class, call)).hasMessage("user does not exist");
    }
    assertNothingStored(stranger);
  }

  @Test
  void aRefusedReplacementKeepsTheOldKey() {
    UUID user = newUser();
    String key = newKey();
    insert(user, "openai", key);
    refusal(
        InvalidArgumentException.class,
        key("insert_user_api_key", user, "openai").with("p_api_key", ""));
    assertThat(read(user, "openai")).isEqualTo(key);
    assertThat(actions(user)).containsExactly("stored", "read");
  }

  private static String badKey(String kind) {
    return switch (kind) {
      case "empty" -> "";
      case "blank" -> "   ";
      case "line break" -> "sk-a\r\nX-Injected: 1";
      case "trailing line break" -> "sk-a\n";
      case "tab" -> "sk-\ta";
      case "escape" -> "sk-\u001b[31m";
      case "delete" -> "sk-\u007f";
      case "accent" -> "sk-é";
      case "too long" -> "a".repeat(4097);
      default -> null;
    };
  }

  private static void assertNothingStored(UUID user) {
    assertThat(count("public.api_keys where user_id = ?", user)).isZero();
    assertThat(count("public.api_gateway_configs where user_id = ?", user)).isZero();
    assertThat(count("vault.secrets where name like ?", "%" + user)).isZero();
    assertThat(actions(user)).isEmpty();
  }
}
