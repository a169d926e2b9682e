package dev.belay.webhook.verify;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a signature vouches for besides the body. Immutable.
 *
 * <p>Its id and time are covered by the signature, so that they can be relied on; other headers of
 * the request are not.
 */
public final class Verification {

  private static final Verification OF_THE_BODY = new Verification(null, null);

  private final @Nullable String messageId;
  private final @Nullable Instant signedAt;

  private Verification(@Nullable String messageId, @Nullable Instant signedAt) {
    this.messageId = messageId;
    this.signedAt = signedAt;
  }

  /**
   * The body alone is signed.
   *
   * @return a verification without id and time
   */
  public static Verification ofTheBody() {
    return OF_THE_BODY;
  }

  /**
   * The body and a time are signed.
   *
   * @param signedAt when it was signed, as the signer's clock says
   * @return a verification without id
   */
  public static Verification at(Instant signedAt) {
    return new Verification(null, Objects.requireNonNull(signedAt, "signedAt"));
  }

  /**
   * The body, an id and a time are signed.
   *
   * @param messageId the message's id, the same when it is sent again
   * @param signedAt when it was signed, as the signer's clock says
   * @return a verification with both
   */
  public static Verification of(String messageId, Instant signedAt) {
    return new Verification(
        Objects.requireNonNull(messageId, "messageId"),
        Objects.requireNonNull(signedAt, "signedAt"));
  }

  /**
   * The message's id.
   *
   * @return the id, or empty where none is signed
   */
  public Optional<String> messageId() {
    return Optional.ofNullable(messageId);
  }

  /**
   * When the message was signed.
   *
   * @return the time, or empty where none is signed
   */
  public Optional<Instant> signedAt() {
    return Optional.ofNullable(signedAt);
  }
}
