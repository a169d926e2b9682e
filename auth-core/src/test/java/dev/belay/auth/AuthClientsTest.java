package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.UserIdHash;
import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.leak.TestKeys;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthClientsTest {

  private static final String URL = "https://abcdefgh.supabase.co";
  private static final String KEY = "sb_publishable_0123456789";
  private static final String HASH_SECRET = TestKeys.withPrefix("", 40);

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final RecordedTelemetry telemetry = new RecordedTelemetry();

  @AfterEach
  void close() {
    telemetry.close();
    auth.close();
  }

  static Stream<Map<String, String>> enough() {
    return Stream.of(
        Map.of("SUPABASE_URL", URL, "SUPABASE_PUBLISHABLE_KEY", KEY),
        Map.of("NEXT_PUBLIC_SUPABASE_URL", URL, "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY", KEY),
        Map.of("NEXT_PUBLIC_SUPABASE_URL", URL + "/", "NEXT_PUBLIC_SUPABASE_ANON_KEY", "ey.a.b"),
        Map.of(
            "SUPABASE_URL",
            URL,
            "NEXT_PUBLIC_SUPABASE_URL",
            URL,
            "SUPABASE_ANON_KEY",
            "ey.a.b",
            "SUPABASE_PUBLISHABLE_KEY",
            " " + KEY + " "));
  }

  @ParameterizedTest
  @MethodSource("enough")
  void readsTheEnvironmentUnderEitherName(Map<String, String> variables) {
    AuthClients clients = AuthClients.fromEnvironment(Environment.of(variables)).build();
    assertThat(clients.project().url()).hasToString(URL);
    assertThat(clients.project().issuer()).isEqualTo(URL + "/auth/v1");
    assertThat(clients.project().cookieName()).isEqualTo("sb-abcdefgh-auth-token");
    boolean publishable = variables.keySet().stream().anyMatch(name -> name.contains("PUBLISH"));
    assertThat(clients.project().publishableKey().reveal())
        .isEqualTo(
            publishable && !variables.containsKey("NEXT_PUBLIC_SUPABASE_ANON_KEY")
                ? KEY
                : "ey.a.b");
  }

  static Stream<Arguments> tooLittle() {
    return Stream.of(
        refused(
            Map.of("SUPABASE_PUBLISHABLE_KEY", KEY), "SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"),
        refused(
            Map.of("SUPABASE_URL", "undefined", "SUPABASE_PUBLISHABLE_KEY", KEY), "SUPABASE_URL"),
        refused(Map.of("SUPABASE_URL", URL), "SUPABASE_PUBLISHABLE_KEY"),
        refused(
            Map.of("SUPABASE_URL", URL, "SUPABASE_PUBLISHABLE_KEY", " "),
            "SUPABASE_PUBLISHABLE_KEY"),
        refused(
            Map.of("SUPABASE_URL", URL, "NEXT_PUBLIC_SUPABASE_URL", "https://b.supabase.co"),
            "SUPABASE_URL and NEXT_PUBLIC_SUPABASE_URL"),
        refused(
            Map.of(
                "SUPABASE_URL",
                URL,
                "SUPABASE_PUBLISHABLE_KEY",
                TestKeys.withPrefix("sb_secret_", 31)),
            "SUPABASE_PUBLISHABLE_KEY"),
        refused(
            Map.of("SUPABASE_URL", URL, "SUPABASE_ANON_KEY", TestKeys.withPrefix("sb_secret_", 31)),
            "SUPABASE_ANON_KEY"),
        refused(
            Map.of("SUPABASE_URL", "http://abc.supabase.co", "SUPABASE_ANON_KEY", "k"),
            "SUPABASE_URL"),
        refused(
            Map.of("SUPABASE_URL", "https://u:p@abc.co", "SUPABASE_ANON_KEY", "k"), "SUPABASE_URL"),
        refused(Map.of("SUPABASE_URL", URL + "/rest/v1", "SUPABASE_ANON_KEY", "k"), "SUPABASE_URL"),
        refused(Map.of("SUPABASE_URL", URL + "?a=b", "SUPABASE_ANON_KEY", "k"), "SUPABASE_URL"),
        refused(Map.of("SUPABASE_URL", "not a url", "SUPABASE_ANON_KEY", "k"), "SUPABASE_URL"),
        refused(Map.of("SUPABASE_URL", URL, "SUPABASE_ANON_KEY", "a\nb"), "SUPABASE_ANON_KEY"),
        refused(
            Map.of("SUPABASE_URL", URL, "SUPABASE_ANON_KEY", "k", "SUPABASE_JWT_SECRET", "short"),
            "SUPABASE_JWT_SECRET"),
        refused(
            Map.of("SUPABASE_URL", URL, "SUPABASE_ANON_KEY", "k", "TELEMETRY_HASH_SECRET", "short"),
            "TELEMETRY_HASH_SECRET"));
  }

  @ParameterizedTest(name = "{1}") // the variables hold keys
  @MethodSource("tooLittle")
  void failsClosedAndNamesTheVariable(Map<String, String> variables, List<String> names) {
    ConfigurationException refused =
        refusalOf(
            ConfigurationException.class,
            () -> AuthClients.fromEnvironment(Environment.of(variables)).build());
    assertThat(refused.getMessage()).contains(names).doesNotContain("u:p", "not a url");
  }

  @Test
  void verifiesHmacWithTheSecretOfTheEnvironment() {
    auth.server.rotateTo(SigningAlgorithm.HS256);
    AuthClients clients = clients();
    assertThat(clients.sessions().currentUser(signedIn()).user()).isPresent();
  }

  @Test
  void showsItsMakingAndWhoIsCalling() {
    AuthClients clients = clients();
    clients.sessions().currentUser(signedIn());

    assertThat(span("supabase.init").getAttributes().asMap())
        .containsEntry(text("db.system"), "postgres")
        .containsEntry(text("db.supabase.operation"), "init");
    SpanData asked = span("supabase.auth.getUser");
    assertThat(asked.getAttributes().asMap())
        .containsEntry(text("db.system"), "postgres")
        .containsEntry(text("db.supabase.operation"), "auth.getUser")
        .containsEntry(AttributeKey.booleanKey("user.authenticated"), true)
        .containsEntry(text("user.id_hash"), hashOf(auth.user));
    assertThat(asked.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(asked.toString()).doesNotContain(auth.user.toString(), "example.com");
  }

  @Test
  void showsThatNobodyIsSignedInAsAnAnswer() {
    clients().sessions().currentUser(Browser.EMPTY);
    SpanData asked = span("supabase.auth.getUser");
    assertThat(asked.getAttributes().asMap())
        .containsEntry(AttributeKey.booleanKey("user.authenticated"), false)
        .containsEntry(text("reason"), "no_session")
        .doesNotContainKey(text("user.id_hash"));
    assertThat(asked.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void showsAnOutageAsAnError() {
    AuthRequest request = signedIn();
    auth.server.fail(AuthFault.UNAVAILABLE);
    clients().sessions().currentUser(request);
    SpanData asked = span("supabase.auth.getUser");
    assertThat(asked.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(asked.getStatus().getDescription()).isEmpty();
    assertThat(asked.getAttributes().asMap()).containsEntry(text("error.type"), "unavailable");
    assertThat(asked.getEvents()).isEmpty();
  }

  @Test
  void showsARefreshBelowTheQuestion() {
    AuthRequest request = signedIn();
    auth.clock.pass(Duration.ofHours(2));
    clients().sessions().resume(request);
    SpanData refresh = span("supabase.auth.refresh");
    assertThat(refresh.getParentSpanId()).isEqualTo(span("supabase.auth.getUser").getSpanId());
    assertThat(refresh.getAttributes().asMap())
        .containsEntry(text("db.supabase.operation"), "auth.refresh")
        .containsEntry(text("status"), "success");
  }

  @Test
  void showsWhyARefreshWasRefused() {
    IssuedSession session = auth.server.signIn(auth.user);
    AuthRequest request = auth.requestOf(session);
    auth.clock.pass(Duration.ofHours(2));
    auth.server.signOut(session);
    clients().sessions().resume(request);
    assertThat(span("supabase.auth.refresh").getAttributes().asMap())
        .containsEntry(text("status"), "refused")
        .containsEntry(text("reason"), "refresh_token_not_found");
  }

  @Test
  void showsWhatARefreshFailedWith() {
    AuthRequest request = signedIn();
    AuthClients clients = clients();
    clients.sessions().currentUser(request);
    auth.clock.pass(Duration.ofHours(2));
    auth.server.fail(AuthFault.RATE_LIMITED);
    refusalOf(
        BackendUnavailableException.class,
        () ->
            clients
                .client()
                .refresh(auth.stored(auth.server.signIn(auth.user)).refreshToken().orElseThrow()));
    SpanData refresh = span("supabase.auth.refresh");
    assertThat(refresh.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(refresh.getAttributes().asMap())
        .containsEntry(text("error.type"), "dev.belay.support.BackendUnavailableException");
  }

  @Test
  void showsASignOut() {
    AuthRequest request = signedIn();
    AuthClients clients = clients();
    clients.sessions().signOut(request, SignOutScope.LOCAL);
    assertThat(span("supabase.auth.signOut").getAttributes().asMap())
        .containsEntry(text("db.supabase.operation"), "auth.signOut")
        .containsEntry(text("status"), "success");
    clients.sessions().signOut(request, SignOutScope.GLOBAL);
    assertThat(span("supabase.auth.signOut").getAttributes().asMap())
        .containsEntry(text("status"), "refused")
        .containsEntry(text("reason"), "session_not_found");
  }

  @Test
  void asksTheServerWhereToldTo() {
    IssuedSession session = auth.server.signIn(auth.user);
    AuthClients clients = builder().checkedOnline().build();
    assertThat(clients.sessions().currentUser(auth.requestOf(session)).user()).isPresent();
    auth.server.signOut(session);
    assertThat(clients.sessions().currentUser(auth.requestOf(session)).refusal())
        .contains(AuthRefusal.SESSION_ENDED);
  }

  private AuthClients clients() {
    return builder().build();
  }

  private AuthClients.Builder builder() {
    Map<String, String> variables = new HashMap<>();
    variables.put("SUPABASE_URL", auth.server.url().toString());
    variables.put("SUPABASE_PUBLISHABLE_KEY", auth.server.publishableKey());
    variables.put("SUPABASE_JWT_SECRET", auth.server.jwtSecret());
    variables.put("TELEMETRY_HASH_SECRET", HASH_SECRET);
    return AuthClients.fromEnvironment(Environment.of(variables))
        .transport(AuthFixture.HTTP)
        .clock(auth.clock)
        .telemetry(telemetry.api());
  }

  private AuthRequest signedIn() {
    return auth.requestOf(auth.server.signIn(auth.user));
  }

  private SpanData span(String name) {
    return telemetry.spans().stream()
        .filter(span -> span.getName().equals(name))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static String hashOf(UUID user) {
    return UserIdHash.keyed(Secret.of(HASH_SECRET)).of(user).orElseThrow();
  }

  private static AttributeKey<String> text(String name) {
    return AttributeKey.stringKey(name);
  }

  private static Arguments refused(Map<String, String> variables, String... names) {
    return Arguments.of(variables, List.of(names));
  }
}
