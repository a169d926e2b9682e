package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals.Call;
import dev.belay.testservers.leak.TestKeys;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of {@link ApiKeyVaultContract} about input that must not come through. */
public abstract class HostileKeyContract {

  private static final UUID NIL = new UUID(0, 0);
  private static final ProviderId UNKNOWN = ProviderId.of("not-a-provider");

  abstract ApiKeyVault vault();

  /**
   * Adds a user without keys.
   *
   * @return the user's id
   */
  protected abstract UUID newUser();

  /** A key that was never used before. */
  static Secret newKey() {
    return Secret.of(TestKeys.openai());
  }

  /** Ways to spoil a key, which stands where KEY is: a test's name must not show the key itself. */
  static Stream<String> malformedKeys() {
    return Stream.of(
        " ",
        "   \t ",
        "\n",
        "KEY x",
        " KEY",
        "KEY ",
        "KEY\t",
        "KEY\nKEY",
        "KEY\r",
        "KEY\r\nX-Injected: yes",
        "KEY\u0000",
        "KEY\u0007",
        "KEY\u007f",
        "KEY\u0085",
        "KEY\u00a0",
        "KEY\u00fc",
        "KEY\u043a\u0438\u0440",
        "KEY\u200b",
        "KEY\ud83d\ude00",
        "KEY\ud800",
        "KEY" + "k".repeat(2000),
        "KEY".repeat(10_000),
        "belay.v1.k1.KEY");
  }

  static Secret malformed(String spoilt) {
    return Secret.of(spoilt.replace("KEY", newKey().reveal()));
  }

  @ParameterizedTest
  @MethodSource("malformedKeys")
  void refusesAMalformedKeyAndStoresNothing(String spoilt) {
    UUID user = newUser();

    assertRefused("API key", () -> vault().insert(user, ProviderId.OPENAI, malformed(spoilt)));
    assertRefused("API key", () -> vault().insert(user, ProviderId.GATEWAY, malformed(spoilt)));

    assertThat(vault().list(user)).isEmpty();
  }

  @Test
  void refusesAMalformedReplacementAndKeepsTheOldKey() {
    UUID user = newUser();
    Secret key = newKey();
    vault().insert(user, ProviderId.OPENAI, key);

    refusalOf(
        InvalidArgumentException.class,
        () -> vault().insert(user, ProviderId.OPENAI, Secret.of("a b")));

    assertThat(vault().find(user, ProviderId.OPENAI)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k",
        "';drop/**/table/**/public.api_keys;--",
        "{\"json\":true}",
        "$$",
        "\\",
        "%s%n",
        "${jndi:ldap://127.0.0.1/a}",
        "null",
        "undefined",
        "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"
      })
  void storesUnusualKeysAsTheyAre(String key) {
    UUID user = newUser();
    Secret unique = Secret.of(key);

    vault().insert(user, ProviderId.OPENAI, unique);

    assertThat(vault().find(user, ProviderId.OPENAI)).contains(unique);
    assertThat(vault().findAll(user).open(ProviderId.OPENAI)).contains(unique);
  }

  @Test
  void storesTheLongestKey() {
    UUID user = newUser();
    String key = newKey().reveal();
    Secret longest = Secret.of(key + "k".repeat(2048 - key.length()));

    vault().insert(user, ProviderId.GATEWAY, longest);

    assertThat(vault().find(user, ProviderId.GATEWAY)).contains(longest);
  }

  @Test
  void refusesTheNilUser() {
    assertRefused("nil", () -> vault().insert(NIL, ProviderId.OPENAI, newKey()));
    assertRefused("nil", () -> vault().insert(NIL, ProviderId.GATEWAY, newKey()));
    assertRefused("nil", () -> vault().find(NIL, ProviderId.OPENAI));
    assertRefused("nil", () -> vault().findAll(NIL));
    assertRefused("nil", () -> vault().delete(NIL, ProviderId.OPENAI));
    assertRefused("nil", () -> vault().touch(NIL, ProviderId.OPENAI));
    assertRefused("nil", () -> vault().list(NIL));
    assertRefused("nil", () -> vault().deleteAll(NIL));
  }

  @Test
  void refusesAnUnknownService() {
    UUID user = newUser();

    assertRefused("unknown service", () -> vault().insert(user, UNKNOWN, newKey()));
    assertRefused("unknown service", () -> vault().find(user, UNKNOWN));
    assertRefused("unknown service", () -> vault().delete(user, UNKNOWN));
    assertRefused("unknown service", () -> vault().touch(user, UNKNOWN));
    assertThat(vault().list(user)).isEmpty();
  }

  private static void assertRefused(String because, Call call) {
    assertThat(refusalOf(InvalidArgumentException.class, call))
        .hasMessageContaining(because)
        .hasNoCause();
  }
}
