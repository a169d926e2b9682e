package dev.belay.support;

/** The caller may not do this: the role, the key or the token lacks the right, or is refused. */
public class AccessDeniedException extends BelayException {

  /**
   * Creates the failure without a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   */
  public AccessDeniedException(String message) {
    this(message, BackendFault.none());
  }

  /**
   * Creates the failure with a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said
   */
  public AccessDeniedException(String message, BackendFault fault) {
    super(message, fault);
  }
}
