package dev.belay.support;

/** The input is wrong: mend it and call again. Repeating the same call fails again. */
public class InvalidArgumentException extends BelayException {

  /**
   * Creates the failure without a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   */
  public InvalidArgumentException(String message) {
    this(message, BackendFault.none());
  }

  /**
   * Creates the failure with a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said
   */
  public InvalidArgumentException(String message, BackendFault fault) {
    super(message, fault);
  }
}
