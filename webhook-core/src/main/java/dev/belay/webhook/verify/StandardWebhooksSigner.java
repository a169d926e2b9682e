package dev.belay.webhook.verify;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Signs as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0 do: HMAC-SHA256
 * over id, time and body, so that a receiver finds out a replay.
 *
 * <p>With several secrets there are as many signatures, so that a receiver that knows the old or
 * the new one accepts the message while a secret is being replaced. Immutable and safe for use by
 * many threads.
 */
public final class StandardWebhooksSigner {

  /** The header with the message's id, the same whenever the message is sent. */
  public static final String ID_HEADER = "webhook-id";

  /** The header with the time of the attempt, in whole seconds since 1970. */
  public static final String TIMESTAMP_HEADER = "webhook-timestamp";

  /** The header with the signatures. */
  public static final String SIGNATURE_HEADER = "webhook-signature";

  private static final int NEW_SECRET_BYTES = 32;
  private static final int MOST_SECRETS = 8;

  private final List<KeyedMac> keys;

  private StandardWebhooksSigner(List<KeyedMac> keys) {
    this.keys = keys;
  }

  /**
   * A signer with one secret.
   *
   * @param secret {@code whsec_} and 24 to 64 bytes in base64
   * @return the signer
   * @throws InvalidArgumentException if the secret is none
   */
  public static StandardWebhooksSigner of(Secret secret) {
    return of(List.of(secret));
  }

  /**
   * A signer with several secrets, each of which makes a signature.
   *
   * @param secrets 1 to 8, each {@code whsec_} and 24 to 64 bytes in base64
   * @return the signer
   * @throws InvalidArgumentException if there is none or one that is not a secret, or too many
   */
  public static StandardWebhooksSigner of(List<Secret> secrets) {
    if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
      throw new InvalidArgumentException("A signer needs 1 to 8 secrets");
    }
    return new StandardWebhooksSigner(
        secrets.stream().map(secret -> new KeyedMac(StandardSecret.bytes(secret))).toList());
  }

  /**
   * Makes a new secret.
   *
   * @return {@code whsec_} and 32 random bytes in base64
   */
  public static Secret generateSecret() {
    byte[] bytes = new byte[NEW_SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(StandardSecret.PREFIX + Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * Signs one attempt.
   *
   * @param id the message's id: 1 to 256 visible ASCII characters without a dot
   * @param time when it is sent, from 1970 on; goes into its header as whole seconds
   * @param body the bytes as they are sent
   * @return the value of {@code webhook-signature}
   * @throws InvalidArgumentException if the id or the time is not allowed
   */
  public String sign(String id, Instant time, byte[] body) {
    Objects.requireNonNull(body, "body");
    if (!StandardMessage.isId(id)) {
      throw new InvalidArgumentException(
          "A message's id is 1 to 256 visible ASCII characters without a dot");
    }
    if (time.getEpochSecond() < 0) {
      throw new InvalidArgumentException("A message's time must not be before 1970");
    }
    StandardMessage message = new StandardMessage(id, Long.toString(time.getEpochSecond()), body);
    return keys.stream()
        .map(key -> new String(message.signature(key), StandardCharsets.US_ASCII))
        .map(StandardMessage.VERSION::concat)
        .collect(Collectors.joining(" "));
  }

  /** Shows nothing of the secrets. */
  @Override
  public String toString() {
    return "StandardWebhooksSigner[v1]";
  }
}
