package dev.belay.testservers.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SupabaseAuthServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T09:30:00Z"));
  private final SupabaseAuthServer server =
      SupabaseAuthServer.start(SigningAlgorithm.ES256, clock());
  private final UUID user = UUID.randomUUID();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void publishesItsKeysWithoutAnApiKeyAndNoneForHmac() throws Exception {
    server.rotateTo(SigningAlgorithm.EDDSA);
    server.rotateTo(SigningAlgorithm.RS256);
    server.rotateTo(SigningAlgorithm.HS256);
    HttpResponse<String> response = get(".well-known/jwks.json", "X-Other", "1");
    assertThat(response.headers().firstValue("Cache-Control")).contains("public, max-age=600");
    assertThat(JSON.readTree(response.body()).get("keys"))
        .extracting(key -> key.get("alg").asText())
        .containsExactly("ES256", "EdDSA", "RS256");
    assertThat(response.body()).doesNotContain("\"d\"", "\"k\"");
  }

  @ParameterizedTest
  @EnumSource
  void signsTokensOfEveryAlgorithm(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = server.rotateTo(algorithm);
    String token = server.signIn(user).accessToken();
    String content = token.substring(0, token.lastIndexOf('.'));
    assertThat(token.split("\\.", -1)).hasSize(3);
    if (algorithm == SigningAlgorithm.ES256) {
      assertThat(key.sign(content)).hasSize(64);
    } else {
      assertThat(
              Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(key.sign(content))
                  .equals(token.substring(content.length() + 1)))
          .isTrue();
    }
  }

  @Test
  void saysWhoseTokenItIsAndWhenItsSessionHasEnded() throws Exception {
    IssuedSession session = server.signIn(user);
    assertThat(user(session).statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(user(session).body()).get("id").asText()).isEqualTo(user.toString());
    server.signOut(session);
    assertThat(code(user(session))).isEqualTo("session_not_found");
    IssuedSession another = server.signIn(user);
    server.ban(user);
    assertThat(code(user(another))).isEqualTo("user_banned");
    assertThat(user(another).statusCode()).isEqualTo(403);
  }

  @Test
  void asksForTheApiKeyAndTheToken() throws Exception {
    assertThat(get("user", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    HttpResponse<String> noToken = get("user", "apikey", server.publishableKey());
    assertThat(noToken.statusCode()).isEqualTo(401);
    assertThat(noToken.headers().firstValue("x-sb-error-code")).contains("no_authorization");
    assertThat(JSON.readTree(noToken.body()).get("error_code").asText())
        .isEqualTo("no_authorization");
  }

  @Test
  void rotatesRefreshTokens() throws Exception {
    IssuedSession session = server.signIn(user);
    JsonNode first = body(refresh(session.refreshToken()));
    assertThat(first.get("expires_at").asLong()).isEqualTo(now.get().getEpochSecond() + 3600);
    assertThat(first.get("user").get("id").asText()).isEqualTo(user.toString());
    String second = first.get("refresh_token").asText();
    assertThat(second.equals(session.refreshToken())).isFalse();
    assertThat(refresh(second).statusCode()).isEqualTo(200);
  }

  @Test
  void forgivesTheParentOfTheCurrentTokenAndAnyWithinTheInterval() throws Exception {
    String first = server.signIn(user).refreshToken();
    String second = body(refresh(first)).get("refresh_token").asText();
    now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
    assertThat(body(refresh(first)).get("refresh_token").asText().equals(second)).isTrue();
    String third = body(refresh(second)).get("refresh_token").asText();
    now.updateAndGet(time -> time.plus(Duration.ofSeconds(9)));
    assertThat(body(refresh(second)).get("refresh_token").asText().equals(third)).isTrue();
  }

  @Test
  void endsASessionWhoseOldTokenIsUsedAgain() throws Exception {
    String first = server.signIn(user).refreshToken();
    String second = body(refresh(first)).get("refresh_token").asText();
    String third = body(refresh(second)).get("refresh_token").asText();
    now.updateAndGet(time -> time.plus(Duration.ofSeconds(11)));
    assertThat(code(refresh(first))).isEqualTo("refresh_token_already_used");
    assertThat(code(refresh(third))).isEqualTo("refresh_token_not_found");
    assertThat(code(refresh("unknown"))).isEqualTo("refresh_token_not_found");
  }

  @Test
  void signsOutOneSessionAllOrAllButOne() throws Exception {
    IssuedSession one = server.signIn(user);
    IssuedSession two = server.signIn(user);
    IssuedSession three = server.signIn(user);
    IssuedSession stranger = server.signIn(UUID.randomUUID());
    HttpResponse<String> signedOut = logout(one, "?scope=local");
    assertThat(signedOut.statusCode()).isEqualTo(204);
    assertThat(signedOut.body()).isEmpty();
    assertThat(code(user(one))).isEqualTo("session_not_found");
    assertThat(code(refresh(one.refreshToken()))).isEqualTo("refresh_token_not_found");
    assertThat(user(two).statusCode()).isEqualTo(200);

    assertThat(logout(two, "?scope=others").statusCode()).isEqualTo(204);
    assertThat(user(two).statusCode()).isEqualTo(200);
    assertThat(code(user(three))).isEqualTo("session_not_found");

    IssuedSession four = server.signIn(user);
    assertThat(logout(four, "").statusCode()).isEqualTo(204);
    assertThat(code(user(two))).isEqualTo("session_not_found");
    assertThat(user(stranger).statusCode()).isEqualTo(200);
  }

  @Test
  void signsOutNobodyWithoutAGoodToken() throws Exception {
    IssuedSession session = server.signIn(user);
    assertThat(code(logout(session, "?scope=elsewhere"))).isEqualTo("validation_failed");
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    assertThat(logout(session, "?scope=local").statusCode()).isEqualTo(403);
    assertThat(code(logout(session, "?scope=local"))).isEqualTo("bad_jwt");
    assertThat(refresh(session.refreshToken()).statusCode()).isEqualTo(200);
  }

  @Test
  void countsWhatItWasAskedFor() throws Exception {
    get(".well-known/jwks.json", "X-Other", "1");
    refresh("x");
    assertThat(server.count(".well-known/jwks.json")).isEqualTo(1);
    assertThat(server.count("token")).isEqualTo(1);
    assertThat(server.count("user")).isZero();
  }

  private HttpResponse<String> user(IssuedSession session) throws Exception {
    return HTTP.send(as(session, "user").build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> logout(IssuedSession session, String query) throws Exception {
    return HTTP.send(
        as(session, "logout" + query).POST(BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder as(IssuedSession session, String path) {
    return HttpRequest.newBuilder(server.url().resolve("/auth/v1/" + path))
        .header("apikey", server.publishableKey())
        .header("Authorization", "Bearer " + session.accessToken())
        .header("X-Supabase-Api-Version", "2024-01-01");
  }

  private HttpResponse<String> refresh(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/auth/v1/token?grant_type=refresh_token"))
            .header("apikey", server.publishableKey())
            .header("X-Supabase-Api-Version", "2024-01-01")
            .POST(BodyPublishers.ofString("{\"refresh_token\":\"" + token + "\"}"))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/auth/v1/" + path))
            .header(header, value)
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static JsonNode body(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String code(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body()).get("code").asText();
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
