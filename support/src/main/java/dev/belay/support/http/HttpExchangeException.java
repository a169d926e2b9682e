package dev.belay.support.http;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.util.Objects;

/**
 * There is no complete answer to a call.
 *
 * <p>The message names the method, the server, the reason and the classes of the exceptions below,
 * and nothing else. No cause is attached: the JDK's messages can hold parts of the address or of
 * the answer.
 */
public final class HttpExchangeException extends BackendUnavailableException {

  /** Why there is no answer. */
  public enum Reason {
    /** The name of the host has no address. */
    UNKNOWN_HOST("the host name could not be resolved", true, false),
    /** The address may not be called, see {@link GuardedHttpTransport}. Nothing was sent. */
    ADDRESS_REFUSED("the host has an address that may not be called", false, false),
    /** No connection came about. Nothing was sent. */
    CONNECT_FAILED("no connection could be made", true, false),
    /** No connection came about in time. Nothing was sent. */
    CONNECT_TIMED_OUT("no connection could be made in time", true, false),
    /** The server's certificate or protocol was not accepted. Nothing was sent. */
    TLS_FAILED("the TLS handshake failed", false, false),
    /** The time for the whole exchange was over. */
    TIMED_OUT("the answer was not complete in time", true, true),
    /** The connection broke before the answer was complete. */
    CONNECTION_LOST("the connection broke before the answer was complete", true, true),
    /** The body is larger than {@link HttpCall#responseLimit()}. */
    BODY_TOO_LARGE("the answer is larger than allowed", false, true),
    /** What came back is not HTTP. */
    MALFORMED_ANSWER("the answer is not HTTP", false, true),
    /** The client itself failed in a way that it should not. */
    CLIENT_FAILED("the HTTP client failed", false, true),
    /** The transport has as many calls under way as it may. Nothing was sent. */
    TOO_MANY_CALLS("too many calls are under way", true, false),
    /** The waiting thread was interrupted; its flag is set again. */
    INTERRUPTED("the waiting thread was interrupted", false, true);

    private final String text;
    private final boolean retryable;
    private final boolean maybeSent;

    Reason(String text, boolean retryable, boolean maybeSent) {
      this.text = text;
      this.retryable = retryable;
      this.maybeSent = maybeSent;
    }
  }

  /** Why there is no answer. */
  private final Reason reason;

  /** The message without the number of attempts. */
  private final String what;

  /** Whether the call may have taken effect. */
  private final boolean maybeSent;

  /** How often the call was sent. */
  private final int attempts;

  private HttpExchangeException(String what, Reason reason, boolean maybeSent, int attempts) {
    super(
        what + (attempts == 1 ? "" : " (after " + attempts + " attempts)"),
        BackendFault.none(),
        reason.retryable);
    this.what = what;
    this.reason = reason;
    this.maybeSent = maybeSent;
    this.attempts = attempts;
  }

  /**
   * Makes the failure of one call, for implementations of {@link HttpTransport}.
   *
   * @param call the call, of which the method and the server are named
   * @param reason why there is no answer
   * @return the failure, with what its reason says about {@link #maybeSent()}
   */
  public static HttpExchangeException of(HttpCall call, Reason reason) {
    return of(call, reason, "");
  }

  static HttpExchangeException of(HttpCall call, Reason reason, String classes) {
    Objects.requireNonNull(reason, "reason");
    String what = call + " failed: " + reason.text + (classes.isEmpty() ? "" : ": " + classes);
    return new HttpExchangeException(what, reason, reason.maybeSent, 1);
  }

  /**
   * The failure of a call that had not been begun, for implementations of {@link HttpTransport}.
   *
   * @return the same failure, which says that nothing was sent
   */
  public HttpExchangeException unsent() {
    return new HttpExchangeException(what, reason, false, attempts);
  }

  /** The failure as the last of several; {@code maybeSent} if any of them was. */
  HttpExchangeException after(int count, boolean anyMaybeSent) {
    return new HttpExchangeException(what, reason, anyMaybeSent, count);
  }

  /**
   * Why there is no answer.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Whether the call may have reached the server and taken effect.
   *
   * @return false only where it is certain that nothing was sent
   */
  public boolean maybeSent() {
    return maybeSent;
  }

  /**
   * How often the call was sent.
   *
   * @return 1, or more where a {@link RetryingHttpTransport} repeated it
   */
  public int attempts() {
    return attempts;
  }
}
