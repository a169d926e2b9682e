package dev.belay.support;

import java.util.Objects;

/**
 * The root of every failure that the library reports, unchecked.
 *
 * <p>The subclasses are told apart by what the caller can do: mend the input, mend the
 * configuration, ask for access, decide about a conflict, or try again later. No message holds a
 * secret, a bound value, a driver's text or a response body, and no cause that could print one is
 * attached.
 */
public abstract class BelayException extends RuntimeException {

  private final transient BackendFault fault;

  /**
   * Creates a failure.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said, or {@link BackendFault#none()}
   */
  protected BelayException(String message, BackendFault fault) {
    super(message);
    this.fault = Objects.requireNonNull(fault, "fault");
  }

  /**
   * The backend's codes.
   *
   * @return the codes, all empty where no backend was involved
   */
  public BackendFault fault() {
    return fault == null ? BackendFault.none() : fault;
  }
}
