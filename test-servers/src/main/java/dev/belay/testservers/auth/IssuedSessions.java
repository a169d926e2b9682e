package dev.belay.testservers.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Gives sessions out, with tokens that are signed as the project does it now. */
final class IssuedSessions {

  private static final Duration LIFE = Duration.ofHours(1);

  private final Clock clock;
  private final Supplier<URI> projectUrl;
  private final Supplier<SigningKey> signing;
  private final Map<String, IssuedSession> byAccessToken = new ConcurrentHashMap<>();

  IssuedSessions(Clock clock, Supplier<URI> projectUrl, Supplier<SigningKey> signing) {
    this.clock = clock;
    this.projectUrl = projectUrl;
    this.signing = signing;
  }

  IssuedSession issue(UUID user, UUID session, String refreshToken) {
    Map<String, Object> claims = claims(user);
    claims.put("session_id", session.toString());
    String accessToken = Tokens.of(signing.get(), claims);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", accessToken);
    answer.put("token_type", "bearer");
    answer.put("expires_in", LIFE.toSeconds());
    answer.put("expires_at", claims.get("exp"));
    answer.put("refresh_token", refreshToken);
    answer.put("user", user(user));
    IssuedSession issued =
        new IssuedSession(
            user,
            session,
            accessToken,
            refreshToken,
            Tokens.json(answer),
            clock.instant().plus(LIFE));
    byAccessToken.put(accessToken, issued);
    return issued;
  }

  /** The session of a token whose time is not over. */
  Optional<IssuedSession> find(String accessToken) {
    return Optional.ofNullable(byAccessToken.get(accessToken))
        .filter(session -> clock.instant().isBefore(session.expiresAt()));
  }

  Map<String, Object> claims(UUID user) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", projectUrl.get() + "/auth/v1");
    claims.put("sub", user.toString());
    claims.put("aud", "authenticated");
    claims.put("exp", now + LIFE.toSeconds());
    claims.put("iat", now);
    claims.put("email", "traveller@example.com");
    claims.put("phone", "");
    claims.put("app_metadata", Map.of("provider", "email", "providers", List.of("email")));
    claims.put("user_metadata", Map.of("name", "A Traveller"));
    claims.put("role", "authenticated");
    claims.put("aal", "aal1");
    claims.put("amr", List.of(Map.of("method", "password", "timestamp", now)));
    claims.put("session_id", UUID.randomUUID().toString());
    claims.put("is_anonymous", false);
    return claims;
  }

  /** What the server says of a user. */
  static Map<String, Object> user(UUID user) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", user.toString());
    members.put("aud", "authenticated");
    members.put("role", "authenticated");
    members.put("email", "traveller@example.com");
    return members;
  }
}
