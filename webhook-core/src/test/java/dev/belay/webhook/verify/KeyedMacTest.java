package dev.belay.webhook.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyedMacTest {

  private static final Random RANDOM = new Random(5);

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] expected(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  /** Around the block of 64 bytes, where the form of the key changes. */
  @Test
  void agreesWithTheJdkForEveryLengthOfTheKey() throws Exception {
    for (int length = 1; length <= 200; length++) {
      byte[] key = bytes(length);
      KeyedMac ours = new KeyedMac(key);
      for (int size : new int[] {0, 1, 55, 56, 63, 64, 65, 300}) {
        byte[] message = bytes(size);
        MessageDigest begun = ours.begin();
        begun.update(message);
        assertThat(ours.finish(begun)).isEqualTo(expected(key, message));
      }
    }
  }

  @Test
  void keepsTwoMessagesApartThatAreComputedAtOnce() throws Exception {
    byte[] key = bytes(32);
    KeyedMac ours = new KeyedMac(key);
    MessageDigest first = ours.begin();
    MessageDigest second = ours.begin();
    first.update(new byte[] {1});
    second.update(new byte[] {2});
    first.update(new byte[] {3});
    assertThat(ours.finish(second)).isEqualTo(expected(key, new byte[] {2}));
    assertThat(ours.finish(first)).isEqualTo(expected(key, new byte[] {1, 3}));
  }
}
