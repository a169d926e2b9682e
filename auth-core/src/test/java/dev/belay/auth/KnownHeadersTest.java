package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownHeadersTest {

  private final KnownHeaders headers = new KnownHeaders();

  private static byte[] token(String header) {
    return (header + ".claims.signature").getBytes(StandardCharsets.US_ASCII);
  }

  private static TokenHeader header(String keyId) {
    return new TokenHeader(SignatureAlgorithm.ES256, keyId);
  }

  @Test
  void findsAWholeHeaderOnly() {
    headers.add(token("abcd"), 4, header("one"));

    assertThat(headers.find(token("abcd"), 4)).isEqualTo(header("one"));
    assertThat(headers.find(token("abc"), 3)).isNull();
    assertThat(headers.find(token("abcde"), 5)).isNull();
    assertThat(headers.find(token("abce"), 4)).isNull();
  }

  @Test
  void keepsAFew() {
    for (int i = 10; i < 99; i++) {
      headers.add(token("h" + i), 3, header("key" + i));
    }
    assertThat(headers.find(token("h10"), 3)).isEqualTo(header("key10"));
    assertThat(headers.find(token("h41"), 3)).isEqualTo(header("key41"));
    assertThat(headers.find(token("h42"), 3)).isNull();
  }
}
