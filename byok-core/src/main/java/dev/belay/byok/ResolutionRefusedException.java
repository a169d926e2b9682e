package dev.belay.byok;

import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import java.util.List;
import java.util.Objects;

/**
 * No credential may be used for this user and this model. The message names what was tried and what
 * to configure, and never a user, a key or a URL.
 */
public final class ResolutionRefusedException extends BelayException {

  /** Why there is no provider. */
  private final Reason reason;

  private final transient List<ResolutionStep> trace;

  ResolutionRefusedException(Reason reason, String message, List<ResolutionStep> trace) {
    super(message, BackendFault.none());
    this.reason = Objects.requireNonNull(reason, "reason");
    this.trace = List.copyOf(trace);
  }

  /**
   * Why there is no provider.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * What was tried, in order, and what came of it.
   *
   * @return an immutable list
   */
  public List<ResolutionStep> trace() {
    return trace == null ? List.of() : trace;
  }

  /** Why a resolution was refused. */
  public enum Reason {

    /** Neither the user nor the team has a key that may be used. */
    NO_CREDENTIAL,

    /** There is a key, but its provider has no default model and none was requested. */
    MODEL_REQUIRED,

    /** There are keys, but the requested model belongs to a provider that none of them is for. */
    FOREIGN_MODEL,

    /** There are keys, but none can be opened. */
    UNREADABLE,

    /** The gateway that must be used has a base URL that is not allowed. */
    URL_REJECTED
  }
}
