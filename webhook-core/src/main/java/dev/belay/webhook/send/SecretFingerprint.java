package dev.belay.webhook.send;

import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Says of two secrets whether they are the same, without showing either: the first 16 hexadecimal
 * digits of a SHA-256 over a fixed text and the secret. The database computes the same.
 *
 * <p>What it does <em>not</em> do: hide a secret that can be guessed. Whoever sees the fingerprint
 * can try guesses against it, so a secret has to be random.
 */
public final class SecretFingerprint {

  private static final String CONTEXT = "belay.webhook-secret.v1:";
  private static final int BYTES = 8;

  private SecretFingerprint() {}

  /**
   * The fingerprint of a secret.
   *
   * @param secret the secret, of which the text in UTF-8 counts
   * @return 16 hexadecimal digits in lower case
   */
  public static String of(Secret secret) {
    byte[] bytes = (CONTEXT + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(bytes), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
