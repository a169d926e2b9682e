package dev.belay.support.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserIdHashTest {

  private static final UUID USER = UUID.fromString("6f1c2a34-0b5d-4e6f-8a7b-9c0d1e2f3a4b");
  private static final String SECRET = TestKeys.remember("telemetry-hash-secret-0123456789");

  /** printf %s 6f1c... | openssl dgst -sha256 -hmac telemetry-hash-secret-0123456789. */
  private static final String EXPECTED =
      "f3e19311b8b52cc71d5848a68f4d6cfe5a114bade4e9979367138fa228e528f1";

  private final UserIdHash hash = UserIdHash.keyed(Secret.of(SECRET));

  @Test
  void isTheHexHmacOfTheId() {
    assertThat(hash.of(USER)).hasValue(EXPECTED);
  }

  @Test
  void ignoresOuterWhiteSpace() {
    assertThat(hash.of(" " + USER + "\n")).hasValue(EXPECTED);
  }

  @Test
  void differsBySecret() {
    assertThat(UserIdHash.keyed(Secret.of(SECRET + "x")).of(USER).orElseThrow())
        .isNotEqualTo(EXPECTED);
  }

  @Test
  void readsItsSecretFromTheEnvironment() {
    assertThat(UserIdHash.from(Environment.of(Map.of(UserIdHash.VARIABLE, SECRET))).of(USER))
        .hasValue(EXPECTED);
  }

  @Test
  void givesNothingWithoutASecret() {
    assertThat(UserIdHash.none().of(USER)).isEmpty();
    assertThat(UserIdHash.from(Environment.of(Map.of(UserIdHash.VARIABLE, " "))).of(USER))
        .isEmpty();
  }

  @Test
  void refusesAShortSecretWithoutPrintingIt() {
    Environment environment = Environment.of(Map.of(UserIdHash.VARIABLE, "too-short"));

    assertThat(Refusals.refusalOf(ConfigurationException.class, () -> UserIdHash.from(environment)))
        .hasMessageContaining(UserIdHash.VARIABLE)
        .hasMessageNotContaining("too-short");
  }
}
