package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What each filter does on a real server. Its handler answers with the user's id, or {@code
 * nobody}, below {@code /open} and {@code /closed}.
 */
public abstract class FilterContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private AutoCloseable server;
  private URI url;

  /**
   * Starts a server: every request below /closed needs a user, below /open it need not have one.
   * Below /leave the handler signs the caller out and answers with the outcome. Below /both it
   * comes through an open filter, and then a closed one of {@link #knowingNobody}.
   */
  protected abstract AutoCloseable start(Sessions sessions) throws Exception;

  /** Sessions of another project, so to say: to them every request is nobody's. */
  protected static Sessions knowingNobody(Sessions sessions) {
    return new Sessions() {
      @Override
      public Caller currentUser(AuthRequest request) {
        return sessions.currentUser(Browser.EMPTY);
      }

      @Override
      public Caller resume(AuthRequest request) {
        return sessions.resume(Browser.EMPTY);
      }

      @Override
      public SignOut signOut(AuthRequest request, SignOutScope scope) {
        return sessions.signOut(Browser.EMPTY, scope);
      }
    };
  }

  /** Where the last started server is. */
  protected abstract URI url();

  @BeforeEach
  void startTheServer() throws Exception {
    server = start(auth.sessions());
    url = url();
  }

  @AfterEach
  void closeTheServers() throws Exception {
    server.close();
    auth.close();
  }

  @Test
  void letsNobodyPassWhereNoUserIsNeeded() throws Exception {
    HttpResponse<String> response = send("/open", "X-Other", "1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("nobody");
  }

  @Test
  void namesTheUserOfATokenAndOfACookie() throws Exception {
    IssuedSession session = auth.server.signIn(auth.user);
    for (String path : List.of("/open", "/closed")) {
      assertThat(send(path, "Authorization", "Bearer " + session.accessToken()).body())
          .isEqualTo(auth.user.toString());
      assertThat(send(path, "Cookie", cookie(session)).body()).isEqualTo(auth.user.toString());
    }
  }

  @Test
  void takesNoOtherFiltersWordForAUser() throws Exception {
    IssuedSession session = auth.server.signIn(auth.user);
    assertThat(send("/both", "Authorization", "Bearer " + session.accessToken()).statusCode())
        .isEqualTo(401);
    assertThat(send("/both", "Cookie", cookie(session)).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesWhoIsNotAUserWithAChallenge() throws Exception {
    HttpResponse<String> nobody = send("/closed", "X-Other", "1");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(nobody.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(nobody.body()).isEqualTo("{\"error\":\"unauthorized\",\"reason\":\"no_session\"}");

    HttpResponse<String> forged = send("/closed", "Authorization", "Bearer a.b.c");
    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(forged.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"invalid_token\"");
    assertThat(forged.body()).contains("malformed_token");
  }

  @Test
  void saysThatItCouldNotFindOut() throws Exception {
    IssuedSession session = auth.server.signIn(auth.user);
    auth.server.fail(AuthFault.UNAVAILABLE);
    HttpResponse<String> response = send("/closed", "Cookie", cookie(session));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).isEqualTo("{\"error\":\"unavailable\",\"reason\":\"unavailable\"}");
  }

  @Test
  void setsTheCookiesOfARefreshedSessionAndForbidsToStoreThem() throws Exception {
    IssuedSession session = auth.server.signIn(auth.user);
    auth.clock.pass(Duration.ofHours(2));
    HttpResponse<String> response = send("/closed", "Cookie", cookie(session));
    assertThat(response.body()).isEqualTo(auth.user.toString());
    assertThat(response.headers().allValues("Set-Cookie"))
        .anyMatch(header -> header.startsWith(auth.project.cookieName()));
    assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    assertThat(auth.server.count("token")).isEqualTo(1);
  }

  @Test
  void removesTheCookiesOfASessionThatHasEnded() throws Exception {
    IssuedSession session = auth.server.signIn(auth.user);
    auth.clock.pass(Duration.ofHours(2));
    auth.server.signOut(session);
    HttpResponse<String> response = send("/closed", "Cookie", cookie(session));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .allMatch(header -> header.contains("Max-Age=0"));
  }

  /** Also where the filter has refreshed the session of this very request. */
  @Test
  void signsOutAndRemovesTheCookies() throws Exception {
    for (Duration age : List.of(Duration.ZERO, Duration.ofHours(2))) {
      IssuedSession session = auth.server.signIn(auth.user);
      String cookie = cookie(session);
      auth.clock.pass(age);
      HttpResponse<String> response = send("/leave", "Cookie", cookie);
      assertThat(response.body()).isEqualTo("SIGNED_OUT");
      assertThat(auth.server.hasEnded(session)).isTrue();
      assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
      List<String> set = response.headers().allValues("Set-Cookie");
      assertThat(set.get(set.size() - 1)).contains("Max-Age=0");
    }
    assertThat(send("/leave", "X-Other", "1").body()).isEqualTo("NO_SESSION");
  }

  @Test
  void mixesUpNoUsersAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        UUID user = UUID.randomUUID();
        String token = auth.server.signIn(user).accessToken();
        all.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 20; j++) {
                    assertThat(send("/closed", "Authorization", "Bearer " + token).body())
                        .isEqualTo(user.toString());
                    assertThat(send("/open", "X-Other", "1").body()).isEqualTo("nobody");
                  }
                  return null;
                }));
      }
      for (Future<Void> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private String cookie(IssuedSession session) {
    Browser browser = new Browser();
    browser.take(auth.cookies().write(Browser.EMPTY, auth.stored(session)));
    return browser.header();
  }

  private HttpResponse<String> send(String path, String header, String value) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).header(header, value).build();
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
