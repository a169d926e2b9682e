package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SupabaseAuthServer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our cookies are those of the real {@code @supabase/ssr}, both ways. */
class SsrPackageTest {

  private static final Optional<SsrPackage> FOUND = SsrPackage.found();
  private static final String[] ALPHABET = {
    "a", "Z", "0", "-", "_", ".", "!", "~", "*", "'", "(", ")", "\"", "\\", "%", "%41", ";", ",",
    " ", "=", "é", "ß", "日", "😀", "\n", "\u007f", "\u2028"
  };
  private static final SupabaseProject PROJECT =
      SupabaseProject.of(URI.create("https://abcdefgh.supabase.co"), Secret.of("sb_publishable_x"));

  @BeforeEach
  void needsThePackage() {
    assumeTrue(FOUND.isPresent());
  }

  @Test
  void writesTheSameCookiesAndReadsTheOthers() throws Exception {
    List<Map<String, Object>> questions = new ArrayList<>();
    List<SessionTokens> sessions = new ArrayList<>();
    Random random = new Random(20261122);
    for (int i = 0; i < 120; i++) {
      SessionTokens session = randomSession(random, i);
      sessions.add(session);
      questions.add(question(session, i % 2 == 0, i % 3 == 0 ? 0 : 9000));
    }

    JsonNode answers = FOUND.orElseThrow().answers(questions);

    for (int i = 0; i < sessions.size(); i++) {
      SessionCookies ours = cookies(i % 2 == 0);
      AuthRequest before = Browser.sending((String) questions.get(i).get("header"));
      List<SetCookie> written = ours.write(before, sessions.get(i));
      assertThat(pairs(written)).isEqualTo(pairs(answers.get(i).get("written")));
      Browser theirs = new Browser();
      theirs.take(setCookies(answers.get(i).get("written")));
      assertThat(((CookieSession.Present) ours.read(theirs.request())).tokens().json())
          .isEqualTo(sessions.get(i).json());
    }
    assertTheyRead(sessions);
  }

  @Test
  void sharesALivingSessionWithAJavaScriptServer() throws Exception {
    try (SupabaseAuthServer server =
        SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC())) {
      UUID user = UUID.randomUUID();
      IssuedSession issued = server.signIn(user);
      AuthClients clients =
          AuthClients.of(SupabaseProject.of(server.url(), Secret.of(server.publishableKey())))
              .transport(AuthFixture.HTTP)
              .build();
      Map<String, Object> question = new LinkedHashMap<>();
      question.put("url", server.url().toString());
      question.put("key", server.publishableKey());
      question.put("header", "");
      question.put("action", "set");
      question.put(
          "session",
          Map.of("access_token", issued.accessToken(), "refresh_token", issued.refreshToken()));
      Browser browser = new Browser();

      JsonNode signedIn = FOUND.orElseThrow().answers(List.of(question)).get(0);
      browser.take(setCookies(signedIn.get("written")));
      assertThat(clients.sessions().currentUser(browser.request()).requireUser().id())
          .isEqualTo(user);

      question.put("action", "refresh");
      question.put("header", browser.header());
      JsonNode refreshed = FOUND.orElseThrow().answers(List.of(question)).get(0);
      browser.take(setCookies(refreshed.get("written")));
      CookieSession.Present theirs =
          (CookieSession.Present) clients.cookies().read(browser.request());
      assertThat(clients.sessions().currentUser(browser.request()).requireUser().id())
          .isEqualTo(user);

      SessionTokens ours = clients.client().refresh(theirs.tokens().refreshToken().orElseThrow());
      browser.take(clients.cookies().write(browser.request(), ours));
      question.put("action", "read");
      question.put("header", browser.header());
      JsonNode read = FOUND.orElseThrow().answers(List.of(question)).get(0);
      assertThat(read.get("user").asText()).isEqualTo(user.toString());
      assertThat(read.get("accessToken").asText().equals(ours.accessToken().reveal())).isTrue();
    }
  }

  @Test
  void signsOutAsAJavaScriptServerDoes() throws Exception {
    try (SupabaseAuthServer server =
        SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC())) {
      UUID user = UUID.randomUUID();
      AuthClients clients =
          AuthClients.of(SupabaseProject.of(server.url(), Secret.of(server.publishableKey())))
              .transport(AuthFixture.HTTP)
              .build();
      for (SignOutScope scope : SignOutScope.values()) {
        IssuedSession others = server.signIn(user);
        IssuedSession theirs = server.signIn(user);
        Browser browser = signedIn(clients, theirs);
        JsonNode answer = ask(server, "sign out " + scope.word(), browser.header());
        browser.take(setCookies(answer.get("written")));
        assertThat(answer.get("signOutError").isNull()).isTrue();

        IssuedSession ours = server.signIn(user);
        Browser javaBrowser = signedIn(clients, ours);
        boolean othersByThem = server.hasEnded(others);
        boolean itselfByThem = server.hasEnded(theirs);
        IssuedSession again = server.signIn(user);
        javaBrowser.take(clients.sessions().signOut(javaBrowser.request(), scope).setCookies());

        assertThat(javaBrowser.names().isEmpty()).isEqualTo(browser.names().isEmpty());
        assertThat(server.hasEnded(ours)).isEqualTo(itselfByThem);
        assertThat(server.hasEnded(again)).isEqualTo(othersByThem);
      }
    }
  }

  /** What the Java side has signed out is nobody to the JavaScript side too. */
  @Test
  void isBelievedByAJavaScriptServer() throws Exception {
    try (SupabaseAuthServer server =
        SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC())) {
      AuthClients clients =
          AuthClients.of(SupabaseProject.of(server.url(), Secret.of(server.publishableKey())))
              .transport(AuthFixture.HTTP)
              .build();
      Browser browser = signedIn(clients, server.signIn(UUID.randomUUID()));
      String before = browser.header();
      assertThat(ask(server, "read", before).get("user").isNull()).isFalse();
      clients.sessions().signOut(browser.request(), SignOutScope.LOCAL);
      assertThat(ask(server, "read", before).get("user").isNull()).isTrue();
    }
  }

  private static Browser signedIn(AuthClients clients, IssuedSession session) {
    Browser browser = new Browser();
    browser.take(
        clients
            .cookies()
            .write(
                Browser.EMPTY,
                SessionTokens.ofJson(Secret.of(session.json()), Clock.systemUTC().instant())));
    return browser;
  }

  private static JsonNode ask(SupabaseAuthServer server, String action, String header)
      throws Exception {
    Map<String, Object> question =
        Map.of(
            "url",
            server.url().toString(),
            "key",
            server.publishableKey(),
            "header",
            header,
            "action",
            action);
    return FOUND.orElseThrow().answers(List.of(question)).get(0);
  }

  private void assertTheyRead(List<SessionTokens> sessions) throws Exception {
    List<Map<String, Object>> questions = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      Browser browser = new Browser();
      browser.take(cookies(i % 2 == 0).write(Browser.EMPTY, sessions.get(i)));
      questions.add(
          Map.of("key", PROJECT.cookieName(), "encoding", "base64url", "header", browser.header()));
    }
    JsonNode answers = FOUND.orElseThrow().answers(questions);
    for (int i = 0; i < sessions.size(); i++) {
      assertThat(answers.get(i).get("read").asText()).isEqualTo(sessions.get(i).json().reveal());
    }
  }

  private static Map<String, Object> question(SessionTokens session, boolean base64, int before) {
    Browser browser = new Browser();
    browser.take(cookies(true).write(Browser.EMPTY, session("x".repeat(before))));
    return Map.of(
        "key",
        PROJECT.cookieName(),
        "encoding",
        base64 ? "base64url" : "raw",
        "header",
        browser.header(),
        "value",
        session.json().reveal());
  }

  private static SessionCookies cookies(boolean base64) {
    SessionCookies.Builder builder = SessionCookies.builder(PROJECT);
    return (base64 ? builder : builder.raw()).build();
  }

  private static SessionTokens randomSession(Random random, int number) {
    StringBuilder text = new StringBuilder();
    int length = number % 4 == 0 ? 900 + random.nextInt(3200) : random.nextInt(400);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return session(text.append('.').toString());
  }

  private static SessionTokens session(String accessToken) {
    return SessionTokens.of(
        Secret.of(accessToken + "."), Secret.of("refresh"), Instant.ofEpochSecond(1_900_000_000L));
  }

  /** Removals have no order of their own. */
  private static List<String> pairs(List<SetCookie> cookies) {
    return cookies.stream()
        .map(cookie -> cookie.header().reveal().split("; Path", 2)[0])
        .sorted()
        .toList();
  }

  private static List<String> pairs(JsonNode written) {
    return texts(written).stream().map(header -> header.split("; Path", 2)[0]).sorted().toList();
  }

  private static List<SetCookie> setCookies(JsonNode written) {
    return texts(written).stream()
        .map(
            header ->
                new SetCookie(
                    header.substring(0, header.indexOf('=')),
                    Secret.of(header),
                    header.contains("Max-Age=0;")))
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
