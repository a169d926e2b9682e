package dev.belay.support;

/** The call contradicts what is stored, such as a key for a user who does not exist. */
public class ConflictException extends BelayException {

  /**
   * Creates the failure without a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   */
  public ConflictException(String message) {
    this(message, BackendFault.none());
  }

  /**
   * Creates the failure with a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said
   */
  public ConflictException(String message, BackendFault fault) {
    super(message, fault);
  }
}
