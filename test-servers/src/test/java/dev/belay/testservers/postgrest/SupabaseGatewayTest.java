package dev.belay.testservers.postgrest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupabaseGatewayTest {

  private static final ProjectKeys KEYS = ProjectKeys.create();
  private static PostgresDatabase database;
  private static PostgrestServer postgrest;
  private static SupabaseGateway gateway;

  @BeforeAll
  static void start() {
    database = Project.createDatabase();
    postgrest = PostgrestServer.start(database, KEYS);
    gateway = SupabaseGateway.before(postgrest, KEYS);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    postgrest.close();
    database.close();
  }

  @BeforeEach
  void forgetRequests() {
    gateway.reset();
  }

  @Test
  void refusesARequestWithoutAKeyOrWithAnUnknownOne() {
    assertRefused(whoami(), "No API key found in request");
    assertRefused(whoami("apikey", KEYS.secretKey() + "x"), "Invalid API key");
    assertRefused(whoami("apikey", KEYS.forgedToken("service_role")), "Invalid API key");
    assertRefused(
        whoami("Authorization", "Bearer " + KEYS.legacyServiceRoleKey()),
        "No API key found in request");
  }

  @Test
  void aKeyOfTheNewKindBecomesItsRole() {
    assertThat(whoami("apikey", KEYS.secretKey()).body()).isEqualTo("\"service_role\"");
    assertThat(whoami("apikey", KEYS.publishableKey()).body()).isEqualTo("\"anon\"");
  }

  @Test
  void aKeyOfTheOldKindPassesInBothHeaders() {
    for (String role : new String[] {"anon", "service_role"}) {
      String key = role.equals("anon") ? KEYS.legacyAnonKey() : KEYS.legacyServiceRoleKey();
      assertThat(whoami("apikey", key, "Authorization", "Bearer " + key).body())
          .isEqualTo("\"" + role + "\"");
    }
    assertThat(whoami("apikey", KEYS.legacyServiceRoleKey()).body())
        .as("the key in one header is no token for PostgREST")
        .isEqualTo("\"anon\"");
  }

  @Test
  void aUsersTokenIsKept() {
    UUID user = UUID.randomUUID();
    String bearer = "Bearer " + KEYS.userToken(user);
    assertThat(whoami("apikey", KEYS.publishableKey(), "Authorization", bearer).body())
        .isEqualTo("\"authenticated " + user + "\"");
    String expired = "Bearer " + KEYS.expiredUserToken(user);
    assertThat(whoami("apikey", KEYS.publishableKey(), "Authorization", expired).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aKeyOfTheNewKindIsNoTokenUnlessItRepeatsTheOtherHeader() {
    String key = KEYS.secretKey();
    assertThat(whoami("apikey", key, "Authorization", "Bearer " + key).body())
        .isEqualTo("\"service_role\"");
    assertRefused(
        whoami("apikey", KEYS.publishableKey(), "Authorization", "Bearer " + key),
        "Invalid API key");
  }

  @Test
  void aSecretKeyFromABrowserIsRefused() {
    String browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    assertRefused(
        whoami("apikey", KEYS.secretKey(), "User-Agent", browser),
        "Forbidden use of secret API key in browser");
    assertThat(whoami("apikey", KEYS.publishableKey(), "User-Agent", browser).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theDatabaseNeverSeesAKeyOfTheNewKind() {
    assertThat(call("header", "{\"p_name\":\"apikey\"}", "apikey", KEYS.secretKey()).body())
        .isEqualTo("null");
    assertThat(
            call("header", "{\"p_name\":\"x-own\"}", "apikey", KEYS.secretKey(), "X-Own", "kept")
                .body())
        .isEqualTo("\"kept\"");
  }

  @Test
  void countsRequestsWithoutTheValuesOfTheirHeaders() {
    whoami("apikey", KEYS.secretKey());
    whoami();
    List<GatewayRequest> seen = gateway.requests();
    assertThat(seen).extracting(GatewayRequest::status).containsExactly(200, 401);
    assertThat(seen).extracting(GatewayRequest::path).containsOnly("/rest/v1/rpc/whoami");
    assertThat(seen.get(0).headers()).contains("apikey", "content-type");
    assertThat(seen.toString()).doesNotContain(KEYS.secretKey());
  }

  @Test
  void servesPostgrestUnderItsPrefixOnly() {
    RestClient client = new RestClient(gateway.url());
    assertThat(client.send("POST", "/rpc/whoami", "{}", "apikey", KEYS.secretKey()).statusCode())
        .isEqualTo(404);
  }

  private static void assertRefused(HttpResponse<String> response, String message) {
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"message\":\"" + message).doesNotContain("\"code\"");
  }

  private static HttpResponse<String> whoami(String... headers) {
    return call("whoami", "{}", headers);
  }

  private static HttpResponse<String> call(String function, String body, String... headers) {
    return new RestClient(gateway.url()).send("POST", "/rest/v1/rpc/" + function, body, headers);
  }
}
