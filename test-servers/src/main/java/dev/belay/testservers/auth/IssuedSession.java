package dev.belay.testservers.auth;

import java.time.Instant;
import java.util.UUID;

/** A session as the server gave it out. Not a record, since a record prints its tokens. */
public final class IssuedSession {

  private final UUID user;
  private final UUID id;
  private final String accessToken;
  private final String refreshToken;
  private final String json;
  private final Instant expiresAt;

  IssuedSession(
      UUID user, UUID id, String accessToken, String refreshToken, String json, Instant expiresAt) {
    this.user = user;
    this.id = id;
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
    this.json = json;
    this.expiresAt = expiresAt;
  }

  /**
   * Whose it is.
   *
   * @return the user
   */
  public UUID user() {
    return user;
  }

  /**
   * Which it is.
   *
   * @return the claim {@code session_id}
   */
  public UUID id() {
    return id;
  }

  /**
   * The access token.
   *
   * @return a JWT
   */
  public String accessToken() {
    return accessToken;
  }

  /**
   * The refresh token.
   *
   * @return 22 characters
   */
  public String refreshToken() {
    return refreshToken;
  }

  /**
   * The whole answer, as a client stores it.
   *
   * @return a JSON object
   */
  public String json() {
    return json;
  }

  /** When the access token's time is over. */
  Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public String toString() {
    return "IssuedSession[hidden]";
  }
}
