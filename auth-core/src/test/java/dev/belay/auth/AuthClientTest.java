package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpReply;
import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthClientTest {

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final AuthClient client = auth.client();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void saysWhoseTokenItIs() {
    IssuedSession session = auth.server.signIn(auth.user);
    assertThat(client.userId(Secret.of(session.accessToken()))).isEqualTo(auth.user);
  }

  @Test
  void seesThatASessionHasEndedAndAUserIsBanned() {
    IssuedSession ended = auth.server.signIn(auth.user);
    auth.server.signOut(ended);
    assertThat(refusedUser(ended.accessToken())).isEqualTo(AuthRefusal.SESSION_ENDED);
    IssuedSession banned = auth.server.signIn(auth.user);
    auth.server.ban(auth.user);
    assertThat(refusedUser(banned.accessToken())).isEqualTo(AuthRefusal.SESSION_ENDED);
  }

  @Test
  void refusesATokenThatTheServerDoesNotKnow() {
    assertThat(refusedUser(TestKeys.withPrefix("", 40))).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "a\r\nX-Injected: 1", "ü", "a\u0000b"})
  void sendsNoTokenThatCannotStandInAHeader(String token) {
    assertThat(refusedUser(token)).isEqualTo(AuthRefusal.MALFORMED_TOKEN);
    assertThat(auth.server.count("user")).isZero();
  }

  @Test
  void exchangesARefreshToken() {
    IssuedSession session = auth.server.signIn(auth.user);
    auth.clock.pass(Duration.ofHours(1));
    SessionTokens renewed = client.refresh(Secret.of(session.refreshToken()));
    assertThat(renewed.expiresAt()).contains(auth.clock.instant().plusSeconds(3600));
    assertThat(renewed.refreshToken().orElseThrow().reveal()).isNotEqualTo(session.refreshToken());
    assertThat(auth.verifier().verify(renewed.accessToken()).id()).isEqualTo(auth.user);
    assertThat(renewed.toString()).doesNotContain(renewed.accessToken().reveal());
  }

  @Test
  void refusesAReusedRefreshTokenWithTheServersCode() {
    Secret first = Secret.of(auth.server.signIn(auth.user).refreshToken());
    Secret second = client.refresh(first).refreshToken().orElseThrow();
    client.refresh(second);
    auth.clock.pass(Duration.ofSeconds(11));
    AuthRefusedException refused =
        refusalOf(AuthRefusedException.class, () -> client.refresh(first));
    assertThat(refused.reason()).isEqualTo(AuthRefusal.REFRESH_REFUSED);
    assertThat(refused.fault().code()).contains("refresh_token_already_used");
    assertThat(refused.fault().httpStatus()).hasValue(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "\",\"x\":\"", "a\nb\u0000", "é"})
  void refusesAnUnknownRefreshToken(String token) {
    assertThat(refusalOf(AuthRefusedException.class, () -> client.refresh(Secret.of(token))))
        .extracting(AuthRefusedException::reason)
        .isEqualTo(AuthRefusal.REFRESH_REFUSED);
  }

  @Test
  void sendsNoRefreshTokenThatIsTooLarge() {
    Secret large = Secret.of("a".repeat(5000));
    refusalOf(AuthRefusedException.class, () -> client.refresh(large));
    assertThat(auth.server.count("token")).isZero();
  }

  @Test
  void signsOut() {
    IssuedSession session = auth.server.signIn(auth.user);
    IssuedSession another = auth.server.signIn(auth.user);
    client.signOut(Secret.of(session.accessToken()), SignOutScope.LOCAL);
    assertThat(refusedUser(session.accessToken())).isEqualTo(AuthRefusal.SESSION_ENDED);
    assertThat(client.userId(Secret.of(another.accessToken()))).isEqualTo(auth.user);
    refusalOf(AuthRefusedException.class, () -> client.refresh(Secret.of(session.refreshToken())));

    client.signOut(Secret.of(session.accessToken()), SignOutScope.LOCAL);
    for (SignOutScope scope : List.of(SignOutScope.GLOBAL, SignOutScope.OTHERS)) {
      assertThat(refusedSignOut(session.accessToken(), scope))
          .as("what has ended cannot end others")
          .isEqualTo(AuthRefusal.SESSION_ENDED);
    }
    assertThat(client.userId(Secret.of(another.accessToken()))).isEqualTo(auth.user);
  }

  @Test
  void signsOutWithAGoodTokenOnly() {
    IssuedSession session = auth.server.signIn(auth.user);
    assertThat(refusedSignOut(" a", SignOutScope.LOCAL)).isEqualTo(AuthRefusal.MALFORMED_TOKEN);
    assertThat(auth.server.count("logout")).isZero();
    auth.clock.pass(Duration.ofHours(1));
    assertThat(refusedSignOut(session.accessToken(), SignOutScope.LOCAL))
        .isEqualTo(AuthRefusal.WRONG_SIGNATURE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void takesNoFaultForARefusal(AuthFault fault) {
    IssuedSession session = auth.server.signIn(auth.user);
    auth.server.fail(fault);
    refusalOf(
        BackendUnavailableException.class, () -> client.userId(Secret.of(session.accessToken())));
    refusalOf(
        BackendUnavailableException.class, () -> client.refresh(Secret.of(session.refreshToken())));
    if (fault != AuthFault.GARBAGE) { // a sign-out reads no body
      refusalOf(
          BackendUnavailableException.class,
          () -> client.signOut(Secret.of(session.accessToken()), SignOutScope.LOCAL));
    }
  }

  @Test
  void takesAWrongKeyForAWrongConfiguration() {
    SupabaseProject wrong =
        SupabaseProject.of(
            auth.server.url(), Secret.of(TestKeys.withPrefix("sb_publishable_", 31)));
    AuthClient stranger = AuthClient.of(wrong, AuthFixture.HTTP, auth.clock);
    IssuedSession session = auth.server.signIn(auth.user);
    refusalOf(
        ConfigurationException.class, () -> stranger.userId(Secret.of(session.accessToken())));
    refusalOf(
        ConfigurationException.class, () -> stranger.refresh(Secret.of(session.refreshToken())));
    refusalOf(
        ConfigurationException.class,
        () -> stranger.signOut(Secret.of(session.accessToken()), SignOutScope.LOCAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"id\":\"x\"}", "{\"access_token\":\"a\"}", "[1]"})
  void takesNoAnswerOfAnotherForm(String body) {
    AuthClient over =
        AuthClient.of(
            auth.project,
            call -> HttpReply.of(200, Map.of(), body.getBytes(StandardCharsets.UTF_8)),
            auth.clock);
    refusalOf(BelayException.class, () -> over.userId(Secret.of("a")));
    refusalOf(BelayException.class, () -> over.refresh(Secret.of("a")));
  }

  private AuthRefusal refusedSignOut(String token, SignOutScope scope) {
    return refusalOf(AuthRefusedException.class, () -> client.signOut(Secret.of(token), scope))
        .reason();
  }

  private AuthRefusal refusedUser(String token) {
    return refusalOf(AuthRefusedException.class, () -> client.userId(Secret.of(token))).reason();
  }
}
