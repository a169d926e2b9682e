package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.auth.SignOut.Outcome;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.leak.TestKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignOutTest {

  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final Sessions sessions = auth.sessions();
  private final Browser browser = new Browser();
  private final IssuedSession session = auth.server.signIn(auth.user);
  private final IssuedSession another = auth.server.signIn(auth.user);

  SignOutTest() {
    browser.take(auth.cookies().write(Browser.EMPTY, auth.stored(session)));
  }

  @AfterEach
  void close() {
    auth.close();
  }

  @ParameterizedTest
  @EnumSource
  void endsTheSessionsOfTheScope(SignOutScope scope) {
    SignOut signOut = sessions.signOut(browser.request(), scope);
    browser.take(signOut.setCookies());

    assertThat(signOut.outcome()).isEqualTo(Outcome.SIGNED_OUT);
    assertThat(browser.names().isEmpty()).isEqualTo(scope != SignOutScope.OTHERS);
    assertThat(isOver(session)).isEqualTo(scope != SignOutScope.OTHERS);
    assertThat(isOver(another)).isEqualTo(scope != SignOutScope.LOCAL);
  }

  @Test
  void leavesAnAccessTokenAsGoodAsItsSignatureSays() {
    sessions.signOut(browser.request(), SignOutScope.LOCAL);
    assertThat(sessions.currentUser(bearer(session)).user()).isPresent();
  }

  /** The server takes no access token whose time is over, and would leave the session as it is. */
  @Test
  void refreshesASessionThatIsOverToBeAbleToEndIt() {
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    SignOut signOut = sessions.signOut(browser.request(), SignOutScope.LOCAL);
    browser.take(signOut.setCookies());
    assertThat(signOut.outcome()).isEqualTo(Outcome.SIGNED_OUT);
    assertThat(browser.names()).isEmpty();
    assertThat(isOver(session)).isTrue();
  }

  @Test
  void keepsARefreshedSessionWhereOthersAreEnded() {
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    browser.take(sessions.signOut(browser.request(), SignOutScope.OTHERS).setCookies());
    assertThat(sessions.currentUser(browser.request()).user()).isPresent();
  }

  /** The filter before a handler may have refreshed the session already. */
  @Test
  void removesTheCookiesThatThisAnswerHasSetBefore() {
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    AuthRequest request = browser.request();
    browser.take(sessions.resume(request).setCookies());
    browser.take(sessions.signOut(request, SignOutScope.LOCAL).setCookies());
    assertThat(browser.names()).isEmpty();
    assertThat(auth.server.count("token")).isEqualTo(1);

    List<SetCookie> pieces =
        auth.cookies()
            .write(
                Browser.EMPTY,
                SessionTokens.of(
                    Secret.of("a".repeat(5000)), Secret.of("r"), auth.clock.instant()));
    assertThat(auth.cookies().clear(request, pieces))
        .extracting(SetCookie::name)
        .contains(pieces.get(0).name(), pieces.get(1).name());
  }

  @Test
  void givesALateRequestNothingOfWhatWasSignedOut() {
    AuthRequest late = browser.request();
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    browser.take(sessions.resume(late).setCookies());
    sessions.signOut(browser.request(), SignOutScope.LOCAL);

    Caller caller = sessions.resume(late);
    assertThat(caller.refusal()).contains(AuthRefusal.REFRESH_REFUSED);
    assertThat(caller.setCookies()).isNotEmpty().allMatch(SetCookie::isRemoval);
  }

  @ParameterizedTest
  @EnumSource
  void saysWhereTheSessionWasOverBefore(SignOutScope scope) {
    auth.server.signOut(session);
    SignOut signOut = sessions.signOut(browser.request(), scope);
    browser.take(signOut.setCookies());
    assertThat(signOut.outcome())
        .isEqualTo(scope == SignOutScope.LOCAL ? Outcome.SIGNED_OUT : Outcome.ALREADY_OVER);
    assertThat(browser.names()).isEmpty();
    assertThat(isOver(another)).isFalse();
  }

  @Test
  void removesTheCookiesOfASessionThatCannotBeRefreshed() {
    auth.server.signOut(session);
    auth.clock.pass(AN_HOUR.plusMinutes(1));
    SignOut signOut = sessions.signOut(browser.request(), SignOutScope.GLOBAL);
    browser.take(signOut.setCookies());
    assertThat(signOut.outcome()).isEqualTo(Outcome.ALREADY_OVER);
    assertThat(browser.names()).isEmpty();
    assertThat(auth.server.count("logout")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void signsThisBrowserOutWithoutTheServerWhereOnlyItIsMeant(SignOutScope scope) {
    sessions.currentUser(browser.request());
    auth.server.fail(AuthFault.UNAVAILABLE);
    SignOut signOut = sessions.signOut(browser.request(), scope);
    browser.take(signOut.setCookies());
    assertThat(signOut.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(browser.names().isEmpty()).isEqualTo(scope == SignOutScope.LOCAL);
  }

  @Test
  void doesNothingForNobody() {
    SignOut signOut = sessions.signOut(Browser.EMPTY, SignOutScope.GLOBAL);
    assertThat(signOut.outcome()).isEqualTo(Outcome.NO_SESSION);
    assertThat(signOut.setCookies()).isEmpty();
    AuthRequest broken = Browser.sending(auth.project.cookieName() + "=base64-!");
    assertThat(sessions.signOut(broken, SignOutScope.LOCAL).outcome())
        .isEqualTo(Outcome.NO_SESSION);
    assertThat(sessions.signOut(broken, SignOutScope.LOCAL).setCookies()).isNotEmpty();
    assertThat(auth.server.count("logout")).isZero();
  }

  @Test
  void signsOutByABearerTokenAndLeavesCookiesAlone() {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Authorization", List.of("Bearer " + another.accessToken()));
    headers.put("Cookie", List.of(browser.header()));
    SignOut signOut = sessions.signOut(AuthRequest.of(headers), SignOutScope.LOCAL);
    assertThat(signOut).isEqualTo(new SignOut(Outcome.SIGNED_OUT, List.of()));
    assertThat(isOver(another)).isTrue();
    assertThat(isOver(session)).isFalse();
  }

  @Test
  void sendsNoTokenThatIsNotTheProjects() {
    AuthRequest forged =
        AuthRequest.of(
            Map.of("Authorization", List.of("Bearer " + TestKeys.withPrefix("a.b.", 20))));
    assertThat(sessions.signOut(forged, SignOutScope.LOCAL).outcome())
        .isEqualTo(Outcome.ALREADY_OVER);
    assertThat(auth.server.count("logout")).isZero();
  }

  private boolean isOver(IssuedSession issued) {
    return auth.server.hasEnded(issued);
  }

  private static AuthRequest bearer(IssuedSession issued) {
    return AuthRequest.of(Map.of("Authorization", List.of("Bearer " + issued.accessToken())));
  }
}
