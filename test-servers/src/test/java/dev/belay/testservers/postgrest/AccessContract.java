package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.PostgrestServerContract.assertAnswer;
import static dev.belay.testservers.postgrest.PostgrestServerContract.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens are good, whom a request speaks for, and what the database is told of it. */
abstract class AccessContract {

  private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-00000000000a");

  private final Kind kind;
  private ServedProject project;
  private ProjectKeys keys;

  AccessContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    project = ServedProject.of(kind);
    keys = project.keys();
  }

  @Test
  void theTokenDecidesTheRole() {
    assertAnswer(project.call("whoami", "{}"), 200, "\"anon\"");
    assertAnswer(whoami(keys.token("service_role")), 200, "\"service_role\"");
    assertAnswer(whoami(keys.legacyServiceRoleKey()), 200, "\"service_role\"");
    assertAnswer(whoami(keys.userToken(USER)), 200, "\"authenticated " + USER + "\"");
    assertAnswer(whoami(keys.tokenWith(Map.of("note", "no role"))), 200, "\"anon\"");
  }

  @Test
  void otherSchemesAndAnEmptyTokenAreNoToken() {
    assertAnswer(project.call("whoami", "{}", "Authorization", "Basic eHg6eHg="), 200, "\"anon\"");
    assertAnswer(project.call("whoami", "{}", "Authorization", "Bearer "), 200, "\"anon\"");
    assertAnswer(
        project.call("whoami", "{}", "Authorization", "bearer " + keys.token("service_role")),
        200,
        "\"service_role\"");
  }

  @Test
  void aTokenThatIsNotGoodIsRefused() {
    assertRefused(keys.expiredToken("service_role"), "JWT expired");
    assertRefused(keys.forgedToken("service_role"), "JWSError JWSInvalidSignature");
    assertRefused(keys.unsignedToken("service_role"), "JWSError JWSNoSignatures");
    assertRefused("a.b.c", "JWSError (JSONDecodeError \\\"Not valid base64url\\\")");
    assertRefused(
        keys.secretKey(),
        "JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 1)");
    long later = Instant.now().getEpochSecond() + 1000;
    assertRefused(keys.tokenWith(Map.of("role", "service_role", "nbf", later)), "JWTNotYetValid");
    assertRefused(
        keys.tokenWith(Map.of("role", "service_role", "iat", later)), "JWTIssuedAtFuture");
  }

  @Test
  void clocksMayDifferByHalfAMinute() {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = Map.of("role", "anon", "exp", now - 10, "nbf", now + 10);
    assertAnswer(whoami(keys.tokenWith(claims)), 200, "\"anon\"");
  }

  @Test
  void aRoleThatCannotBeTakenIsRefusedByTheDatabase() {
    assertFailure(whoami(keys.token("no_such_role")), 400, "22023");
    assertFailure(whoami(keys.token("supabase_admin")), 403, "42501");
  }

  @Test
  void theDatabaseIsToldAboutTheRequest() throws JsonProcessingException {
    HttpResponse<String> response =
        project.sendAs(keys.userToken(USER), "POST", "/rpc/session", "{}", "Cookie", "a=b; c=d");
    JsonNode session = new ObjectMapper().readTree(response.body());
    assertThat(session.path("user").asText()).isEqualTo("authenticated");
    assertThat(session.path("login").asText()).isEqualTo("authenticator");
    assertThat(session.path("search_path").asText()).isEqualTo("\"public\", \"public\"");
    assertThat(session.path("method").asText()).isEqualTo("POST");
    assertThat(session.path("path").asText()).isEqualTo("/rpc/session");
    assertThat(session.path("claims").path("sub").asText()).isEqualTo(USER.toString());
    assertThat(session.path("claims").path("role").asText()).isEqualTo("authenticated");
    assertThat(session.path("cookies").toString()).isEqualTo("{\"a\":\"b\",\"c\":\"d\"}");
  }

  @Test
  void withoutATokenTheClaimsSayTheAnonymousRole() throws JsonProcessingException {
    JsonNode session = new ObjectMapper().readTree(project.call("session", "{}").body());
    assertThat(session.path("claims").toString()).isEqualTo("{\"role\":\"anon\"}");
    assertThat(session.path("cookies").toString()).isEqualTo("{}");
  }

  @Test
  void headersAreReadableUnderTheirLowerCaseNames() {
    assertAnswer(project.call("header", "{\"p_name\":\"x-own\"}", "X-Own", "v"), 200, "\"v\"");
  }

  @Test
  void aTransactionIsReadOnlyUnlessItsFunctionIsVolatile() {
    assertThat(project.call("session", "{}").body()).contains("\"read_only\" : \"on\"");
    assertThat(project.call("session_for_writing", "{}").body())
        .contains("\"read_only\" : \"off\"");
  }

  @Test
  void aRolesOwnSettingsHold() {
    assertThat(project.call("session", "{}").body()).contains("\"statement_timeout\" : \"3s\"");
    assertThat(project.callAs(keys.token("service_role"), "session", "{}").body())
        .as("a role without one has that of the login")
        .contains("\"statement_timeout\" : \"8s\"");
  }

  private void assertRefused(String token, String message) {
    HttpResponse<String> response = whoami(token);
    assertFailure(response, 401, "PGRST301");
    assertThat(response.body()).contains("\"message\":\"" + message + "\"");
    assertThat(response.headers().firstValue("www-authenticate").orElse(""))
        .isEqualTo("Bearer error=\"invalid_token\", error_description=\"" + message + "\"");
  }

  private HttpResponse<String> whoami(String token) {
    return project.callAs(token, "whoami", "{}");
  }
}
