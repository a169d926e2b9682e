package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTokenVerifierTest {

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);

  @AfterEach
  void close() {
    auth.close();
  }

  @ParameterizedTest
  @EnumSource
  void namesTheUserOfAGoodToken(SigningAlgorithm algorithm) {
    auth.server.rotateTo(algorithm);
    IssuedSession session = auth.server.signIn(auth.user);

    CurrentUser user = auth.verifier().verify(Secret.of(session.accessToken()));

    assertThat(user.id()).isEqualTo(auth.user);
    assertThat(user.role()).isEqualTo("authenticated");
    assertThat(user.sessionId()).contains(session.id());
    assertThat(user.assuranceLevel()).isEqualTo(AssuranceLevel.AAL1);
    assertThat(user.email()).contains("traveller@example.com");
    assertThat(user.isAnonymous()).isFalse();
    assertThat(user.issuedAt()).contains(MovableClock.START);
    assertThat(user.expiresAt()).isEqualTo(MovableClock.START.plusSeconds(3600));
    assertThat(user.accessToken().reveal()).isEqualTo(session.accessToken());
    assertThat(user.toString())
        .doesNotContain(auth.user.toString(), "example.com", session.id().toString());
  }

  @Test
  void asksForTheKeysOnceForManyTokens() {
    AccessTokenVerifier verifier = auth.verifier();
    for (int i = 0; i < 50; i++) {
      verifier.verify(Secret.of(auth.server.signIn(UUID.randomUUID()).accessToken()));
    }
    assertThat(auth.server.count(".well-known/jwks.json")).isEqualTo(1);
  }

  @Test
  void readsWhatATokenNeedNotHave() {
    CurrentUser user =
        verify(
            claims -> {
              List.of("session_id", "aal", "email", "is_anonymous", "iat").forEach(claims::remove);
              claims.put("aud", List.of("other", "authenticated"));
            });
    assertThat(user.sessionId()).isEmpty();
    assertThat(user.email()).isEmpty();
    assertThat(user.issuedAt()).isEmpty();
    assertThat(user.assuranceLevel()).isEqualTo(AssuranceLevel.AAL1);
  }

  @Test
  void readsTheAssuranceLevelAndAnonymity() {
    CurrentUser user =
        verify(
            claims -> {
              claims.put("aal", "aal2");
              claims.put("is_anonymous", true);
              claims.put("email", "");
            });
    assertThat(user.assuranceLevel().satisfies(AssuranceLevel.AAL2)).isTrue();
    assertThat(user.assuranceLevel().satisfies(AssuranceLevel.AAL3)).isFalse();
    assertThat(user.isAnonymous()).isTrue();
    assertThat(user.email()).isEmpty();
  }

  @Test
  void takesATimeWithAFraction() {
    long now = MovableClock.START.getEpochSecond();
    assertThat(verify(claims -> claims.put("exp", now + 60.75)).expiresAt().getEpochSecond())
        .isEqualTo(now + 60);
  }

  @Test
  void forgivesClocksThatDifferByTheTolerance() {
    String token = auth.server.signIn(auth.user).accessToken();
    AccessTokenVerifier verifier = auth.verifier();
    auth.clock.pass(Duration.ofSeconds(3629));
    assertThat(verifier.verify(Secret.of(token)).id()).isEqualTo(auth.user);
    auth.clock.pass(Duration.ofSeconds(1));
    assertThat(auth.refusal(verifier, token)).isEqualTo(AuthRefusal.EXPIRED);
  }

  @Test
  void acceptsAnotherIssuerAudienceAndRoleWhereToldTo() {
    Map<String, Object> claims = auth.server.claims(auth.user);
    claims.put("iss", "https://auth.example.com/auth/v1");
    claims.put("aud", "api");
    claims.put("role", "staff");
    String token = Tokens.of(auth.server.signingKey(), claims);
    AccessTokenVerifier verifier =
        auth.verifying()
            .issuers(Set.of("https://auth.example.com/auth/v1"))
            .audience("api")
            .roles(Set.of("authenticated", "staff"))
            .build();
    assertThat(verifier.verify(Secret.of(token)).role()).isEqualTo("staff");
    assertThat(auth.refusal(auth.verifier(), token)).isEqualTo(AuthRefusal.WRONG_ISSUER);
  }

  @Test
  void refusesHmacWhereTheProjectHasNoSecret() {
    auth.server.rotateTo(SigningAlgorithm.HS256);
    AccessTokenVerifier verifier =
        AccessTokenVerifier.builder(auth.project)
            .transport(AuthFixture.HTTP)
            .clock(auth.clock)
            .build();
    assertThat(auth.refusal(verifier, auth.server.signIn(auth.user).accessToken()))
        .isEqualTo(AuthRefusal.UNSUPPORTED_ALGORITHM);
  }

  @Test
  void asksTheServerTooWhereToldTo() {
    AccessTokenVerifier verifier = auth.verifying().checkedOnline(auth.client()).build();
    IssuedSession session = auth.server.signIn(auth.user);
    assertThat(verifier.verify(Secret.of(session.accessToken())).id()).isEqualTo(auth.user);

    auth.server.signOut(session);

    assertThat(auth.refusal(verifier, session.accessToken())).isEqualTo(AuthRefusal.SESSION_ENDED);
    assertThat(auth.verifier().verify(Secret.of(session.accessToken())).id()).isEqualTo(auth.user);
  }

  @Test
  void leavesHmacToTheServerWhereThereIsNoSecret() {
    auth.server.rotateTo(SigningAlgorithm.HS256);
    AccessTokenVerifier verifier =
        AccessTokenVerifier.builder(auth.project)
            .transport(AuthFixture.HTTP)
            .clock(auth.clock)
            .checkedOnline(auth.client())
            .build();
    IssuedSession session = auth.server.signIn(auth.user);
    assertThat(verifier.verify(Secret.of(session.accessToken())).id()).isEqualTo(auth.user);

    SigningKey forger = SigningKey.create(SigningAlgorithm.HS256);
    String forged = Tokens.of(forger, auth.server.claims(auth.user));
    assertThat(auth.refusal(verifier, forged)).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
  }

  @Test
  void refusesSettingsThatProtectNobody() {
    refusalOf(
        ConfigurationException.class,
        () -> auth.verifying().jwtSecret(Secret.of("thirty-one characters are short")));
    refusalOf(InvalidArgumentException.class, () -> auth.verifying().issuers(Set.of()).build());
    refusalOf(InvalidArgumentException.class, () -> auth.verifying().roles(Set.of()).build());
    refusalOf(InvalidArgumentException.class, () -> auth.verifying().audience(" ").build());
    refusalOf(
        InvalidArgumentException.class,
        () -> auth.verifying().tolerance(Duration.ofMinutes(6)).build());
    refusalOf(
        InvalidArgumentException.class,
        () -> auth.verifying().staleKeys(Duration.ofDays(2)).build());
  }

  private CurrentUser verify(Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = auth.server.claims(auth.user);
    change.accept(claims);
    return auth.verifier().verify(Secret.of(Tokens.of(auth.server.signingKey(), claims)));
  }
}
