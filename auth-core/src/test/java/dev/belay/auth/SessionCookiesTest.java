package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookiesTest {

  private static final String NAME = "sb-abcdefgh-auth-token";
  private static final Instant END = Instant.ofEpochSecond(1_900_000_000L);
  private static final SupabaseProject PROJECT =
      SupabaseProject.of(URI.create("https://abcdefgh.supabase.co"), Secret.of("sb_publishable_x"));
  private static final SessionTokens SESSION =
      SessionTokens.of(Secret.of("access"), Secret.of("refresh"), END);

  private final SessionCookies cookies = SessionCookies.of(PROJECT);

  @Test
  void removesNoMoreCookiesThanASessionMayHave() {
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      header.append(NAME).append('.').append(i).append("=; ");
    }
    assertThat(cookies.clear(Browser.sending(header.toString()))).hasSize(CookieNames.LAST + 1);
  }

  @Test
  void writesAndReadsASmallSession() {
    List<SetCookie> written = cookies.write(Browser.EMPTY, SESSION);
    assertThat(written).hasSize(1);
    assertThat(written.get(0).header().reveal())
        .startsWith(NAME + "=base64-")
        .endsWith("; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=Lax");
    assertThat(written.get(0).toString()).isEqualTo("SetCookie[" + NAME + "]");
    assertSession(cookies.read(Browser.with(written)), "access", "refresh");
  }

  @Test
  void writesWhatIsAskedFor() {
    SetCookie cookie =
        changed(
                settings ->
                    settings
                        .name("__Secure-session")
                        .readableByScripts()
                        .sameSite(SessionCookies.SameSite.NONE)
                        .path("/app")
                        .domain("example.com")
                        .maxAge(Duration.ofDays(7)))
            .write(Browser.EMPTY, SESSION)
            .get(0);
    assertThat(cookie.header().reveal())
        .startsWith("__Secure-session=")
        .endsWith("; Max-Age=604800; Domain=example.com; Path=/app; Secure; SameSite=None");
  }

  @Test
  void cutsALargeSessionIntoPiecesAndRemovesThemAgain() {
    Browser browser = new Browser();
    SessionTokens large = session("a".repeat(9000));
    browser.take(cookies.write(browser.request(), large));
    assertThat(browser.names()).containsExactly(NAME + ".0", NAME + ".1", NAME + ".2", NAME + ".3");
    assertThat(browser.header().split("; ", -1))
        .allSatisfy(pair -> assertThat(pair).hasSizeLessThan(4096));
    assertSession(cookies.read(browser.request()), "a".repeat(9000), "refresh");

    browser.take(cookies.write(browser.request(), session("a".repeat(4000))));
    assertThat(browser.names()).containsExactly(NAME + ".0", NAME + ".1");

    browser.take(cookies.write(browser.request(), SESSION));
    assertThat(browser.names()).containsExactly(NAME);

    browser.take(cookies.clear(browser.request()));
    assertThat(browser.names()).isEmpty();
    assertThat(cookies.clear(browser.request())).isEmpty();
  }

  @Test
  void removesTheHostsOwnCookieWhereItHasADomain() {
    SessionCookies shared = changed(settings -> settings.domain("example.com"));
    AuthRequest request = Browser.sending(NAME + "=old; " + NAME + ".0=older; other=1");
    assertThat(shared.clear(request))
        .extracting(cookie -> cookie.header().reveal().replaceAll("; Path.*", ""))
        .containsExactly(
            NAME + "=; Max-Age=0",
            NAME + ".0=; Max-Age=0",
            NAME + "=; Max-Age=0; Domain=example.com",
            NAME + ".0=; Max-Age=0; Domain=example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "é ü ß", "日本語", "😀😀😀", "\"\\;,= %25", "a\nb"})
  void keepsEveryCharacter(String text) {
    for (SessionCookies each : List.of(cookies, changed(SessionCookies.Builder::raw))) {
      for (int times : new int[] {1, 300, 1500}) {
        SessionTokens session = session(text.repeat(times));
        AuthRequest request = Browser.with(each.write(Browser.EMPTY, session));
        assertSession(cookies.read(request), text.repeat(times), "refresh");
      }
    }
  }

  @Test
  void keepsTheUserOfAnAnswerForTheFrontEnd() {
    String json =
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":3600,\"user\":{\"id\":\"u\"}}";
    SessionTokens session = SessionTokens.ofJson(Secret.of(json), END);
    String written = cookies.write(Browser.EMPTY, session).get(0).header().reveal();
    String value = written.substring(written.indexOf("base64-") + 7, written.indexOf(';'));
    assertThat(new String(Base64Url.decode(value).orElseThrow(), StandardCharsets.UTF_8))
        .isEqualTo(
            json.substring(0, json.length() - 1)
                + ",\"expires_at\":"
                + (1_900_000_000L + 3600)
                + "}");
  }

  @Test
  void prefersTheWholeCookieToPieces() {
    String whole = pair(cookies.write(Browser.EMPTY, SESSION).get(0));
    assertSession(cookies.read(Browser.sending(NAME + ".0=junk; " + whole)), "access", "refresh");
  }

  @Test
  void takesTheFirstOfTwoCookiesWithOneName() {
    String first = pair(cookies.write(Browser.EMPTY, SESSION).get(0));
    String second = pair(cookies.write(Browser.EMPTY, session("second")).get(0));
    AuthRequest inOne = Browser.sending(first + "; " + second);
    AuthRequest inTwo = AuthRequest.of(Map.of("cookie", List.of(first, second)));
    assertSession(cookies.read(inOne), "access", "refresh");
    assertSession(cookies.read(inTwo), "access", "refresh");
  }

  static Stream<String> noSession() {
    return Stream.of(
        "",
        ";;;=;",
        "=x",
        NAME,
        "a=b",
        NAME + "-code-verifier=x",
        NAME + "-flow-abcdefgh-code-verifier=x",
        NAME + ".00=x",
        NAME + ".-1=x",
        NAME + ".x=y",
        NAME + ".=y",
        NAME + ".99999999999=y",
        NAME + "2=x",
        "x" + NAME + "=y");
  }

  @ParameterizedTest
  @MethodSource("noSession")
  void findsNoSessionInOtherCookies(String header) {
    assertAbsent(cookies.read(Browser.sending(header)), AuthRefusal.NO_SESSION);
  }

  static Stream<String> malformed() {
    return Stream.of(
        NAME + "=",
        NAME + "=\"\"",
        NAME + ".1=base64-e30",
        NAME + "=x",
        NAME + "=null",
        NAME + "=[]",
        NAME + "={}",
        NAME + "={\"access_token\":1}",
        NAME + "={\"access_token\":\"\"}",
        NAME + "={\"access_token\":\"a\"",
        NAME + "={\"access_token\":\"a\",\"access_token\":\"b\"}",
        NAME + "=base64-",
        NAME + "=base64-!!!!",
        NAME + "=base64-A",
        NAME + "=base64-e31",
        NAME + "=base64-_____w",
        NAME + "=base64-gICA",
        NAME + "=base64-e30+",
        NAME + "=base64-e30",
        NAME + "=%",
        NAME + "=%ff%fe",
        NAME + "=%7Bnot json",
        NAME + "=" + "[".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesACookieThatHoldsNoSession(String header) {
    assertAbsent(cookies.read(Browser.sending(header)), AuthRefusal.MALFORMED_COOKIE);
  }

  @Test
  void refusesAGapBetweenPieces() {
    Browser browser = new Browser();
    browser.take(cookies.write(Browser.EMPTY, session("a".repeat(9000))));
    for (int missing = 0; missing < 4; missing++) {
      String gap = NAME + "." + missing + "=";
      String header =
          String.join(
              "; ",
              Stream.of(browser.header().split("; ", -1))
                  .filter(pair -> !pair.startsWith(gap))
                  .toList());
      assertAbsent(cookies.read(Browser.sending(header)), AuthRefusal.MALFORMED_COOKIE);
    }
  }

  @Test
  void refusesPiecesOfTwoSessions() {
    Browser first = new Browser();
    first.take(cookies.write(Browser.EMPTY, session("a".repeat(9000))));
    Browser second = new Browser();
    second.take(cookies.write(Browser.EMPTY, session("b".repeat(5000))));
    String mixed = first.header().split("; ", -1)[0] + "; " + second.header().split("; ", -1)[1];
    assertAbsent(cookies.read(Browser.sending(mixed)), AuthRefusal.MALFORMED_COOKIE);
  }

  @Test
  void refusesWhatIsHuge() {
    assertAbsent(
        cookies.read(Browser.sending(NAME + "=" + "a".repeat(70_000))),
        AuthRefusal.COOKIE_TOO_LARGE);
    assertAbsent(
        cookies.read(Browser.sending("x=" + "a".repeat(10_000_000))), AuthRefusal.COOKIE_TOO_LARGE);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      many.append(NAME).append('.').append(i).append("=aaaaaaaaaaaaa; ");
    }
    assertAbsent(cookies.read(Browser.sending(many.toString())), AuthRefusal.COOKIE_TOO_LARGE);
    refusalOf(
        InvalidArgumentException.class,
        () -> cookies.write(Browser.EMPTY, session("a".repeat(60_000))));
  }

  @Test
  void readsBase64WithItsPadding() {
    String json = "{\"access_token\":\"a\"}";
    String padded = Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    CookieSession read = cookies.read(Browser.sending(NAME + "=base64-" + padded));
    assertThat(read)
        .isInstanceOfSatisfying(
            CookieSession.Present.class,
            present -> {
              assertThat(present.tokens().refreshToken()).isEmpty();
              assertThat(present.tokens().expiresAt()).isEmpty();
            });
  }

  static Stream<UnaryOperator<SessionCookies.Builder>> refusedSettings() {
    return Stream.of(
        settings -> settings.name(""),
        settings -> settings.name("a b"),
        settings -> settings.name("a;b"),
        settings -> settings.name("a=b"),
        settings -> settings.path("x"),
        settings -> settings.path("/;Domain=evil"),
        settings -> settings.domain("example.com; Path=/"),
        settings -> settings.domain("localhost"),
        settings -> settings.maxAge(Duration.ZERO),
        settings -> settings.maxAge(Duration.ofDays(401)),
        settings -> settings.name("__Host-s").domain("example.com"),
        settings -> settings.name("__Host-s").path("/app"),
        settings -> settings.name("__Secure-s").insecure(),
        settings -> settings.sameSite(SessionCookies.SameSite.NONE).insecure());
  }

  @ParameterizedTest
  @MethodSource("refusedSettings")
  void refusesSettingsThatBrowsersDrop(UnaryOperator<SessionCookies.Builder> settings) {
    refusalOf(InvalidArgumentException.class, () -> changed(settings));
  }

  private static SessionCookies changed(UnaryOperator<SessionCookies.Builder> settings) {
    return settings.apply(SessionCookies.builder(PROJECT)).build();
  }

  private static SessionTokens session(String accessToken) {
    return SessionTokens.of(Secret.of(accessToken), Secret.of("refresh"), END);
  }

  private static String pair(SetCookie cookie) {
    return cookie.header().reveal().split(";", 2)[0];
  }

  private static void assertSession(CookieSession read, String access, String refresh) {
    assertThat(read)
        .isInstanceOfSatisfying(
            CookieSession.Present.class,
            present -> {
              assertThat(present.tokens().accessToken().reveal()).isEqualTo(access);
              assertThat(present.tokens().refreshToken().orElseThrow().reveal()).isEqualTo(refresh);
              assertThat(present.tokens().expiresAt()).contains(END);
            });
  }

  private static void assertAbsent(CookieSession read, AuthRefusal reason) {
    assertThat(read).isEqualTo(new CookieSession.Absent(reason));
  }
}
