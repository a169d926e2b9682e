package dev.belay.webhook;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.telemetry.TelemetryNames.Reasons;
import java.util.Locale;
import java.util.Objects;

/**
 * A webhook is refused: it is not proved to come from who may send it, or it is not what it has to
 * be. Nothing of the request stands in the message.
 */
public final class WebhookVerificationException extends AccessDeniedException {

  /**
   * Why. The words of the runbook ("Observability": {@code missing_secret_env}, {@code
   * invalid_signature}, {@code invalid_json}, {@code invalid_payload_shape}), and finer ones where
   * it has none.
   */
  public enum Reason {
    /** This service has no secret that is valid now, so it refuses everything. */
    MISSING_SECRET_ENV("No secret to verify with is configured, or none is valid now"),
    /** The request has no signature. */
    MISSING_SIGNATURE("The request has no signature"),
    /** The signature is malformed, or none of the secrets made it over these bytes. */
    INVALID_SIGNATURE("The signature does not fit the body and any of the secrets"),
    /** A header came twice that may come once. */
    DUPLICATE_HEADER("A header of the signature came more than once"),
    /** The id or the time that a signature covers is missing or malformed. */
    INVALID_SIGNED_HEADER("A header that the signature covers is missing or malformed"),
    /** It was signed too long ago: a replay, a slow queue or a wrong clock. */
    EXPIRED("The signature is too old"),
    /** It was signed in the future: a wrong clock. */
    NOT_YET_VALID("The signature is not valid yet; compare the clocks"),
    /** The token is not the compact form of a JSON Web Token with the claims of its kind. */
    MALFORMED_TOKEN("The token is malformed or too long"),
    /** The token names another algorithm than the one that is pinned. */
    WRONG_ALGORITHM("The token names another algorithm than HS256"),
    /** The token lacks a claim that is required. */
    MISSING_CLAIM("The token lacks a claim that is required"),
    /** The token is somebody else's. */
    WRONG_ISSUER("The token has another issuer"),
    /** The token was made for another URL. */
    WRONG_DESTINATION("The token is for another URL than the configured one"),
    /** The token is genuine, and the body is not the one that it was made for. */
    BODY_MISMATCH("The body is not the one that was signed; was it parsed and written anew?"),
    /** The body is larger than allowed. */
    PAYLOAD_TOO_LARGE("The body is larger than allowed"),
    /** The body could not be read. */
    BODY_READ_ERROR("The body could not be read"),
    /** The body is not JSON. */
    INVALID_JSON("The body is not JSON, not UTF-8 or nested too deeply"),
    /** The body is JSON of another shape. */
    INVALID_PAYLOAD_SHAPE("The body is not a row change as the database sends it");

    private final String message;

    Reason(String message) {
      this.message = message;
    }

    /**
     * The reason as spans, metrics and alerts show it, see {@link Reasons}.
     *
     * @return a word in lower case, such as {@code invalid_signature}
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why it is refused. */
  private final Reason reason;

  /**
   * Creates the failure; its message follows from the reason.
   *
   * @param reason why
   */
  public WebhookVerificationException(Reason reason) {
    super(Objects.requireNonNull(reason, "reason").message);
    this.reason = reason;
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
