package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.SigningAlgorithm;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTokensTest {

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final CountingKey key = new CountingKey();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void checksTheSignatureOfATokenOnce() {
    AccessTokenVerifier verifier = over(key, 10);
    String token = token();
    for (int i = 0; i < 5; i++) {
      assertThat(verifier.verify(Secret.of(token)).id()).isEqualTo(auth.user);
    }
    assertThat(key.checks).isEqualTo(1);
  }

  @Test
  void checksItEachTimeWhereNoneIsRemembered() {
    AccessTokenVerifier verifier = over(key, 0);
    String token = token();
    verifier.verify(Secret.of(token));
    verifier.verify(Secret.of(token));
    assertThat(key.checks).isEqualTo(2);
  }

  @Test
  void checksTheSignatureOfAForgottenTokenAgain() {
    AccessTokenVerifier verifier = over(key, 10);
    String token = token();
    verifier.verify(Secret.of(token));
    verifier.forget(Secret.of(token));
    assertThat(verifier.verify(Secret.of(token)).id()).isEqualTo(auth.user);
    assertThat(key.checks).isEqualTo(2);
  }

  @Test
  void holdsTheClaimsAgainstTheTimeEachTime() {
    AccessTokenVerifier verifier = auth.verifier();
    String token = token();
    verifier.verify(Secret.of(token));
    auth.clock.pass(Duration.ofHours(2));
    assertThat(auth.refusal(verifier, token)).isEqualTo(AuthRefusal.EXPIRED);
  }

  @Test
  void doesNotOutliveTheKey() {
    AccessTokenVerifier verifier = auth.verifier();
    String token = token();
    verifier.verify(Secret.of(token));
    auth.server.rotateTo(SigningAlgorithm.ES256);
    auth.server.revokeOldKeys();
    auth.clock.pass(Duration.ofMinutes(10));
    assertThat(auth.refusal(verifier, token)).isEqualTo(AuthRefusal.UNKNOWN_KEY);
  }

  @Test
  void isNotAskedForATokenThatDiffersInOneCharacter() {
    AccessTokenVerifier verifier = auth.verifier();
    String token = token();
    verifier.verify(Secret.of(token));
    char last = token.charAt(token.length() - 1);
    String changed = token.substring(0, token.length() - 1) + (last == 'A' ? 'Q' : 'A');
    assertThat(auth.refusal(verifier, changed)).isNotNull();
  }

  @Test
  void isNotAskedForATokenThatOnlyEndsLikeIt() {
    AccessTokenVerifier verifier = auth.verifier();
    String token = token();
    verifier.verify(Secret.of(token));
    int inTheClaims = token.indexOf('.') + 20;
    char old = token.charAt(inTheClaims);
    String changed =
        token.substring(0, inTheClaims)
            + (old == 'A' ? 'B' : 'A')
            + token.substring(inTheClaims + 1);
    assertThat(auth.refusal(verifier, changed)).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
  }

  @Test
  void remembersNoBadToken() {
    key.good = false;
    AccessTokenVerifier verifier = over(key, 10);
    String token = token();
    assertThat(auth.refusal(verifier, token)).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
    assertThat(auth.refusal(verifier, token)).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
    assertThat(key.checks).isEqualTo(2);
  }

  @Test
  void beginsAnewWhenItIsFull() {
    AccessTokenVerifier verifier = over(key, 2);
    String first = token();
    verifier.verify(Secret.of(first));
    for (int i = 0; i < 2; i++) {
      verifier.verify(Secret.of(auth.server.signIn(UUID.randomUUID()).accessToken()));
    }
    verifier.verify(Secret.of(first));
    assertThat(key.checks).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 100_001})
  void remembersNoOtherNumber(int number) {
    refusalOf(
        InvalidArgumentException.class, () -> auth.verifying().rememberedTokens(number).build());
  }

  private String token() {
    return auth.server.signIn(auth.user).accessToken();
  }

  private AccessTokenVerifier over(VerificationKey only, int most) {
    ClaimRules rules =
        new ClaimRules(
            Set.of(auth.project.issuer()),
            "authenticated",
            Set.of("authenticated"),
            Duration.ZERO,
            auth.clock);
    return new LocalTokenVerifier(header -> only, rules, new SeenTokens(most), false);
  }

  /** Finds every signature good, or none, and counts. */
  private static final class CountingKey implements VerificationKey {

    private boolean good = true;
    private int checks;

    @Override
    public SignatureAlgorithm algorithm() {
      return SignatureAlgorithm.ES256;
    }

    @Override
    public boolean verifies(byte[] signed, int length, byte[] signature) {
      checks++;
      return good;
    }
  }
}
