package dev.belay.auth;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;

/** A token was refused. The message says why and holds no part of the token. */
public final class AuthRefusedException extends AccessDeniedException {

  /** Why. */
  private final AuthRefusal reason;

  AuthRefusedException(AuthRefusal reason) {
    this(reason, BackendFault.none());
  }

  AuthRefusedException(AuthRefusal reason, BackendFault fault) {
    super("Not authenticated: " + reason.text(), fault);
    this.reason = reason;
  }

  /**
   * Why.
   *
   * @return the reason, from a closed set
   */
  public AuthRefusal reason() {
    return reason;
  }
}
