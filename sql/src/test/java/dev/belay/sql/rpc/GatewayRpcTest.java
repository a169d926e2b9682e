package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.support.InvalidArgumentException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own gateway, and the consent to the team's. */
@OnBothShapes
class GatewayRpcTest extends RpcBehaviour {

  private static final String URL = "https://gateway.example/v1";

  @Test
  void storesReplacesAndRemovesTheBaseUrl() {
    UUID user = newUser();
    assertThat(baseUrl(user)).isNull();
    rpc().run(config(user, URL));
    assertThat(baseUrl(user)).isEqualTo(URL);
    rpc().run(config(user, "https://other.example"));
    assertThat(baseUrl(user)).isEqualTo("https://other.example");
    rpc().run(user("delete_user_gateway_config", user));
    rpc().run(user("delete_user_gateway_config", user));
    assertThat(baseUrl(user)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example",
        "https://a.example/",
        "https://a.example:443/v1",
        "https://a.example/v1/%7Euser",
        "https://[2001:db8::1]/v1"
      })
  void takesAnHttpsUrl(String url) {
    UUID user = newUser();
    rpc().run(config(user, url));
    assertThat(baseUrl(user)).isEqualTo(url);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "https://",
        "https:///v1",
        "http://a.example",
        "HTTPS://a.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://user@a.example",
        "https://user:password@a.example",
        "https://a.example:80",
        "https://a.example:8443/v1",
        "https://a.example:443443",
        "https://a.example/v1?key=x",
        "https://a.example/v1#x",
        "https://a.example/a b",
        "https://a.example/\nx",
        "https://a.example\\@b.example",
        " https://a.example",
        "https://ä.example"
      })
  void refusesAnyOtherUrl(String url) {
    UUID user = newUser();
    rpc().run(config(user, URL));
    assertRefused(
        InvalidArgumentException.class, "gateway base URL must be https", config(user, url));
    assertThat(baseUrl(user)).isEqualTo(URL);
  }

  @Test
  void refusesAUrlThatIsTooLong() {
    UUID user = newUser();
    String longest = "https://a.example/" + "a".repeat(2048 - 18);
    rpc().run(config(user, longest));
    assertRefused(InvalidArgumentException.class, "gateway base URL", config(user, longest + "a"));
  }

  @Test
  void storesKeyAndUrlAtOnce() {
    UUID user = newUser();
    String key = newKey();
    rpc().run(gatewayKey(user, key, URL));
    assertThat(read(user, "gateway")).isEqualTo(key);
    assertThat(baseUrl(user)).isEqualTo(URL);
  }

  @Test
  void aNewKeyWithoutAUrlDoesNotKeepTheOldHost() {
    UUID user = newUser();
    rpc().run(gatewayKey(user, newKey(), URL));
    rpc().run(gatewayKey(user, newKey(), null));
    assertThat(baseUrl(user)).isNull();
    rpc().run(gatewayKey(user, newKey(), URL));
    rpc().run(user("insert_user_gateway_key", user).with("p_api_key", newKey()));
    assertThat(baseUrl(user)).isNull();
  }

  @Test
  void aBadUrlLeavesTheOldKeyAndTheOldHost() {
    UUID user = newUser();
    String key = newKey();
    rpc().run(gatewayKey(user, key, URL));
    refusal(InvalidArgumentException.class, gatewayKey(user, newKey(), "http://a.example"));
    assertThat(read(user, "gateway")).isEqualTo(key);
    assertThat(baseUrl(user)).isEqualTo(URL);
  }

  @Test
  void deletingTheGatewayKeyRemovesItsUrl() {
    UUID user = newUser();
    rpc().run(gatewayKey(user, newKey(), URL));
    insert(user, "openai", newKey());
    rpc().run(key("delete_user_api_key", user, "openai"));
    assertThat(baseUrl(user)).isEqualTo(URL);
    rpc().run(key("delete_user_api_key", user, "gateway"));
    assertThat(baseUrl(user)).isNull();
  }

  @Test
  void consentIsNeverAssumed() {
    UUID user = newUser();
    assertThat(consents(user)).isFalse();
    rpc().run(consent(user, true));
    assertThat(consents(user)).isTrue();
    rpc().run(consent(user, false));
    assertThat(consents(user)).isFalse();
    assertRefused(InvalidArgumentException.class, "true or false", consent(user, null));
  }

  private static RpcCall config(UUID user, String url) {
    return user("upsert_user_gateway_config", user).with("p_base_url", url);
  }

  private static RpcCall gatewayKey(UUID user, String key, String url) {
    return user("insert_user_gateway_key", user).with("p_api_key", key).with("p_base_url", url);
  }

  private static RpcCall consent(UUID user, Boolean allow) {
    return user("set_user_allow_gateway_fallback", user).with("p_allow", allow);
  }

  private static String baseUrl(UUID user) {
    return rpc().scalar(user("get_user_gateway_base_url", user), String.class).orElse(null);
  }

  private static boolean consents(UUID user) {
    return rpc().scalar(user("get_user_allow_gateway_fallback", user), Boolean.class).orElseThrow();
  }
}
