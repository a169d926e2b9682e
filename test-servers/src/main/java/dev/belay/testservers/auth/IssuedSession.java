package dev.belay.testservers.auth;

import java.util.UUID;

/** A session as the server gave it out. Not a record, since a record prints its tokens. */
public final class IssuedSession {

  private final UUID user;
  private final UUID id;
  private final String accessToken;
  private final String refreshToken;
  private final String json;

  IssuedSession(UUID user, UUID id, String accessToken, String refreshToken, String json) {
    this.user = user;
    this.id = id;
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
    this.json = json;
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

  @Override
  public String toString() {
    return "IssuedSession[hidden]";
  }
}
