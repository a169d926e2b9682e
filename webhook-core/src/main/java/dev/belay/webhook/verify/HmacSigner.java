package dev.belay.webhook.verify;

import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Makes the value of the header {@code X-Signature-HMAC}: HMAC-SHA256 over the raw body, as
 * hexadecimal digits in lower case (runbook: "Test HMAC Delivery"). The key is the secret's text in
 * UTF-8.
 *
 * <p>Immutable and safe for use by many threads. A signature over the body alone can be replayed by
 * whoever sees the request; {@link StandardWebhooksSigner} covers an id and the time too.
 */
public final class HmacSigner {

  /** The runbook's name of the header. */
  public static final String HEADER = "X-Signature-HMAC";

  private final KeyedMac key;

  private HmacSigner(KeyedMac key) {
    this.key = key;
  }

  /**
   * A signer.
   *
   * @param secret the secret, the same as the receiver's {@code HMAC_SECRET}
   * @return a signer with that secret
   */
  public static HmacSigner of(Secret secret) {
    return new HmacSigner(new KeyedMac(secret.reveal().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Signs a body.
   *
   * @param body the bytes as they are sent
   * @return 64 hexadecimal digits
   */
  public String sign(byte[] body) {
    MessageDigest mac = key.begin();
    mac.update(body);
    return HexFormat.of().formatHex(key.finish(mac));
  }

  /**
   * Signs a time and a body, as {@link HmacVerifier.Builder#timestamp} expects it: the text {@code
   * <seconds>.<body>}.
   *
   * @param time when it is sent; goes into a header of its own as whole seconds since 1970
   * @param body the bytes as they are sent
   * @return 64 hexadecimal digits
   */
  public String sign(Instant time, byte[] body) {
    Objects.requireNonNull(body, "body");
    MessageDigest mac = key.begin();
    mac.update((time.getEpochSecond() + ".").getBytes(StandardCharsets.US_ASCII));
    mac.update(body);
    return HexFormat.of().formatHex(key.finish(mac));
  }

  /** Shows nothing of the secret. */
  @Override
  public String toString() {
    return "HmacSigner[HmacSHA256]";
  }
}
