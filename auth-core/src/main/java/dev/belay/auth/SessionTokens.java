package dev.belay.auth;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two tokens of a session. Immutable and safe for use by many threads. Nothing in it is
 * verified: {@link AccessTokenVerifier} says whose session it is.
 */
public final class SessionTokens {

  private final Secret accessToken;
  private final @Nullable Secret refreshToken;
  private final @Nullable Instant expiresAt;
  private final Secret json;

  private SessionTokens(
      Secret accessToken, @Nullable Secret refreshToken, @Nullable Instant expiresAt, Secret json) {
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
    this.expiresAt = expiresAt;
    this.json = json;
  }

  /**
   * A session of its parts.
   *
   * @param accessToken the access token
   * @param refreshToken the refresh token
   * @param expiresAt when the access token's time is over, to the second
   * @return the session
   */
  public static SessionTokens of(Secret accessToken, Secret refreshToken, Instant expiresAt) {
    return new SessionTokens(
        Objects.requireNonNull(accessToken, "accessToken"),
        Objects.requireNonNull(refreshToken, "refreshToken"),
        expiresAt,
        SessionJson.write(accessToken, refreshToken, expiresAt));
  }

  /**
   * A session as Supabase Auth answers with it when a user signs in. What else the answer holds,
   * such as the user, is kept for the cookie.
   *
   * @param json the answer
   * @param now the time by which {@code expires_in} counts where there is no {@code expires_at}
   * @return the session
   * @throws InvalidArgumentException if it is not JSON or has no {@code access_token}; the message
   *     repeats nothing of it
   */
  public static SessionTokens ofJson(Secret json, Instant now) {
    return read(json.reveal(), now)
        .orElseThrow(() -> new InvalidArgumentException("The text is not a session in JSON"));
  }

  /** The session in a JSON text, or empty if it is none. */
  static Optional<SessionTokens> read(String json, Instant now) {
    Optional<JsonMembers> members = JsonMembers.of(json.getBytes(StandardCharsets.UTF_8));
    Optional<Secret> access = members.flatMap(found -> secret(found, "access_token"));
    if (members.isEmpty() || access.isEmpty()) {
      return Optional.empty();
    }
    Instant expiresAt = SessionJson.expiresAt(members.get(), now).orElse(null);
    return Optional.of(
        new SessionTokens(
            access.get(),
            secret(members.get(), "refresh_token").orElse(null),
            expiresAt,
            SessionJson.withExpiry(json, members.get(), expiresAt)));
  }

  /**
   * The access token, which says who is calling once it is verified.
   *
   * @return the token
   */
  public Secret accessToken() {
    return accessToken;
  }

  /**
   * The refresh token.
   *
   * @return the token, or empty where the session cannot be refreshed
   */
  public Optional<Secret> refreshToken() {
    return Optional.ofNullable(refreshToken);
  }

  /**
   * When the access token's time is over, as whoever wrote the session said.
   *
   * @return the time, or empty where it is not known
   */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  /** The whole as it stands in a cookie. */
  Secret json() {
    return json;
  }

  /** The time, never a token. */
  @Override
  public String toString() {
    return "SessionTokens[expiresAt=" + expiresAt + "]";
  }

  private static Optional<Secret> secret(JsonMembers members, String name) {
    return members.text(name).filter(text -> !text.isBlank()).map(Secret::of);
  }
}
