package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.auth.Caller.Credential;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {

  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final Sessions sessions = auth.sessions();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void knowsTheUserOfABearerTokenAndOfACookie() {
    IssuedSession session = auth.server.signIn(auth.user);
    Caller bearer = sessions.currentUser(bearer(session.accessToken()));
    Caller cookie = sessions.currentUser(auth.requestOf(session));
    assertThat(bearer.requireUser().id()).isEqualTo(auth.user);
    assertThat(bearer.credential()).isEqualTo(Credential.BEARER);
    assertThat(cookie.requireUser().id()).isEqualTo(auth.user);
    assertThat(cookie.credential()).isEqualTo(Credential.COOKIE);
    assertThat(cookie.refusal()).isEmpty();
    assertThat(cookie.setCookies()).isEmpty();
    assertThat(cookie.toString()).isEqualTo("Caller[authenticated]");
  }

  @Test
  void doesNotThrowForAMissingSession() {
    Caller nobody = sessions.currentUser(Browser.EMPTY);
    assertThat(nobody.user()).isEmpty();
    assertThat(nobody.refusal()).contains(AuthRefusal.NO_SESSION);
    assertThat(nobody.credential()).isEqualTo(Credential.NONE);
    assertThat(sessions.resume(Browser.EMPTY).refusal()).contains(AuthRefusal.NO_SESSION);
    assertThat(refusalOf(AuthRefusedException.class, nobody::requireUser).reason())
        .isEqualTo(AuthRefusal.NO_SESSION);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer,       MALFORMED_REQUEST",
    "'Bearer    ', MALFORMED_REQUEST",
    "Bearer x,     MALFORMED_TOKEN",
    "bearer a.b.c, MALFORMED_TOKEN",
    "Basic YTpi,   NO_SESSION",
    "Bearerx y,    NO_SESSION",
    "'',           NO_SESSION"
  })
  void readsTheAuthorizationHeader(String header, AuthRefusal reason) {
    AuthRequest request = AuthRequest.of(Map.of("authorization", List.of(header)));
    assertThat(sessions.currentUser(request).refusal()).contains(reason);
    assertThat(sessions.resume(request).refusal()).contains(reason);
  }

  @Test
  void refusesTwoAuthorizationHeaders() {
    String good = "Bearer " + auth.server.signIn(auth.user).accessToken();
    AuthRequest request = AuthRequest.of(Map.of("Authorization", List.of(good, good)));
    assertThat(sessions.currentUser(request).refusal()).contains(AuthRefusal.MALFORMED_REQUEST);
  }

  @Test
  void makesABadBearerTokenNotGoodByACookie() {
    Browser browser = new Browser();
    browser.take(auth.cookies().write(Browser.EMPTY, auth.stored(auth.server.signIn(auth.user))));
    AuthRequest request =
        AuthRequest.of(
            Map.of("Authorization", List.of("Bearer x.y.z"), "Cookie", List.of(browser.header())));
    assertThat(sessions.resume(request).user()).isEmpty();
  }

  @Test
  void trustsNothingInACookieButItsToken() {
    IssuedSession session = auth.server.signIn(auth.user);
    UUID victim = UUID.randomUUID();
    String json = session.json().replace("\"id\":\"" + auth.user, "\"id\":\"" + victim);
    AuthRequest request =
        Browser.with(
            auth.cookies()
                .write(Browser.EMPTY, SessionTokens.ofJson(Secret.of(json), auth.clock.instant())));
    assertThat(sessions.currentUser(request).requireUser().id()).isEqualTo(auth.user);
  }

  @Test
  void changesNothingWhereItIsOnlyAsked() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    Caller caller = sessions.currentUser(request);
    assertThat(caller.refusal()).contains(AuthRefusal.EXPIRED);
    assertThat(auth.server.count("token")).isZero();
  }

  @Test
  void refreshesASessionThatIsOver() {
    IssuedSession old = auth.server.signIn(auth.user);
    Browser browser = new Browser();
    browser.take(auth.cookies().write(Browser.EMPTY, auth.stored(old)));
    auth.clock.pass(AN_HOUR.plusMinutes(1));

    Caller caller = sessions.resume(browser.request());

    assertThat(caller.requireUser().id()).isEqualTo(auth.user);
    assertThat(caller.requireUser().sessionId()).contains(old.id());
    browser.take(caller.setCookies());
    Caller next = sessions.resume(browser.request());
    assertThat(next.requireUser().expiresAt()).isEqualTo(auth.clock.instant().plus(AN_HOUR));
    assertThat(next.setCookies()).isEmpty();
    assertThat(auth.server.count("token")).isEqualTo(1);
  }

  @Test
  void refreshesAheadOfTheEnd() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.minusSeconds(91));
    assertThat(sessions.resume(request).setCookies()).isEmpty();
    auth.clock.pass(Duration.ofSeconds(1));
    assertThat(sessions.resume(request).setCookies()).isNotEmpty();
  }

  @Test
  void goesOnWithAGoodTokenWhereTheRefreshFails() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.minusSeconds(60));
    for (RuntimeException failure :
        List.of(away(), new AuthRefusedException(AuthRefusal.REFRESH_REFUSED))) {
      Caller caller = auth.sessions(failing(failure)).resume(request);
      assertThat(caller.user()).isPresent();
      assertThat(caller.setCookies()).isEmpty();
    }
  }

  @Test
  void keepsTheCookiesWhereNobodyAnswersARefresh() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    Caller caller = auth.sessions(failing(away())).resume(request);
    assertThat(caller.refusal()).contains(AuthRefusal.UNAVAILABLE);
    assertThat(caller.setCookies()).isEmpty();
  }

  @Test
  void doesNotTakeAnOutageForASignOut() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    sessions.resume(request);
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    auth.server.fail(AuthFault.UNAVAILABLE);
    Caller caller = sessions.resume(request);
    assertThat(caller.refusal()).contains(AuthRefusal.UNAVAILABLE);
    assertThat(caller.setCookies()).isEmpty();
    refusalOf(BackendUnavailableException.class, caller::requireUser);

    auth.server.fail(AuthFault.NONE);
    auth.clock.pass(JwksKeySource.PAUSE);
    assertThat(sessions.resume(request).user()).isPresent();
  }

  @Test
  void removesTheCookiesOfASessionThatHasEnded() {
    IssuedSession session = auth.server.signIn(auth.user);
    Browser browser = new Browser();
    browser.take(auth.cookies().write(Browser.EMPTY, auth.stored(session)));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    auth.server.signOut(session);
    Caller caller = sessions.resume(browser.request());
    assertThat(caller.refusal()).contains(AuthRefusal.REFRESH_REFUSED);
    browser.take(caller.setCookies());
    assertThat(browser.names()).isEmpty();
  }

  @Test
  void refreshesASessionWhoseKeyWasRevoked() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.server.rotateTo(SigningAlgorithm.EDDSA);
    auth.server.revokeOldKeys();
    assertThat(sessions.currentUser(request).refusal()).contains(AuthRefusal.UNKNOWN_KEY);
    Caller caller = sessions.resume(request);
    assertThat(caller.requireUser().id()).isEqualTo(auth.user);
    assertThat(caller.setCookies()).isNotEmpty();
  }

  @Test
  void spendsFewExchangesOnTokensThatItCannotVerify() {
    SigningKey forger = SigningKey.create(SigningAlgorithm.EDDSA);
    for (int i = 0; i < 40; i++) {
      String forged = Tokens.of(forger, auth.server.claims(auth.user));
      AuthRequest request = Browser.with(auth.cookies().write(Browser.EMPTY, invented(forged, i)));
      assertThat(sessions.resume(request).user()).isEmpty();
    }
    assertThat(auth.server.count("token")).isEqualTo(VerifiedSessions.UNVERIFIED_PER_MINUTE);
    auth.clock.pass(Duration.ofMinutes(1));
    String forged = Tokens.of(forger, auth.server.claims(auth.user));
    sessions.resume(Browser.with(auth.cookies().write(Browser.EMPTY, invented(forged, 41))));
    assertThat(auth.server.count("token")).isEqualTo(VerifiedSessions.UNVERIFIED_PER_MINUTE + 1);
  }

  @Test
  void spendsFewExchangesOnOneTokenThatIsOver() {
    IssuedSession session = auth.server.signIn(auth.user);
    AuthRequest honest = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    for (int i = 0; i < 40; i++) {
      sessions.resume(browser(session.accessToken(), i));
    }
    assertThat(auth.server.count("token")).isEqualTo(RefusedExchanges.PER_TOKEN);
    Caller caller = sessions.resume(browser(session.accessToken(), 41));
    assertThat(caller.refusal()).contains(AuthRefusal.UNAVAILABLE);
    assertThat(caller.setCookies()).isEmpty();
    assertThat(sessions.resume(honest).user()).as("another token's").isPresent();

    auth.clock.pass(Duration.ofMinutes(1));
    sessions.resume(browser(session.accessToken(), 42));
    assertThat(auth.server.count("token")).isEqualTo(RefusedExchanges.PER_TOKEN + 2);
  }

  @Test
  void boundsWhatIsRefusedInAll() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < RefusedExchanges.IN_ALL / RefusedExchanges.PER_TOKEN + 2; i++) {
      tokens.add(auth.server.signIn(UUID.randomUUID()).accessToken());
    }
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    for (int i = 0; i < RefusedExchanges.PER_TOKEN * tokens.size(); i++) {
      sessions.resume(browser(tokens.get(i % tokens.size()), i));
    }
    assertThat(auth.server.count("token")).isEqualTo(RefusedExchanges.IN_ALL);
  }

  @Test
  void forgetsARefusalWhereTheClockIsSetBack() {
    String token = auth.server.signIn(auth.user).accessToken();
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    sessions.resume(browser(token, 1));
    auth.clock.pass(Duration.ofSeconds(-1));
    sessions.resume(browser(token, 1));
    assertThat(auth.server.count("token")).isEqualTo(2);
  }

  @Test
  void spendsNoneOnATokenOfAnotherProjectThatIsSignedByUs() {
    Map<String, Object> claims = auth.server.claims(auth.user);
    claims.put("iss", "https://another.supabase.co/auth/v1");
    String token = Tokens.of(auth.server.signingKey(), claims);
    AuthRequest request = Browser.with(auth.cookies().write(Browser.EMPTY, invented(token, 1)));
    assertThat(sessions.resume(request).refusal()).contains(AuthRefusal.WRONG_ISSUER);
    assertThat(auth.server.count("token")).isZero();
  }

  @Test
  void exchangesOnceForManyRequests() throws Exception {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(24);
    List<Future<Caller>> callers = new ArrayList<>();
    try {
      for (int i = 0; i < 24; i++) {
        callers.add(
            threads.submit(
                () -> {
                  start.await();
                  return sessions.resume(request);
                }));
      }
      start.countDown();
      for (Future<Caller> caller : callers) {
        assertThat(caller.get(30, TimeUnit.SECONDS).requireUser().id()).isEqualTo(auth.user);
        assertThat(caller.get().setCookies()).isNotEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(auth.server.count("token")).isEqualTo(1);
  }

  @Test
  void sharesAnExchangeWithThoseThatComeShortlyAfter() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    sessions.resume(request);
    auth.clock.pass(SharedRefresh.REMEMBERED.minusSeconds(1));
    assertThat(sessions.resume(request).user()).isPresent();
    assertThat(auth.server.count("token")).isEqualTo(1);

    auth.clock.pass(Duration.ofSeconds(1));
    assertThat(sessions.resume(request).user())
        .as("the server forgives the parent of the current token")
        .isPresent();
    assertThat(auth.server.count("token")).isEqualTo(2);
  }

  @Test
  void remembersARefusalForAMoment() {
    IssuedSession session = auth.server.signIn(auth.user);
    AuthRequest request = auth.requestOf(session);
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    auth.server.signOut(session);
    for (int i = 0; i < 20; i++) {
      assertThat(sessions.resume(request).refusal()).contains(AuthRefusal.REFRESH_REFUSED);
    }
    assertThat(auth.server.count("token")).isEqualTo(1);
  }

  @Test
  void survivesARefreshByAnotherProcess() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    Sessions elsewhere = auth.sessions();
    assertThat(sessions.resume(request).user()).isPresent();
    assertThat(elsewhere.resume(request).user()).isPresent();
    assertThat(auth.server.count("token")).isEqualTo(2);
  }

  @Test
  void passesOnAFailureThatNobodyForesaw() {
    AuthRequest request = auth.requestOf(auth.server.signIn(auth.user));
    Sessions over = auth.sessions(failing(new IllegalStateException("broken")));
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    refusalOf(IllegalStateException.class, () -> over.resume(request));
    refusalOf(IllegalStateException.class, () -> over.resume(request));
  }

  @Test
  void leavesASessionWithoutARefreshTokenAsItIs() {
    String token = Tokens.of(auth.server.signingKey(), auth.server.claims(auth.user));
    AuthRequest request =
        Browser.with(
            auth.cookies()
                .write(
                    Browser.EMPTY,
                    SessionTokens.ofJson(
                        Secret.of("{\"access_token\":\"" + token + "\"}"), auth.clock.instant())));
    assertThat(sessions.resume(request).user()).isPresent();
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    assertThat(sessions.resume(request).refusal()).contains(AuthRefusal.EXPIRED);
    assertThat(auth.server.count("token")).isZero();
  }

  @Test
  void refusesToRefreshTooEarly() {
    refusalOf(
        InvalidArgumentException.class,
        () ->
            Sessions.builder(auth.verifier(), auth.client(), auth.cookies())
                .refreshAhead(Duration.ofMinutes(31))
                .build());
  }

  private static RuntimeException away() {
    return new BackendUnavailableException("away", BackendFault.none(), true);
  }

  private static AuthClient failing(RuntimeException failure) {
    return new AuthClient() {
      @Override
      public UUID userId(Secret accessToken) {
        throw new AssertionError("not asked");
      }

      @Override
      public SessionTokens refresh(Secret refreshToken) {
        throw failure;
      }

      @Override
      public void signOut(Secret accessToken, SignOutScope scope) {
        throw new AssertionError("not asked");
      }
    };
  }

  /** A browser whose refresh token is invented. */
  private AuthRequest browser(String accessToken, int number) {
    return Browser.with(auth.cookies().write(Browser.EMPTY, invented(accessToken, number)));
  }

  private SessionTokens invented(String accessToken, int number) {
    return SessionTokens.of(
        Secret.of(accessToken), Secret.of("invented " + number), auth.clock.instant());
  }

  private static AuthRequest bearer(String token) {
    return AuthRequest.of(Map.of("Authorization", List.of("Bearer " + token)));
  }
}
