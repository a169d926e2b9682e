package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import org.junit.jupiter.api.Test;

class HmacSignerTest {

  /** Runbook, "Test HMAC Delivery"; the expected digits are those of openssl. */
  @Test
  void signsTheRunbooksSampleAsOpensslDoes() {
    String payload =
        "{\"type\":\"INSERT\",\"table\":\"trip_collaborators\",\"record\":{\"id\":\"test\",\"trip_id\":1},"
            + "\"occurred_at\":\"2025-11-13T03:00:00Z\"}";
    assertThat(HmacSigner.of(Secret.of("test-hmac-secret")).sign(payload.getBytes(UTF_8)))
        .isEqualTo("3d5e10b16fc7b29014af2d143958ed5fb06e4e9ad240d5c0bd6e1e82fe306445");
  }

  /** RFC 4231, test case 2. */
  @Test
  void signsTheVectorOfTheStandard() {
    assertThat(
            HmacSigner.of(Secret.of("Jefe")).sign("what do ya want for nothing?".getBytes(UTF_8)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  /** RFC 4231, test case 6: a key that is longer than a block. */
  @Test
  void takesASecretThatIsLongerThanABlock() {
    String a = "a".repeat(131);
    assertThat(HmacSigner.of(Secret.of(a)).sign("x".getBytes(UTF_8)))
        .isEqualTo("76f0801bdbc0ff29214ffdd6edce36467d4142a842d91a011c59c66d12693db0");
  }
}
