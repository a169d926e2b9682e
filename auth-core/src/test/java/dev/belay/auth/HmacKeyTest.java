package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmacKeyTest {

  /** RFC 4231, test cases 6 and 7: the others have keys that are too short here. */
  @ParameterizedTest
  @CsvSource({
    "Test Using Larger Than Block-Size Key - Hash Key First,"
        + " 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "This is a test using a larger than block-size key and a larger than block-size data. The key"
        + " needs to be hashed before being used by the HMAC algorithm.,"
        + " 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
  })
  void agreesWithRfc4231(String text, String mac) {
    byte[] key = new byte[131];
    Arrays.fill(key, (byte) 0xaa);
    byte[] message = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(HmacKey.of(key).verifies(message, message.length, HexFormat.of().parseHex(mac)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33, 63, 64, 65, 128, 500})
  void agreesWithTheJdk(int keyLength) throws Exception {
    Random random = new Random(keyLength);
    byte[] key = new byte[keyLength];
    random.nextBytes(key);
    HmacKey ours = HmacKey.of(key);
    Mac jdk = Mac.getInstance("HmacSHA256");
    jdk.init(new SecretKeySpec(key, "HmacSHA256"));
    for (int length = 0; length < 300; length++) {
      byte[] message = new byte[length + 7];
      random.nextBytes(message);
      jdk.update(message, 0, length);
      byte[] signature = jdk.doFinal();

      assertThat(ours.verifies(message, length, signature)).isTrue();
      signature[random.nextInt(signature.length)] ^= 1;
      assertThat(ours.verifies(message, length, signature)).isFalse();
    }
  }

  @Test
  void refusesASignatureThatDiffersInOneBit() {
    HmacKey ours = HmacKey.of(new byte[32]);
    for (int bit = 0; bit < 256; bit++) {
      byte[] signature = ofNothing();
      signature[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(ours.verifies(new byte[0], 0, signature)).isFalse();
    }
  }

  @Test
  void refusesASignatureOfAnotherLength() {
    HmacKey ours = HmacKey.of(new byte[32]);
    for (int length = 0; length < 70; length++) {
      byte[] signature = Arrays.copyOf(ofNothing(), length);
      assertThat(ours.verifies(new byte[0], 0, signature)).isEqualTo(length == 32);
    }
  }

  @Test
  void takesAKeyThatTheCallerChangesLater() {
    byte[] key = new byte[32];
    HmacKey ours = HmacKey.of(key);
    key[0] = 1;

    assertThat(ours.verifies(new byte[0], 0, ofNothing())).isTrue();
  }

  /** Under a key of 32 zeros. */
  private static byte[] ofNothing() {
    return HexFormat.of()
        .parseHex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  }

  /** Two of them are in every browser: a secret that is one of them would let anybody sign. */
  @ParameterizedTest
  @ValueSource(
      strings = {"sb_publishable_", "sb_secret_", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9."})
  void isNoApiKey(String beginning) {
    Secret key = Secret.of(TestKeys.withPrefix(beginning, 43));
    assertThat(refusalOf(ConfigurationException.class, () -> HmacKey.of(key)))
        .hasMessageContaining("SUPABASE_JWT_SECRET");
  }
}
