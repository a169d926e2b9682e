package dev.belay.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    return Secret.of("sk-test-" + UUID.randomUUID());
  }

  static Stream<String> malformedKeys() {
    return Stream.of(
        " ",
        "   \t ",
        "\n",
        "sk-inner space",
        " sk-leading",
        "sk-trailing ",
        "sk-tab\tinside",
        "sk-line\nbreak",
        "sk-carriage\rreturn",
        "sk-header\r\nX-Injected: yes",
        "sk-nul\u0000byte",
        "sk-bell\u0007",
        "sk-delete\u007f",
        "sk-next\u0085line",
        "sk-no\u00a0break",
        "sk-\u00fcmlaut",
        "sk-\u043a\u0438\u0440",
        "sk-zero\u200bwidth",
        "sk-\ud83d\ude00",
        "sk-\ud800",
        "k".repeat(2049),
        "k".repeat(1_000_000),
        "belay.v1.k1.AAAA");
  }

  @ParameterizedTest
  @MethodSource("malformedKeys")
  void refusesAMalformedKeyAndStoresNothing(String key) {
    UUID user = newUser();

    for (ProviderId service : new ProviderId[] {ProviderId.OPENAI, ProviderId.GATEWAY}) {
      assertThatThrownBy(() -> vault().insert(user, service, Secret.of(key)))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("API key")
          .satisfies(
              e -> assertThat(key.strip().isEmpty() || !e.getMessage().contains(key)).isTrue())
          .hasNoCause();
    }
    assertThat(vault().list(user)).isEmpty();
  }

  @Test
  void refusesAMalformedReplacementAndKeepsTheOldKey() {
    UUID user = newUser();
    Secret key = newKey();
    vault().insert(user, ProviderId.OPENAI, key);

    assertThatThrownBy(() -> vault().insert(user, ProviderId.OPENAI, Secret.of("a b")))
        .isInstanceOf(InvalidArgumentException.class);

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
    Secret longest = Secret.of("k".repeat(2048));

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

  private static void assertRefused(String because, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(because)
        .hasNoCause();
  }
}
