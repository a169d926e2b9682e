package dev.belay.support;

/**
 * The backend cannot be reached, did not answer in time, or failed on its own account.
 *
 * <p>Whether the call took effect can be unknown. {@link #retryable()} says whether the same call
 * may be repeated.
 */
public class BackendUnavailableException extends BelayException {

  /** Whether the same call can succeed later. */
  private final boolean retryable;

  /**
   * Creates the failure.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said, or {@link BackendFault#none()}
   * @param retryable whether the same call can succeed later without a change
   */
  public BackendUnavailableException(String message, BackendFault fault, boolean retryable) {
    super(message, fault);
    this.retryable = retryable;
  }

  /**
   * Whether the same call can succeed later.
   *
   * @return true where the fault is passing, such as a lost connection or an overload
   */
  public boolean retryable() {
    return retryable;
  }
}
