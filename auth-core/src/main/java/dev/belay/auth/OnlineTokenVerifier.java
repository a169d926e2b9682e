package dev.belay.auth;

import dev.belay.support.Secret;
import java.util.UUID;

/** Asks the server about each token that is good by itself. */
final class OnlineTokenVerifier implements AccessTokenVerifier {

  private final AccessTokenVerifier local;
  private final AuthClient server;

  OnlineTokenVerifier(AccessTokenVerifier local, AuthClient server) {
    this.local = local;
    this.server = server;
  }

  @Override
  public CurrentUser verify(Secret accessToken) {
    CurrentUser user = local.verify(accessToken);
    UUID known = server.userId(accessToken);
    if (!known.equals(user.id())) {
      throw new AuthRefusedException(AuthRefusal.WRONG_SUBJECT);
    }
    return user;
  }

  @Override
  public void forget(Secret accessToken) {
    local.forget(accessToken);
  }
}
