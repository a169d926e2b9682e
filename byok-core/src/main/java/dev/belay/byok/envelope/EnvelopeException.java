package dev.belay.byok.envelope;

import dev.belay.support.ConfigurationException;
import java.util.Objects;

/**
 * An envelope cannot be opened: the stored text is damaged or belongs elsewhere, or the key ring
 * does not hold its key.
 *
 * <p>Calling again does not help; an operator has to mend the key ring or the stored text, and
 * {@link #reason()} says which. This is never the same as "no key is stored". The message names the
 * reason and nothing of the envelope.
 */
public final class EnvelopeException extends ConfigurationException {

  /** Why the envelope cannot be opened. */
  private final Reason reason;

  /**
   * Says that a stored text cannot be opened.
   *
   * @param reason why
   */
  public EnvelopeException(Reason reason) {
    super(Objects.requireNonNull(reason, "reason").text);
    this.reason = reason;
  }

  /**
   * Why the envelope cannot be opened.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /** Why an envelope cannot be opened. */
  public enum Reason {
    /** The row has no text to open: its secret is empty or gone from the vault. */
    MISSING("There is no key where one should be: its secret is empty or gone from the vault"),

    /**
     * No call reaches the row: its service is not registered or not in lower case, or its user id
     * is nil. Rows of tables that were taken over can be so.
     */
    UNADDRESSABLE(
        "No call reaches the row: its service is not registered or not in lower case, or its user"
            + " id is nil"),

    /**
     * The text is not an envelope, or is cut short, extended or written in another form; or it is a
     * plain key that is not visible ASCII text.
     */
    MALFORMED("The text is not a well-formed envelope or key: it was damaged or never was one"),

    /** The envelope's format is not the one that this version of the library writes. */
    UNSUPPORTED_VERSION("The envelope has a format that this version of the library cannot read"),

    /** An envelope is stored, and this vault was made without a key ring. */
    NO_KEY_RING("The stored key is an envelope: make the vault with the key ring that sealed it"),

    /** The key ring has no key of the envelope's key id. */
    UNKNOWN_KEY_ID("The key ring lacks the key that sealed this envelope: add it as an old key"),

    /**
     * The key ring's key of that id is not the key that sealed it, or the envelope's head changed.
     */
    COMMITMENT_MISMATCH(
        "The key of this id is not the key that sealed the envelope, or the envelope was changed"),

    /** The envelope was changed, or it was sealed for another user, service or key id. */
    AUTHENTICATION_FAILED(
        "The envelope was changed, or it was sealed for another user, service or key id");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
